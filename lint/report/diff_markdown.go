package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/placement"
)

const (
	// markdownLimit keeps a comment below the 65,536 characters that GitHub takes, with
	// room for what a bot writes around it. It counts bytes, which are no fewer.
	markdownLimit = 60_000
	// tablePart and findingsPart are the parts of the limit that are kept for the table of
	// clusters, and for findings where there are any.
	tablePart    = 3
	findingsPart = 3
	// listLimit is how many bytes a list of clusters may take in what is left out.
	listLimit = 200
	// closing is kept for saying which sections found no place.
	closing = 200
)

// writeDiffMarkdown writes a diff for a comment on a pull request.
func writeDiffMarkdown(w io.Writer, d *diff.Diff, _ Options) error {
	var text strings.Builder
	text.WriteString("### dslint\n\n")
	if d.Empty() {
		text.WriteString("No pod moves, and no finding comes or goes.\n")
	} else {
		text.WriteString(sumsTable(d, markdownLimit/tablePart))
	}
	var clusters, findings []*section
	for _, group := range alikeClusters(d) {
		clusters = append(clusters, clusterSection(group, len(d.Clusters) > 1))
	}
	findings = appendFindings(findings, d, "New findings", d.New)
	findings = appendFindings(findings, d, "Findings that are gone", d.Gone)
	room := markdownLimit - text.Len() - closing
	forFindings := min(need(findings), max(room/findingsPart, room-need(clusters)))
	if left := writeSections(&text, clusters, room-forFindings); left > 0 {
		fmt.Fprintf(&text, "Left out here: %s. dslint diff shows all.\n\n", count(left, "more cluster"))
	}
	writeSections(&text, findings, forFindings)
	_, err := io.WriteString(w, text.String())
	return err
}

// writeSections returns how many sections found no place at all.
func writeSections(text *strings.Builder, sections []*section, room int) int {
	left := 0
	for i, share := range shares(sections, room) {
		before := text.Len()
		sections[i].write(text, share)
		if text.Len() == before {
			left++
		}
	}
	return left
}

// How much a thing matters in a comment, the most first.
const (
	rankRefused = iota
	rankLost
	rankGained
	rankOther
)

// clusterSection tells what happens in clusters, which are named where there are several.
func clusterSection(group []*diff.Cluster, named bool) *section {
	s := &section{left: workloadsLeft, blocks: [3]string{
		"**Nodes**\n\n", "| workload | | desired | current | ready |\n|---|---|---|---|---|\n", "",
	}}
	if named {
		s.head = "#### " + quoteMarkdown(clusterTitle(group)) + "\n\n"
	}
	for i, line := range nodeNotes(group[0].Nodes) {
		s.items = append(s.items, &item{texts: [3]string{"- " + quoteMarkdown(line) + "\n"}, rank: rankLost, turn: i})
	}
	for i, w := range group[0].Workloads {
		row := fmt.Sprintf("| %s | %s | %s | %s | %s |\n", quoteMarkdown(w.Either().String()), w.Kind,
			arrow(w.Was.Desired, w.Is.Desired), arrow(w.Was.Current, w.Is.Current), arrow(w.Was.Ready, w.Is.Ready))
		s.items = append(s.items, &item{texts: [3]string{1: row, 2: workloadList(w)}, rank: rankOf(w), turn: i})
	}
	return s
}

func workloadList(w *diff.Workload) string {
	notes := workloadNotes(w)
	if len(notes) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("**" + quoteMarkdown(w.Either().String()) + "**\n\n")
	for _, said := range notes {
		b.WriteString("- " + quoteMarkdown(said.text) + "\n")
	}
	b.WriteString("\n")
	return b.String()
}

// rankOf tells how much it matters what happens to a workload.
func rankOf(w *diff.Workload) int {
	rank := rankOther
	switch {
	case len(w.Errors)+len(w.Immutable) > 0:
		return rankRefused
	case w.Kind == diff.Removed:
		return rankLost
	case w.Kind == diff.Added:
		rank = rankGained
	}
	for _, move := range w.Moves {
		if move.Kind != placement.Comes {
			return rankLost
		}
		rank = rankGained
	}
	return rank
}

// workloadsLeft says what of a cluster found no place.
func workloadsLeft(items []*item) string {
	lines, workloads, bad := 0, 0, 0
	for _, item := range items {
		switch {
		case item.texts[0] != "":
			lines++
		case item.rank <= rankLost:
			bad++
			workloads++
		default:
			workloads++
		}
	}
	var parts []string
	if workloads > 0 {
		part := count(workloads, "workload")
		if bad > 0 {
			part += fmt.Sprintf(", %d of them refused or with pods that are lost or wait", bad)
		}
		parts = append(parts, part)
	}
	if lines > 0 {
		parts = append(parts, count(lines, "line")+" about nodes")
	}
	return "Left out here: " + strings.Join(parts, "; ") + ". dslint diff shows all.\n\n"
}

func arrow(was, is int) string {
	if was == is {
		return fmt.Sprint(is)
	}
	return fmt.Sprintf("**%d → %d**", was, is)
}

// appendFindings adds the section of findings, if there are any. Where not all fit, the
// gravest of each cluster stand.
func appendFindings(sections []*section, d *diff.Diff, title string, findings []*lint.Finding) []*section {
	if len(findings) == 0 {
		return sections
	}
	s := &section{head: fmt.Sprintf("<details><summary>%s: %d</summary>\n\n", title, len(findings)), tail: "\n</details>\n\n"}
	turns, of := map[string]int{}, map[*item]*lint.Finding{}
	for _, f := range findings {
		line := fmt.Sprintf("- %s **%s** %s %#q\n", quoteMarkdown(placeOf(f.At)), f.Severity,
			quoteMarkdown(f.Message+whereText(f)), f.Rule.Name)
		whose := fmt.Sprint(f.Severity, f.Clusters)
		turns[whose]++
		added := &item{texts: [3]string{line}, rank: -int(f.Severity), turn: turns[whose]}
		of[added] = f
		s.items = append(s.items, added)
	}
	s.left = func(items []*item) string { return findingsLeft(d, items, of) }
	return append(sections, s)
}

// findingsLeft says how many findings found no place, and of which clusters.
func findingsLeft(d *diff.Diff, items []*item, of map[*item]*lint.Finding) string {
	text := "\nLeft out here: " + count(len(items), "finding")
	var parts []string
	for _, c := range d.Clusters {
		number := 0
		for _, item := range items {
			if d.Of(c, of[item]) {
				number++
			}
		}
		if number > 0 {
			parts = append(parts, fmt.Sprintf("%d of %s", number, quoteMarkdown(Visible(c.Name))))
		}
	}
	if list := strings.Join(parts, ", "); len(d.Clusters) > 1 && len(list) < listLimit {
		text += " (" + list + ")"
	}
	return text + ". dslint diff shows all.\n"
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
