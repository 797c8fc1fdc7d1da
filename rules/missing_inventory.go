package rules

import (
	"context"
	_ "embed"

	"github.com/dslint/dslint/lint"
)

//go:embed missing_inventory.txtar
var missingInventoryExamples []byte

var missingInventory = &lint.Rule{
	Name:     "missing-inventory",
	Category: lint.Placement,
	Severity: lint.Info,
	Whole:    true,
	Summary:  "No Node is known, so that nobody can tell where the pods will run",
	Examples: missingInventoryExamples,
	Check:    checkMissingInventory,
}

// checkMissingInventory speaks once in a run, at the first workload that would
// have been judged.
func checkMissingInventory(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	if len(f.nodes) > 0 {
		return nil
	}
	for _, w := range f.matrix.Workloads {
		if w.Fragment() {
			continue // what is laid over another is not placed by itself
		}
		pass.Report(w.Object.At("metadata", "name"), "no Node is known: placement is not judged",
			lint.Suggest("Give the nodes of the cluster: kubectl get nodes -o yaml > nodes.yaml, then --nodes nodes.yaml"))
		return nil
	}
	return nil
}
