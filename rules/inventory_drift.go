package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
)

//go:embed inventory_drift.txtar
var inventoryDriftExamples []byte

var inventoryDrift = &lint.Rule{
	Name:     "inventory-drift",
	Category: lint.Inventory,
	Severity: lint.Info,
	Summary:  "Nodes of one pool differ in a taint, or two Nodes are one machine",
	Examples: inventoryDriftExamples,
	Check:    checkInventoryDrift,
}

func checkInventoryDrift(_ context.Context, pass *lint.Pass) error {
	if pass.Changed() {
		return nil // somebody tries what a difference would do
	}
	f := fleetOf(pass)
	reportTwins(pass, f.nodes)
	for _, taint := range f.taints {
		if !f.facts.IsPassing(taint.Taint) {
			reportHalfTainted(pass, f, taint)
		}
	}
	return nil
}

// poolKeys are the labels by which the nodes of an inventory fall into pools.
func (f *fleet) poolKeys() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(f.labels)), func(key string) bool {
		fact, ok := f.facts.Label(key)
		return !ok || fact.Kind != lint.PoolFact
	})
}

// reportHalfTainted speaks of a pool some nodes of which have a taint, and some not:
// a change that stopped half-way.
func reportHalfTainted(pass *lint.Pass, f *fleet, taint *foundTaint) {
	for _, key := range f.poolKeys() {
		tainted := indexLabels(taint.nodes)[key]
		for _, pool := range slices.Sorted(maps.Keys(tainted)) {
			if tainted[pool] < f.labels[key][pool] {
				reportPool(pass, f, taint, key, pool)
				return // other labels tell of the same pools
			}
		}
	}
}

func reportPool(pass *lint.Pass, f *fleet, taint *foundTaint, key, pool string) {
	var with *inventory.Node
	var without []*inventory.Node
	for _, node := range f.nodes {
		switch {
		case node.Labels[key] != pool:
		case !slices.ContainsFunc(node.Spec.Taints, func(own corev1.Taint) bool { return sameTaint(&own, taint.Taint) }):
			without = append(without, node)
		case with == nil:
			with = node
		}
	}
	names := namesOf(without)
	pass.Report(without[0].At("spec", "taints"), fmt.Sprintf("%d of %d nodes of pool %s lack taint %s (%s)",
		len(without), f.labels[key][pool], pool, taint.ToString(), firstThree(names)), lint.OnNodes(names...),
		lint.Suggest("Taint all nodes of the pool, or none"), lint.See(taintOn(with, taint.Taint), "the taint of Node "+with.Name))
}

// reportTwins speaks of Nodes with one providerID: one machine is counted twice.
func reportTwins(pass *lint.Pass, nodes []*inventory.Node) {
	first := map[string]*inventory.Node{}
	for _, node := range nodes {
		id := node.Spec.ProviderID
		other := first[id]
		if id == "" || other == nil {
			first[id] = node
			continue
		}
		pass.Report(node.At("spec", "providerID"), fmt.Sprintf("Node %s has the providerID of Node %s: one machine counts twice",
			node.Name, other.Name), lint.As(lint.Warning), lint.OnNodes(node.Name, other.Name),
			lint.See(other.At("spec", "providerID"), "the other"), lint.Suggest("Remove the Node that is gone"))
	}
}
