package rules

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// foundTaint is a taint and the nodes of the inventory that have it.
type foundTaint struct {
	*corev1.Taint
	nodes []*inventory.Node
	at    manifest.Ref // on the first of them
}

// findTaints returns the taints of the nodes, each once, in their order.
func findTaints(nodes []*inventory.Node) []*foundTaint {
	var found []*foundTaint
	known := map[corev1.Taint]*foundTaint{}
	for _, node := range nodes {
		for i := range node.Spec.Taints {
			taint := &node.Spec.Taints[i]
			key := corev1.Taint{Key: taint.Key, Value: taint.Value, Effect: taint.Effect}
			if known[key] == nil {
				known[key] = &foundTaint{Taint: taint, at: node.At("spec", "taints", i)}
				found = append(found, known[key])
			}
			known[key].nodes = append(known[key].nodes, node)
		}
	}
	return found
}

// taintKeys returns the keys of the taints, each once.
func taintKeys(taints []*foundTaint) []string {
	var keys []string
	for _, taint := range taints {
		if !slices.Contains(keys, taint.Key) {
			keys = append(keys, taint.Key)
		}
	}
	return keys
}

// taintOn returns the place of a taint on a node that has it.
func taintOn(node *inventory.Node, taint *corev1.Taint) manifest.Ref {
	i := slices.IndexFunc(node.Spec.Taints, func(own corev1.Taint) bool { return sameTaint(&own, taint) })
	return node.At("spec", "taints", i)
}

func sameTaint(a, b *corev1.Taint) bool { return a.MatchTaint(b) && a.Value == b.Value }
