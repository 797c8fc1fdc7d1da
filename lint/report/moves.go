package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// moveWords say what happens, after the names of the nodes.
var moveWords = map[placement.MoveKind]string{
	placement.Evicted: "the pod is evicted",
	placement.Lost:    "the pod is lost with its node",
	placement.Waits:   "the pod is made again and waits",
	placement.Stays:   "the pod that runs stays, and once it is gone none comes back",
	placement.Comes:   "a pod comes",
}

// moveRow is what a change means for a workload on nodes that share the reason.
type moveRow struct {
	move  placement.Move
	cause string
	nodes []string
}

// moveRows puts moves together that differ in the node only, the most urgent first.
func moveRows(snapshot *lint.Snapshot) []*moveRow {
	var rows []*moveRow
	for _, move := range snapshot.Moves() {
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

// writeMoves writes what a change means for pods that run, after a blank line.
func writeMoves(w io.Writer, snapshot *lint.Snapshot, colors palette) error {
	if !snapshot.Changed() {
		return nil
	}
	lines := []string{"", "What the change does to pods that run:"}
	for _, row := range moveRows(snapshot) {
		line := fmt.Sprintf("  %s on %s: %s", row.move.Workload, nodeNames(row.nodes), moveWords[row.move.Kind])
		if row.cause != "" {
			line += " (" + row.cause + ")"
		}
		lines = append(lines, movePaint(colors, row.move.Kind)(Visible(line)))
	}
	if len(lines) == 2 {
		lines = append(lines, "  nothing")
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
}

func movePaint(colors palette, kind placement.MoveKind) paint {
	switch kind {
	case placement.Comes:
		return colors.good
	case placement.Stays:
		return colors.severity[lint.Warning]
	default:
		return colors.bad
	}
}

// moveJSON is one entry of the key "changes", which is there only where something
// was changed.
type moveJSON struct {
	Node     string      `json:"node"`
	Workload *objectJSON `json:"workload"`
	Change   string      `json:"change"`
	Reasons  []string    `json:"reasons"`
}

func newMovesJSON(snapshot *lint.Snapshot) []moveJSON {
	if !snapshot.Changed() {
		return nil
	}
	written := []moveJSON{}
	for _, move := range snapshot.Moves() {
		entry := moveJSON{move.Node, newObjectJSON(move.Workload.Object), move.Kind.String(), []string{}}
		if move.Verdict != nil {
			for i := range move.Verdict.Refusals {
				entry.Reasons = append(entry.Reasons, move.Verdict.Refusals[i].Reason)
			}
		}
		written = append(written, entry)
	}
	return written
}
