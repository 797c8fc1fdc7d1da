package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// moveWords say what happens, after the names of the nodes. A pod of a workload other
// than a DaemonSet need not run there.
var moveWords = map[placement.MoveKind][2]string{
	placement.Evicted: {"the pod is evicted", "a pod that runs there is evicted"},
	placement.Lost:    {"the pod is lost with its node", "a pod that runs there is lost with its node"},
	placement.Waits:   {"the pod is replaced, and the next one waits", "a pod that runs there is replaced, and the next one waits"},
	placement.Leaves:  {"the rollout deletes the pod, and none comes back", "the rollout deletes a pod that runs there"},
	placement.Stays: {
		"the pod that runs stays, and once it is gone none comes back", "a pod that runs there stays, and none comes any more",
	},
	placement.Wanted: {"a pod is wanted, and waits", "a pod is wanted, and waits"},
	placement.Comes:  {"a pod comes", "a pod may come"},
}

// words say what happens to the pod.
func (r *moveRow) words() string {
	w, verdict := r.move.Workload, r.move.Verdict
	switch r.move.Kind {
	case placement.Stays:
		if w.DaemonSet != nil && verdict.ShouldRun {
			return "the pod that runs stays, and once it is gone the next one waits"
		}
	case placement.Wanted:
		if verdict.Outcome == placement.Refused {
			return "a pod is wanted, and refused"
		}
	case placement.Comes:
		if w.Standalone() {
			return moveWords[placement.Comes][1]
		}
	default:
	}
	if w.DaemonSet == nil && !w.Standalone() {
		return moveWords[r.move.Kind][1]
	}
	return moveWords[r.move.Kind][0]
}

// moveRow is what a change means for a workload on nodes that share the reason.
type moveRow struct {
	move  placement.Move
	cause string
	nodes []string
}

// writeMoves writes what a change means for pods that run, after a blank line.
func writeMoves(w io.Writer, snapshot *lint.Snapshot, colors palette) error {
	if !snapshot.Changed() {
		return nil
	}
	lines := []string{"", "What the change does to pods that run:"}
	for _, row := range groupMoves(snapshot.Moves()) {
		said := row.note()
		lines = append(lines, said.mood.paint(colors)(Visible(fmt.Sprintf("  %s %s", row.move.Workload, said.text))))
	}
	if len(lines) == 2 {
		lines = append(lines, "  nothing")
	}
	_, err := io.WriteString(w, strings.Join(lines, "\n")+"\n")
	return err
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
	return movesJSON(snapshot.Moves())
}

func movesJSON(moves []placement.Move) []moveJSON {
	written := []moveJSON{}
	for _, move := range moves {
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
