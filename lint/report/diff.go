package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/placement"
)

// note is one line that a diff says of a workload, and how good that is.
type note struct {
	text string
	mood mood
}

type mood int

const (
	plainly mood = iota
	gladly
	warily
	badly
)

func (m mood) paint(colors palette) paint {
	switch m {
	case gladly:
		return colors.good
	case warily:
		return colors.severity[lint.Warning]
	case badly:
		return colors.bad
	default:
		return func(text string) string { return text }
	}
}

// alikeClusters puts clusters together in which the same happens, those that share a base.
// Those in which nothing happens are left out.
func alikeClusters(d *diff.Diff) [][]*diff.Cluster {
	var groups [][]*diff.Cluster
	at := map[string]int{}
	for _, cluster := range d.Clusters {
		if cluster.Empty() {
			continue
		}
		key := tellingOf(cluster)
		i, known := at[key]
		if !known {
			i, at[key] = len(groups), len(groups)
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], cluster)
	}
	return groups
}

// tellingOf is all that is said of a cluster.
func tellingOf(c *diff.Cluster) string {
	lines := append([]string{string(c.Kind)}, nodeNotes(c.Nodes)...)
	for _, w := range c.Workloads {
		lines = append(lines, headline(w))
		for _, n := range workloadNotes(w) {
			lines = append(lines, n.text)
		}
	}
	return strings.Join(lines, "\n")
}

// clusterTitle names clusters, and says where only one state has them.
func clusterTitle(group []*diff.Cluster) string {
	names := make([]string, len(group))
	for i, cluster := range group {
		names[i] = Visible(cluster.Name)
	}
	title := "Cluster "
	if len(names) > 1 {
		title = "Clusters "
	}
	title += strings.Join(names, ", ")
	if kind := group[0].Kind; kind != diff.Changed {
		title += " (" + string(kind) + ")"
	}
	return title
}

// headline names a workload and counts its pods, before and after.
func headline(w *diff.Workload) string {
	return fmt.Sprintf("%s %s: desired %s, current %s, ready %s", w.Either(), w.Kind,
		turn(w.Was.Desired, w.Is.Desired), turn(w.Was.Current, w.Is.Current), turn(w.Was.Ready, w.Is.Ready))
}

// turn writes "3 -> 5", or "3" where nothing changes.
func turn[T comparable](was, is T) string {
	if was == is {
		return fmt.Sprint(is)
	}
	return fmt.Sprintf("%v -> %v", was, is)
}

// workloadNotes are all that is to be said of a workload, the gravest first.
func workloadNotes(w *diff.Workload) []note {
	var notes []note
	for _, text := range w.Errors {
		notes = append(notes, note{"the API server refuses it, and what runs stays as it is: " + text, badly})
	}
	for _, field := range w.Immutable {
		notes = append(notes, note{fmt.Sprintf("%s cannot change: the API server refuses the update (%s)",
			field.Path, field.Span()), badly})
	}
	for _, row := range groupMoves(w.Moves) {
		notes = append(notes, row.note())
	}
	if text := rolloutText(w.Rollout); text != "" {
		notes = append(notes, note{text, plainly})
	}
	if len(w.Totals) > 0 {
		notes = append(notes, note{"requests in sum: " + totalsText(w.Totals), plainly})
	}
	return notes
}

func rolloutText(r *diff.Rollout) string {
	switch {
	case r == nil:
		return ""
	case r.OnDelete:
		return fmt.Sprintf("rollout: %s keep the old template until they are deleted (OnDelete)", count(r.Pods, "pod"))
	case r.Steps == 0:
		return fmt.Sprintf("rollout: the pods are replaced, %d of them", r.Pods)
	}
	limit := "maxUnavailable"
	if r.Surge {
		limit = "maxSurge"
	}
	return fmt.Sprintf("rollout: %s replaced in %s (%s %d)", count(r.Pods, "pod"), count(r.Steps, "step"), limit, r.AtOnce)
}

func totalsText(totals []diff.Total) string {
	parts := make([]string, len(totals))
	for i, total := range totals {
		parts[i] = fmt.Sprintf("%s %s", total.Resource, turn(total.Was.String(), total.Is.String()))
	}
	return strings.Join(parts, ", ")
}

// groupMoves puts moves of one workload together that differ in the node only, the
// most urgent first.
func groupMoves(moves []placement.Move) []*moveRow {
	var rows []*moveRow
	for _, move := range moves {
		cause := ""
		if move.Verdict != nil && move.Kind != placement.Comes {
			cause = shortCause(move.Verdict)
		}
		i := slices.IndexFunc(rows, func(r *moveRow) bool {
			return r.move.Workload == move.Workload && r.move.Kind == move.Kind && r.cause == cause
		})
		if i < 0 {
			i = len(rows)
			rows = append(rows, &moveRow{move: move, cause: cause})
		}
		rows[i].nodes = append(rows[i].nodes, move.Node)
	}
	slices.SortStableFunc(rows, func(a, b *moveRow) int { return int(a.move.Kind) - int(b.move.Kind) })
	return rows
}

func (r *moveRow) note() note {
	text := fmt.Sprintf("on %s: %s", nodeNames(r.nodes), r.words())
	if r.cause != "" {
		text += " (" + r.cause + ")"
	}
	return note{text, moveMood(r.move.Kind)}
}

func moveMood(kind placement.MoveKind) mood {
	switch kind {
	case placement.Comes:
		return gladly
	case placement.Stays:
		return warily
	default:
		return badly
	}
}

// nodeNotes are what happens to Nodes, a line for those that share it.
func nodeNotes(changes []*diff.NodeChange) []string {
	lines := make([]string, len(changes))
	for i, change := range changes {
		text := string(change.Kind)
		if change.Kind == diff.Changed {
			text = strings.Join(change.Changes, ", ")
		}
		lines[i] = nodeNames(change.Names) + ": " + text
	}
	return lines
}
