package rules

import (
	"context"
	_ "embed"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
)

//go:embed unknown_node_capacity.txtar
var unknownNodeCapacityExamples []byte

var unknownNodeCapacity = &lint.Rule{
	Name:     "unknown-node-capacity",
	Category: lint.Resources,
	Severity: lint.Info,
	Whole:    true,
	Summary:  "Nodes do not say what they can hold, so that nobody can tell what fits",
	Examples: unknownNodeCapacityExamples,
	Check:    checkUnknownNodeCapacity,
}

func checkUnknownNodeCapacity(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	if len(f.daemonSets)+len(f.others) == 0 {
		return nil
	}
	var unknown, holdNone, whole []*inventory.Node
	for _, node := range f.nodes {
		switch {
		case !node.CapacityKnown:
			unknown = append(unknown, node)
		case !measures(node, corev1.ResourcePods):
			holdNone = append(holdNone, node)
		}
		if whatIsLeft(pass, f, node) != "" {
			whole = append(whole, node)
		}
	}
	if len(unknown) > 0 {
		names := namesOf(unknown)
		pass.Report(unknown[0].At("metadata", "name"),
			fmt.Sprintf("the capacity of %s is unknown: whether pods fit there is not judged", someOf(names, len(f.nodes))),
			lint.OnNodes(names...), lint.Suggest("Keep status.allocatable in the inventory: kubectl get nodes -o yaml"))
	}
	if len(holdNone) > 0 {
		names := namesOf(holdNone)
		pass.Report(holdNone[0].At("status", "allocatable"),
			fmt.Sprintf("%s %s no pods in status.allocatable, which Kubernetes reads as none: no pod fits there",
				someOf(names, len(f.nodes)), have(names)),
			lint.As(lint.Warning), lint.OnNodes(names...), lint.Suggest(`Add pods: "110", or what the kubelet allows`))
	}
	reportWhole(pass, f, whole)
	return nil
}

// reportWhole speaks of Nodes of which all counts for pods, because they say no more.
func reportWhole(pass *lint.Pass, f *fleet, whole []*inventory.Node) {
	if len(whole) == 0 {
		return
	}
	names := namesOf(whole)
	pass.Report(whole[0].At("status", "capacity"),
		fmt.Sprintf("%s %s no status.allocatable: all of the capacity counts for pods, of which %s",
			someOf(names, len(f.nodes)), have(names), whatIsLeft(pass, f, whole[0])),
		lint.OnNodes(names...), lint.Suggest("Keep status.allocatable in the inventory: kubectl get nodes -o yaml"))
}

// measures reports whether a Node says how much of a resource it has. The kubelet
// always gives cpu, memory, ephemeral-storage and pods: without them the inventory
// was cut short. Of other resources a Node without them has none.
func measures(node *inventory.Node, name corev1.ResourceName) bool {
	if !node.CapacityKnown {
		return false
	}
	switch name {
	case corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage, corev1.ResourcePods:
		_, given := node.Allocatable[name]
		return given
	}
	return true
}
