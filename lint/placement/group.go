package placement

import (
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
)

// relevant is what of a node's name and labels some workload asks for.
type relevant struct {
	labels map[string]bool
	names  map[string]bool
}

// group puts nodes together that no workload can tell apart.
func (s *simulation) group(nodes []*inventory.Node) [][]*inventory.Node {
	asked := s.relevant()
	var groups [][]*inventory.Node
	at := map[string]int{}
	for _, node := range nodes {
		key := node.Name
		if !s.coupled && !s.rationed && len(s.running[node.Name]) == 0 {
			key = asked.signature(node, s.cluster.reserved(node))
		}
		if i, seen := at[key]; seen {
			groups[i] = append(groups[i], node)
			continue
		}
		at[key] = len(groups)
		groups = append(groups, []*inventory.Node{node})
	}
	return groups
}

func (s *simulation) relevant() relevant {
	asked := relevant{labels: map[string]bool{}, names: map[string]bool{}}
	for _, p := range s.prepared {
		for key := range p.pod.Spec.NodeSelector {
			asked.labels[key] = true
		}
		for _, constraint := range p.pod.Spec.TopologySpreadConstraints {
			asked.labels[constraint.TopologyKey] = true
		}
		if name := p.pod.Spec.NodeName; name != "" {
			asked.names[name] = true
		}
		asked.addTerms(p.eligible.required)
	}
	return asked
}

func (r relevant) addTerms(required *corev1.NodeSelector) {
	if required == nil {
		return
	}
	for _, term := range required.NodeSelectorTerms {
		for _, requirement := range term.MatchExpressions {
			r.labels[requirement.Key] = true
		}
		for _, requirement := range term.MatchFields {
			for _, name := range requirement.Values {
				r.names[name] = true
			}
		}
	}
}

// signature is equal for nodes that look alike.
func (r relevant) signature(node *inventory.Node, reserved corev1.ResourceList) string {
	var b strings.Builder
	write := func(parts ...string) {
		for _, part := range parts {
			b.WriteString(part)
			b.WriteByte(0)
		}
	}
	if r.names[node.Name] {
		write("name", node.Name)
	}
	for _, key := range slices.Sorted(maps.Keys(r.labels)) {
		if value, labelled := node.Labels[key]; labelled {
			write(key, value)
		}
	}
	write("taints", taintsKey(node))
	for _, name := range sortedNames(node.Allocatable) {
		quantity := node.Allocatable[name]
		write("has", string(name), quantity.String())
	}
	for _, name := range sortedNames(reserved) {
		quantity := reserved[name]
		write("reserved", string(name), quantity.String())
	}
	if node.Spec.Unschedulable {
		write("cordoned")
	}
	return b.String()
}

// taintsKey is equal for nodes with equal lists of taints.
func taintsKey(node *inventory.Node) string {
	var b strings.Builder
	for i := range node.Spec.Taints {
		taint := &node.Spec.Taints[i]
		b.WriteString(taint.Key + "\x00" + taint.Value + "\x00" + string(taint.Effect) + "\x00")
	}
	return b.String()
}
