package inventory

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/manifest"
)

// Machine is what pods may use of nodes that do not say it themselves.
type Machine struct {
	// Nodes is a selector of node labels as kubectl get -l takes it, all nodes where it
	// is left out.
	Nodes string `json:"nodes"`
	// Resources are what status.allocatable of the nodes would hold: cpu, memory, pods and
	// whatever else there is. A node has none of what is left out, unless its
	// status.capacity tells.
	Resources corev1.ResourceList `json:"resources"`
	// At is where Resources are written, zero where that is nowhere.
	At manifest.Ref `json:"-"`
}

// Lacks returns the resources that every node has and the machine does not tell.
func (m *Machine) Lacks() []corev1.ResourceName {
	every := []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourcePods}
	return slices.DeleteFunc(every, func(name corev1.ResourceName) bool {
		_, told := m.Resources[name]
		return told
	})
}

// Allot gives nodes without a status.allocatable the resources of the first machine that
// their labels fit.
func Allot(nodes []*Node, machines []Machine) {
	for i := range machines {
		selector, err := labels.Parse(machines[i].Nodes)
		for _, node := range nodes {
			if err == nil && len(node.Status.Allocatable) == 0 && !node.Allotted && selector.Matches(labels.Set(node.Labels)) {
				node.allot(&machines[i])
			}
		}
	}
}

func (n *Node) allot(machine *Machine) {
	usable := n.Status.Capacity.DeepCopy()
	if usable == nil {
		usable = corev1.ResourceList{}
	}
	maps.Copy(usable, machine.Resources)
	n.Allocatable, n.CapacityKnown, n.Allotted, n.allottedAt = usable, true, true, machine.At
}

// AllottedAt returns where somebody else says what the Node has of a resource; false where
// the Node says it itself, or nobody does. See [Allot].
func (n *Node) AllottedAt(name corev1.ResourceName) (manifest.Ref, bool) {
	if !n.Allotted || n.allottedAt.IsZero() {
		return manifest.Ref{}, false
	}
	at := n.allottedAt.At(string(name))
	return at, at.Exists()
}
