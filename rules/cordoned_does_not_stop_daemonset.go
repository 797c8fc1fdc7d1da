package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
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
	isCordoned := func(number int) bool {
		node := f.nodes[number]
		return node.Spec.Unschedulable && !f.virtual[number] && node.At("spec", "unschedulable").Exists()
	}
	running, groups := 0, map[int]bool{}
	for _, w := range f.daemonSets {
		wanting := f.wanting(w)
		if !f.counts(w) || len(f.choose(wanting, isCordoned)) == 0 {
			continue
		}
		running++
		for _, g := range wanting {
			groups[g] = true
		}
	}
	if running > 0 {
		reportCordoned(pass, f.choose(slices.Collect(maps.Keys(groups)), isCordoned), running)
	}
	return nil
}

func reportCordoned(pass *lint.Pass, nodes []*inventory.Node, running int) {
	names := namesOf(nodes)
	runs, are := "run", "are"
	if running == 1 {
		runs = "runs"
	}
	if len(names) == 1 {
		are = "is"
	}
	pass.Report(nodes[0].At("spec", "unschedulable"), fmt.Sprintf("%s %s cordoned, and %s %s there all the same",
		someOf(names, len(pass.Nodes())), are, countDaemonSets(running), runs), lint.OnNodes(names...),
		lint.Suggest("Taint the node with NoExecute to keep DaemonSets off as well"))
}
