package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
)

// markdownLimit keeps a comment below the 65,536 characters that GitHub takes, with
// room for what a bot writes around it.
const markdownLimit = 60_000

// markdown collects lines until the limit.
type markdown struct {
	text string
	left int // lines that found no place
}

func (m *markdown) line(text string) {
	if len(m.text)+len(text) > markdownLimit {
		m.left++
		return
	}
	m.text += text + "\n"
}

// writeDiffMarkdown writes a diff for a comment on a pull request.
func writeDiffMarkdown(w io.Writer, d *diff.Diff, _ Options) error {
	m := &markdown{}
	m.line("### dslint")
	m.line("")
	if d.Empty() {
		m.line("No pod moves, and no finding comes or goes.")
	}
	for _, cluster := range d.Clusters {
		if len(d.Clusters) > 1 && !cluster.Empty() {
			m.line("#### " + quoteMarkdown(clusterTitle(cluster)))
			m.line("")
		}
		m.list("Nodes", nodeNotes(cluster.Nodes))
		m.workloads(cluster)
	}
	m.findings("New findings", d.New)
	m.findings("Findings that are gone", d.Gone)
	if m.left > 0 {
		m.text += fmt.Sprintf("\n%d more lines are left out: dslint diff shows them.\n", m.left)
	}
	_, err := io.WriteString(w, m.text)
	return err
}

func (m *markdown) list(title string, texts []string) {
	if len(texts) == 0 {
		return
	}
	m.line("**" + title + "**")
	m.line("")
	for _, text := range texts {
		m.line("- " + quoteMarkdown(text))
	}
	m.line("")
}

func (m *markdown) workloads(d *diff.Cluster) {
	if len(d.Workloads) == 0 {
		return
	}
	m.line("| workload | | desired | current | ready |")
	m.line("|---|---|---|---|---|")
	for _, w := range d.Workloads {
		m.line(fmt.Sprintf("| %s | %s | %s | %s | %s |", quoteMarkdown(w.Either().String()), w.Kind,
			arrow(w.Was.Desired, w.Is.Desired), arrow(w.Was.Current, w.Is.Current), arrow(w.Was.Ready, w.Is.Ready)))
	}
	m.line("")
	for _, w := range d.Workloads {
		var texts []string
		for _, said := range workloadNotes(w) {
			texts = append(texts, said.text)
		}
		m.list(quoteMarkdown(w.Either().String()), texts)
	}
	if sum := d.Sum(); len(d.Workloads) > 1 && len(sum) > 0 {
		m.line("All requests in sum: " + quoteMarkdown(totalsText(sum)))
		m.line("")
	}
}

func arrow(was, is int) string {
	if was == is {
		return fmt.Sprint(is)
	}
	return fmt.Sprintf("**%d → %d**", was, is)
}

func (m *markdown) findings(title string, findings []*lint.Finding) {
	if len(findings) == 0 {
		return
	}
	m.line(fmt.Sprintf("<details><summary>%s: %d</summary>", title, len(findings)))
	m.line("")
	for _, f := range findings {
		m.line(fmt.Sprintf("- %s **%s** %s %#q", quoteMarkdown(placeOf(f.At)), f.Severity,
			quoteMarkdown(f.Message+whereText(f)), f.Rule.Name))
	}
	m.line("")
	// The end is written whatever was left out: what follows would be folded away.
	m.text += "</details>\n\n"
}

// quoteMarkdown keeps text from acting as Markdown or HTML.
func quoteMarkdown(text string) string {
	var b strings.Builder
	for _, r := range strings.ReplaceAll(Visible(text), " -> ", " → ") {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '@':
			b.WriteString("@\u200b") // mentions nobody
		case strings.ContainsRune("\\`*_{}[]|#~!", r):
			b.WriteRune('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
