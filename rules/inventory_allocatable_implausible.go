package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
)

//go:embed inventory_allocatable_implausible.txtar
var inventoryAllocatableImplausibleExamples []byte

var inventoryAllocatableImplausible = &lint.Rule{
	Name:     "inventory-allocatable-implausible",
	Category: lint.Inventory,
	Severity: lint.Warning,
	Summary:  "A Node of the inventory says that it has more than it can have, or hardly anything",
	Examples: inventoryAllocatableImplausibleExamples,
	Check:    checkInventoryAllocatableImplausible,
}

// plausible are the least and the most that machines have of a resource. The least
// memory is what no kubelet starts with, the most what no vendor sells.
var plausible = []struct {
	name        corev1.ResourceName
	least, most resource.Quantity
}{
	{corev1.ResourceCPU, resource.MustParse("1m"), resource.MustParse("2048")},
	{corev1.ResourceMemory, resource.MustParse("64Mi"), resource.MustParse("128Ti")},
}

func checkInventoryAllocatableImplausible(_ context.Context, pass *lint.Pass) error {
	nodes := slices.DeleteFunc(slices.Clone(pass.Nodes()), virtualNodes(pass))
	for _, name := range []corev1.ResourceName{
		corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage, corev1.ResourcePods,
	} {
		above := slices.DeleteFunc(slices.Clone(nodes), func(node *inventory.Node) bool { return !aboveCapacity(node, name) })
		if len(above) > 0 {
			first := above[0]
			has, capacity := first.Status.Allocatable[name], first.Status.Capacity[name]
			reportAmount(pass, above, name, fmt.Sprintf("%s allocatable, more than the capacity of %s", has.String(), capacity.String()))
		}
	}
	for _, bounds := range plausible {
		beyond := slices.DeleteFunc(slices.Clone(nodes), func(node *inventory.Node) bool {
			has, given := node.Allocatable[bounds.name]
			return !given || has.IsZero() || has.Cmp(bounds.least) >= 0 && has.Cmp(bounds.most) <= 0
		})
		if len(beyond) > 0 {
			has := beyond[0].Allocatable[bounds.name]
			than := "less than any machine"
			if has.Cmp(bounds.most) > 0 {
				than = "more than any machine"
			}
			reportAmount(pass, beyond, bounds.name, fmt.Sprintf("%s allocatable, %s has", has.String(), than))
		}
	}
	return nil
}

// aboveCapacity reports whether a Node gives pods more than it has.
func aboveCapacity(node *inventory.Node, name corev1.ResourceName) bool {
	allocatable, given := node.Status.Allocatable[name]
	capacity, known := node.Status.Capacity[name]
	return given && known && allocatable.Cmp(capacity) > 0
}

// reportAmount stands at the first of the nodes and speaks of its amount.
func reportAmount(pass *lint.Pass, nodes []*inventory.Node, name corev1.ResourceName, what string) {
	names := namesOf(nodes)
	at := nodes[0].At("status", "allocatable", string(name))
	if !at.Exists() {
		at = nodes[0].At("status", "capacity", string(name))
	}
	message := fmt.Sprintf("Node %s has %s %s", names[0], name, what)
	if others := len(names) - 1; others > 0 {
		message += fmt.Sprintf(", and %d more like it (%s)", others, firstThree(names[1:]))
	}
	pass.Report(at, message, lint.OnNodes(names...), lint.Suggest("Take the amounts as the Node reports them: kubectl get nodes -o yaml"))
}
