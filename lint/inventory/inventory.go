// Package inventory turns what people keep about their machines into Nodes.
//
// Today that is Node objects, as they stand in a repository or as kubectl get
// nodes prints them.
package inventory

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint/manifest"
)

// Node is a machine that pods may run on.
type Node struct {
	*corev1.Node

	// Object is the manifest that the Node was read from.
	Object *manifest.Object
	// Allocatable is what pods may use, status.allocatable or, where that is not
	// given, status.capacity, as the API server fills it in
	// (k8s.io/kubernetes/pkg/apis/core/v1, SetDefaults_NodeStatus).
	Allocatable corev1.ResourceList
	// CapacityKnown is false for a Node without either: its capacity is unknown,
	// which is not zero.
	CapacityKnown bool
	// Allotted tells that Allocatable is what somebody else says of the Node: see [Allot].
	Allotted   bool
	allottedAt manifest.Ref
}

// At returns a field of the Node's manifest.
func (n *Node) At(path ...any) manifest.Ref { return n.Object.At(path...) }

// Collect returns the Nodes among the objects, in order. Of several Nodes with one
// name the last counts, as the last apply does.
func Collect(set *manifest.Set) []*Node {
	var nodes []*Node
	at := map[string]int{}
	for _, object := range set.Objects() {
		typed, ok := asNode(object)
		if !ok {
			continue
		}
		node := newNode(typed, object)
		if i, seen := at[node.Name]; seen {
			nodes[i] = node
			continue
		}
		at[node.Name] = len(nodes)
		nodes = append(nodes, node)
	}
	return nodes
}

func asNode(object *manifest.Object) (*corev1.Node, bool) {
	switch {
	case object.Name == "":
		return nil, false
	case object.Kind == "Node" && object.APIVersion == "v1":
		return manifest.As[corev1.Node](object)
	case object.Kind == "" && object.APIVersion == "" && object.At("status", "nodeInfo").Exists():
		// Some dumps hold the items of a list as they come from the API, without type.
		typed := &corev1.Node{}
		object.Decode(typed)
		return typed, true
	}
	return nil, false
}

func newNode(typed *corev1.Node, object *manifest.Object) *Node {
	node := &Node{Node: typed, Object: object, Allocatable: typed.Status.Allocatable}
	if len(node.Allocatable) == 0 {
		node.Allocatable = typed.Status.Capacity
	}
	node.Name = object.Name // written, even where the API would not take it for a string
	node.CapacityKnown = len(node.Allocatable) > 0
	return node
}

// Quantity returns the allocatable amount of a resource and whether it is known. A
// Node with a status that leaves a resource out has none of it.
func (n *Node) Quantity(name corev1.ResourceName) (resource.Quantity, bool) {
	return n.Allocatable[name], n.CapacityKnown
}
