package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

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
	t.sums(d)
	for _, group := range alikeClusters(d) {
		t.cluster(group, len(d.Clusters) > 1)
	}
	t.findings("New findings", d.New)
	t.findings("Findings that are gone", d.Gone)
	return t.Flush()
}

// sums tells in a line of each cluster what happens in it, where there are several.
func (t *textWriter) sums(d *diff.Diff) {
	if len(d.Clusters) < 2 {
		return
	}
	t.section("Clusters", len(d.Clusters))
	for _, c := range d.Clusters {
		sums := d.Sums(c)
		t.put("  ", t.strong(clusterName(c)), ": ", sumsText(c, &sums), "\n")
	}
}

// cluster tells what happens in clusters, which are named where there are several.
func (t *textWriter) cluster(group []*diff.Cluster, named bool) {
	c := group[0]
	title := func(text string) string { return text }
	if named {
		title = func(text string) string { return clusterTitle(group) + ": " + strings.ToLower(text) }
	}
	t.section(title("Nodes"), len(c.Nodes))
	for _, line := range nodeNotes(c.Nodes) {
		t.put("  ", Visible(line), "\n")
	}
	t.section(title("Workloads"), len(c.Workloads))
	for _, workload := range c.Workloads {
		t.put("  ", t.strong(Visible(headline(workload))), "\n")
		for _, said := range workloadNotes(workload) {
			t.put("    ", said.mood.paint(t.palette)(Visible(said.text)), "\n")
		}
	}
	if sum := c.Sum(); len(c.Workloads) > 1 && len(sum) > 0 {
		t.put("  all requests in sum: ", totalsText(sum), "\n")
	}
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
			Visible(f.Message), whereText(f), " ", t.rule(fmt.Sprintf("[%s]", f.Rule.Name)), "\n")
	}
}
