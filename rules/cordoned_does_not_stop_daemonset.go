package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
)

//go:embed cordoned_does_not_stop_daemonset.txtar
var cordonedDoesNotStopDaemonSetExamples []byte

var cordonedDoesNotStopDaemonSet = &lint.Rule{
	Name:     "cordoned-does-not-stop-daemonset",
	Category: lint.Inventory,
	Severity: lint.Info,
	Summary:  "Nodes are cordoned, and DaemonSets run there all the same",
	Examples: cordonedDoesNotStopDaemonSetExamples,
	Check:    checkCordonedDoesNotStopDaemonSet,
}

func checkCordonedDoesNotStopDaemonSet(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	var cordoned []*inventory.Node
	running := 0
	for _, w := range f.daemonSets {
		nodes := f.choose(f.wanting(w), func(number int) bool {
			node := f.nodes[number]
			return node.Spec.Unschedulable && !f.virtual[number] && node.At("spec", "unschedulable").Exists()
		})
		if len(nodes) == 0 || !f.counts(w) {
			continue
		}
		running++
		for _, node := range nodes {
			if !slices.Contains(cordoned, node) {
				cordoned = append(cordoned, node)
			}
		}
	}
	if running == 0 {
		return nil
	}
	names := namesOf(slices.DeleteFunc(slices.Clone(f.nodes), func(node *inventory.Node) bool { return !slices.Contains(cordoned, node) }))
	runs, are := "run", "are"
	if running == 1 {
		runs = "runs"
	}
	if len(names) == 1 {
		are = "is"
	}
	pass.Report(cordoned[0].At("spec", "unschedulable"), fmt.Sprintf("%s %s cordoned, and %s %s there all the same",
		someOf(names, len(f.nodes)), are, countDaemonSets(running), runs), lint.OnNodes(names...),
		lint.Suggest("Taint the node with NoExecute to keep DaemonSets off as well"))
	return nil
}
