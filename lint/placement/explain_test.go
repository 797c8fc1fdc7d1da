package placement_test

import (
	"slices"
	"testing"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

// TestExplainAgrees holds the checks that are shown against the verdicts: a pod that
// is bound passes them all, one that is not fails one. A pod that was evicted for a
// more important one may fit by what it was tried with last.
func TestExplainAgrees(t *testing.T) {
	t.Parallel()
	checked := 0
	for name, files := range scenarios(t) {
		set := files.set()
		matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
		for _, w := range matrix.Workloads {
			if len(w.Errors()) > 0 {
				continue
			}
			for _, node := range matrix.Nodes {
				explanation, known := matrix.Explain(w, node.Name)
				if !known {
					t.Fatalf("%s: %s on %s is unknown", name, w, node.Name)
				}
				checked++
				failed := slices.ContainsFunc(explanation.Checks, func(c placement.Check) bool { return !c.Passed })
				if bound := explanation.Verdict.Outcome == placement.Scheduled; bound == failed {
					t.Errorf("%s: %s on %s is %s with checks %+v", name, w, node.Name, explanation.Verdict.Outcome, explanation.Checks)
				}
			}
		}
	}
	if checked < 1000 {
		t.Errorf("only %d pairs were checked", checked)
	}
}
