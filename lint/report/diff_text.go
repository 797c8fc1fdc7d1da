package report

import (
	"bufio"
	"fmt"
	"io"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
)

// writeDiffText writes a diff for people.
func writeDiffText(w io.Writer, d *diff.Diff, options Options) error {
	t := &textWriter{bufio.NewWriter(w), newPalette(options.Color), nil, false}
	if d.Empty() {
		t.put(t.good("no pod moves, and no finding comes or goes"), "\n")
		return t.Flush()
	}
	t.section("Nodes", len(d.Nodes))
	for _, line := range nodeNotes(d.Nodes) {
		t.put("  ", Visible(line), "\n")
	}
	t.section("Workloads", len(d.Workloads))
	for _, workload := range d.Workloads {
		t.put("  ", t.strong(Visible(headline(workload))), "\n")
		for _, said := range workloadNotes(workload) {
			t.put("    ", said.mood.paint(t.palette)(Visible(said.text)), "\n")
		}
	}
	if sum := d.Sum(); len(d.Workloads) > 1 && len(sum) > 0 {
		t.put("  all requests in sum: ", totalsText(sum), "\n")
	}
	t.findings("New findings", d.New)
	t.findings("Findings that are gone", d.Gone)
	return t.Flush()
}

func (t *textWriter) section(title string, size int) {
	if size == 0 {
		return
	}
	if t.written {
		t.put("\n")
	}
	t.written = true
	t.put(title, "\n")
}

func (t *textWriter) findings(title string, findings []*lint.Finding) {
	t.section(title, len(findings))
	for _, f := range findings {
		t.put("  ", t.place(placeOf(f.At)+":"), " ", t.severity[f.Severity](f.Severity.String()+":"), " ",
			Visible(f.Message), " ", t.rule(fmt.Sprintf("[%s]", f.Rule.Name)), "\n")
	}
}
