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

// markdown collects lines until a limit.
type markdown struct {
	text  strings.Builder
	limit int // in bytes, which are no fewer than characters
	left  int // lines that found no place
}

// line adds a line; once one finds no place, no other is added.
func (m *markdown) line(text string) {
	if m.left > 0 || m.text.Len()+len(text) >= m.limit {
		m.left++
		return
	}
	m.text.WriteString(text + "\n")
}

// findingsPart is the part of the limit that is kept for findings where there are any.
const findingsPart = 3

// writeDiffMarkdown writes a diff for a comment on a pull request.
func writeDiffMarkdown(w io.Writer, d *diff.Diff, _ Options) error {
	m := &markdown{limit: markdownLimit}
	m.line("### dslint")
	m.line("")
	if d.Empty() {
		m.line("No pod moves, and no finding comes or goes.")
	}
	if len(d.New)+len(d.Gone) > 0 {
		m.limit -= markdownLimit / findingsPart
	}
	for _, group := range alikeClusters(d) {
		if len(d.Clusters) > 1 {
			m.line("#### " + quoteMarkdown(clusterTitle(group)))
			m.line("")
		}
		m.list("Nodes", nodeNotes(group[0].Nodes))
		m.workloads(group[0])
	}
	left := m.left
	m.limit, m.left = markdownLimit, 0
	m.findings("New findings", d.New)
	m.findings("Findings that are gone", d.Gone)
	if left += m.left; left > 0 {
		fmt.Fprintf(&m.text, "\n%s left out: dslint diff shows all.\n", count(left, "line"))
	}
	_, err := io.WriteString(w, m.text.String())
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

func (m *markdown) workloads(c *diff.Cluster) {
	if len(c.Workloads) == 0 {
		return
	}
	m.line("| workload | | desired | current | ready |")
	m.line("|---|---|---|---|---|")
	for _, w := range c.Workloads {
		m.line(fmt.Sprintf("| %s | %s | %s | %s | %s |", quoteMarkdown(w.Either().String()), w.Kind,
			arrow(w.Was.Desired, w.Is.Desired), arrow(w.Was.Current, w.Is.Current), arrow(w.Was.Ready, w.Is.Ready)))
	}
	m.line("")
	for _, w := range c.Workloads {
		var texts []string
		for _, said := range workloadNotes(w) {
			texts = append(texts, said.text)
		}
		m.list(quoteMarkdown(w.Either().String()), texts)
	}
	if sum := c.Sum(); len(c.Workloads) > 1 && len(sum) > 0 {
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
	before := m.left
	m.line(fmt.Sprintf("<details><summary>%s: %d</summary>", title, len(findings)))
	opened := m.left == before
	m.line("")
	for _, f := range findings {
		m.line(fmt.Sprintf("- %s **%s** %s %#q", quoteMarkdown(placeOf(f.At)), f.Severity,
			quoteMarkdown(f.Message+whereText(f)), f.Rule.Name))
	}
	m.line("")
	if opened { // whatever was left out: what follows would be folded away
		m.text.WriteString("</details>\n\n")
	}
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
