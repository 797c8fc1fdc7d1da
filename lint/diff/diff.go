// Package diff tells what a change of manifests and Nodes means for the pods of a
// cluster and for the findings.
package diff

import (
	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// Side is the state before or after a change.
type Side struct {
	Snapshot *lint.Snapshot
	Result   *lint.Result
}

// Diff is what a change means.
type Diff struct {
	Before, After Side
	Nodes         []*NodeChange
	// Workloads are those that something happens to, those of the state before first.
	Workloads []*Workload
	// New are findings that only the state after has, Gone those that only the one
	// before has.
	New, Gone []*lint.Finding
}

// Compare compares two states. Objects are matched by kind, namespace and name, Nodes
// by name, findings by [lint.Unmatched].
func Compare(before, after Side) *Diff {
	d := &Diff{Before: before, After: after}
	d.Nodes = compareNodes(before.Snapshot.Nodes(), after.Snapshot.Nodes())
	d.Workloads = compareWorkloads(before.Snapshot, after.Snapshot)
	d.New, d.Gone = lint.Unmatched(before.Snapshot, after.Snapshot, before.Result, after.Result)
	return d
}

// Empty reports whether the change means nothing.
func (d *Diff) Empty() bool {
	return len(d.Nodes) == 0 && len(d.Workloads) == 0 && len(d.New) == 0 && len(d.Gone) == 0
}

// matched pairs the workloads of two states; one side is nil where only the other
// has the workload. Of several objects of one name the last counts, as the last apply does.
func matched(before, after []*placement.Workload) [][2]*placement.Workload {
	var pairs [][2]*placement.Workload
	at := map[string]int{}
	for side, workloads := range [2][]*placement.Workload{before, after} {
		for _, w := range workloads {
			name := w.String()
			i, known := at[name]
			if !known {
				i, at[name] = len(pairs), len(pairs)
				pairs = append(pairs, [2]*placement.Workload{})
			}
			pairs[i][side] = w
		}
	}
	return pairs
}
