package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed inventory_transient_taint.txtar
var inventoryTransientTaintExamples []byte

var inventoryTransientTaint = &lint.Rule{
	Name:     "inventory-transient-taint",
	Category: lint.Inventory,
	Severity: lint.Warning,
	Summary:  "A taint that comes and goes stands in the inventory, and placement is judged by it",
	Examples: inventoryTransientTaintExamples,
	Check:    checkInventoryTransientTaint,
}

// checkInventoryTransientTaint is silent where somebody tries what a taint would do.
func checkInventoryTransientTaint(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	if pass.Changed() || len(f.daemonSets) == 0 {
		return nil
	}
	for _, key := range taintKeys(f.taints) {
		if fact, ok := f.facts.Taint(key); ok && key != corev1.TaintNodeUnschedulable &&
			(fact.Kind == lint.ConditionFact || fact.Kind == lint.LeavingFact) {
			reportTransient(pass, f, key)
		}
	}
	return nil
}

func reportTransient(pass *lint.Pass, f *fleet, key string) {
	found := slices.DeleteFunc(slices.Clone(f.taints), func(taint *foundTaint) bool { return taint.Key != key })
	nodes := f.taintedBy(found)
	texts := make([]string, len(found))
	for i, taint := range found {
		texts[i] = taint.ToString()
	}
	names := namesOf(nodes)
	message := fmt.Sprintf("%s %s %s, which passes", someOf(names, len(f.nodes)), have(names), strings.Join(texts[:min(len(texts), 2)], " and "))
	severity := lint.Info
	if kept := f.keptFor(key); kept > 0 {
		severity = lint.Warning
		message += fmt.Sprintf(": today it keeps %s off", countDaemonSets(kept))
	}
	pass.Report(found[0].at, message, lint.As(severity), lint.OnNodes(names...),
		lint.UnsafeFix("Remove the taint from the inventory", withoutTaint(inOneFile(nodes), key)...))
}

func countDaemonSets(count int) string {
	if count == 1 {
		return "1 DaemonSet"
	}
	return fmt.Sprintf("%d DaemonSets", count)
}

// keptFor counts the DaemonSets that miss a node for nothing but taints that pass, one
// of this key among them.
func (f *fleet) keptFor(key string) int {
	count := 0
	for _, w := range f.daemonSets {
		if f.counts(w) && slices.ContainsFunc(f.matrix.Of(w), func(v *placement.Verdict) bool {
			return keptOnlyBy(v, func(r *placement.Refusal) bool { return f.facts.IsPassing(r.Taint) }) &&
				slices.ContainsFunc(v.Refusals, func(r placement.Refusal) bool { return r.Taint.Key == key })
		}) {
			count++
		}
	}
	return count
}

// withoutTaint removes the taints of a key, from the last on, so that none moves.
func withoutTaint(nodes []*inventory.Node, key string) []manifest.Change {
	var changes []manifest.Change
	for _, node := range nodes {
		taints := node.Spec.Taints
		if !slices.ContainsFunc(taints, func(taint corev1.Taint) bool { return taint.Key != key }) {
			changes = append(changes, node.At("spec", "taints").Prune())
			continue
		}
		for i := range slices.Backward(taints) {
			if taints[i].Key == key {
				changes = append(changes, node.At("spec", "taints", i).Remove())
			}
		}
	}
	return changes
}
