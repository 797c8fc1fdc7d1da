package rules

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

// load is what the DaemonSets want of nodes on which the same of them run.
type load struct {
	members []*placement.Workload
	groups  []int
	nodes   []*inventory.Node
	sums    corev1.ResourceList // of what the members request
}

// loads divides the nodes by the DaemonSets that want a pod there. Left out are
// those that a later object of the same name replaces, and those that are too big
// for a node by themselves: they take nothing.
func (f *fleet) loads() []*load {
	var all []*load
	known := map[string]*load{}
	counting := slices.DeleteFunc(slices.Clone(f.daemonSets), func(w *placement.Workload) bool { return !f.counts(w) })
	for g := range f.groups {
		members, key := f.membersOn(g, counting)
		if len(members) == 0 {
			continue
		}
		if known[key] == nil {
			known[key] = &load{members: members}
			all = append(all, known[key])
		}
		known[key].groups = append(known[key].groups, g)
	}
	for _, l := range all {
		l.nodes = f.machines(l.groups)
	}
	return slices.DeleteFunc(all, func(l *load) bool { return len(l.nodes) == 0 })
}

// membersOn returns those of some DaemonSets that want a pod on a group of nodes,
// and a key that is equal for equal lists of them.
func (f *fleet) membersOn(group int, all []*placement.Workload) ([]*placement.Workload, string) {
	var members []*placement.Workload
	key := make([]byte, len(all))
	for i, w := range all {
		verdict := f.matrix.Of(w)[group]
		if !verdict.ShouldRun || slices.ContainsFunc(verdict.Refusals, isHopeless) {
			continue
		}
		members = append(members, w)
		key[i] = 1
	}
	return members, string(key)
}

// isHopeless reports whether a pod would not be bound to an empty node either, so
// that it takes no room. A class that admission did not find may be defined
// elsewhere.
func isHopeless(r placement.Refusal) bool {
	switch r.Gate {
	case placement.GateAdmission:
		return r.By.Path[len(r.By.Path)-1] != "priorityClassName"
	case placement.GateResources:
		return (r.Alone || r.Crowded) && r.Resource != corev1.ResourcePods
	default:
		return true
	}
}

// sum adds up what the members request of a resource.
func (l *load) sum(f *fleet, name corev1.ResourceName) resource.Quantity {
	if total, known := l.sums[name]; known {
		return total
	}
	var total resource.Quantity
	for _, w := range l.members {
		total.Add(f.requests[w][name])
	}
	if l.sums == nil {
		l.sums = corev1.ResourceList{}
	}
	l.sums[name] = total
	return total
}

// smallest returns the node that has least of a resource, nil if none says.
func (l *load) smallest(name corev1.ResourceName) *inventory.Node {
	var least *inventory.Node
	for _, node := range l.nodes {
		if measures(node, name) && (least == nil || compareAmount(node, least, name) < 0) {
			least = node
		}
	}
	return least
}

// below returns the nodes that have less of a resource than an amount.
func (l *load) below(limit resource.Quantity, name corev1.ResourceName) []*inventory.Node {
	return slices.DeleteFunc(slices.Clone(l.nodes), func(node *inventory.Node) bool {
		has := node.Allocatable[name]
		return !measures(node, name) || has.Cmp(limit) >= 0
	})
}

// byRequest returns the members that request most of a resource first, without
// those that request none.
func (l *load) byRequest(f *fleet, name corev1.ResourceName) []*placement.Workload {
	request := func(w *placement.Workload) resource.Quantity { return f.requests[w][name] }
	asking := slices.DeleteFunc(slices.Clone(l.members), func(w *placement.Workload) bool {
		quantity := request(w)
		return quantity.IsZero()
	})
	slices.SortStableFunc(asking, func(a, b *placement.Workload) int {
		left, right := request(a), request(b)
		return right.Cmp(left)
	})
	return asking
}
