package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed exceeds_node_allocatable.txtar
var exceedsNodeAllocatableExamples []byte

var exceedsNodeAllocatable = &lint.Rule{
	Name:     "exceeds-node-allocatable",
	Category: lint.Resources,
	Severity: lint.Error,
	Summary:  "A pod requests more than a node has that is to run it, even if it were alone there",
	Examples: exceedsNodeAllocatableExamples,
	Check:    checkExceedsNodeAllocatable,
}

func checkExceedsNodeAllocatable(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range f.daemonSets {
		if f.intended[w] {
			continue
		}
		for _, short := range f.shortages(w) {
			reportTooBig(pass, f, w, short)
		}
		reportCrowded(pass, f, w)
		reportAboveEstimate(pass, f, w)
	}
	for _, w := range f.others {
		if short, ok := f.tooBigEverywhere(w); ok && !f.intended[w] {
			reportTooBig(pass, f, w, short)
		}
	}
	return nil
}

// shortage is a resource of which some nodes have less than a pod requests.
type shortage struct {
	resource corev1.ResourceName
	refusal  *placement.Refusal
	groups   []int
}

// shortages returns what a workload is too big for on nodes that are to run it.
func (f *fleet) shortages(w *placement.Workload) []*shortage {
	var all []*shortage
	for g, verdict := range f.matrix.Of(w) {
		for i := range verdict.Refusals {
			refusal := &verdict.Refusals[i]
			if !tooBigAlone(verdict, refusal) {
				continue
			}
			at := slices.IndexFunc(all, func(s *shortage) bool { return s.resource == refusal.Resource })
			if at < 0 {
				at = len(all)
				all = append(all, &shortage{resource: refusal.Resource, refusal: refusal})
			}
			all[at].groups = append(all[at].groups, g)
		}
	}
	return all
}

// tooBigAlone reports whether an empty node would not do either, for a resource
// that the Nodes measure. The number of pods is the matter of max-pods-exceeded.
func tooBigAlone(v *placement.Verdict, r *placement.Refusal) bool {
	return v.Outcome == placement.Pending && r.Gate == placement.GateResources && r.Alone &&
		r.Resource != corev1.ResourcePods && measures(v.Nodes[0], r.Resource)
}

// tooBigEverywhere returns the resource that most nodes are short of, if each node
// that a Pod may run on is too small for it.
func (f *fleet) tooBigEverywhere(w *placement.Workload) (*shortage, bool) {
	candidates := 0
	for _, verdict := range f.matrix.Of(w) {
		if verdict.Outcome == placement.Excluded {
			continue
		}
		candidates++
		if !slices.ContainsFunc(verdict.Refusals, func(r placement.Refusal) bool { return tooBigAlone(verdict, &r) }) {
			return nil, false
		}
	}
	if candidates == 0 {
		return nil, false
	}
	return slices.MaxFunc(f.shortages(w), func(a, b *shortage) int { return len(a.groups) - len(b.groups) }), true
}

// crowd is a resource of which what is reserved, and the pods that run already, leave too
// little on some nodes.
type crowd struct {
	most  *placement.Refusal // of the node that has most of it left
	nodes []string
}

// reportCrowded tells of nodes that would do for a DaemonSet, if it were not for what is
// reserved there and for the pods that run there already.
func reportCrowded(pass *lint.Pass, f *fleet, w *placement.Workload) {
	for _, c := range f.crowds(w) {
		pass.Report(c.most.By, fmt.Sprintf("%s stays pending on %s: %s", w, someOf(c.nodes, len(f.nodes)), c.text(f, w)),
			lint.As(lint.Warning), lint.OnNodes(c.nodes...), lint.Suggest(sizeRemedy(w)))
	}
}

// crowds tells of each node the first resource that is short.
func (f *fleet) crowds(w *placement.Workload) []*crowd {
	var all []*crowd
	for _, verdict := range f.matrix.Of(w) {
		at := slices.IndexFunc(verdict.Refusals, func(r placement.Refusal) bool { return r.Crowded && !r.Alone })
		if verdict.Outcome != placement.Pending || at < 0 {
			continue
		}
		refusal := &verdict.Refusals[at]
		k := slices.IndexFunc(all, func(c *crowd) bool { return c.most.Resource == refusal.Resource })
		if k < 0 {
			k = len(all)
			all = append(all, &crowd{most: refusal})
		}
		all[k].nodes = append(all[k].nodes, verdict.NodeNames()...)
		if refusal.Beside.Cmp(*all[k].most.Beside) > 0 {
			all[k].most = refusal
		}
	}
	return all
}

func (c *crowd) text(f *fleet, w *placement.Workload) string {
	if c.most.Resource == corev1.ResourcePods {
		return "what is reserved and runs there already leaves room for no pod"
	}
	want, left := amounts(f.requests[w][c.most.Resource], *c.most.Beside, c.most.Resource)
	if len(c.nodes) > 1 {
		left = "at most " + left
	}
	return fmt.Sprintf("it requests %s %s, and what is reserved and runs there already leaves %s", want, c.most.Resource, left)
}

func reportTooBig(pass *lint.Pass, f *fleet, w *placement.Workload, short *shortage) {
	nodes := f.machines(short.groups)
	if len(nodes) == 0 {
		return
	}
	biggest := slices.MaxFunc(nodes, func(a, b *inventory.Node) int { return compareAmount(a, b, short.resource) })
	most := biggest.Allocatable[short.resource]
	want, has := amounts(f.requests[w][short.resource], most, short.resource)
	severity, note := lint.Error, ""
	if !f.hasSome(short.resource) {
		// A device plugin may offer it once it runs.
		severity, note = lint.Warning, ", nor has any other node"
	}
	names := namesOf(nodes)
	switch {
	case most.IsZero():
		has = "none"
	case len(names) > 1:
		has = "at most " + has
	}
	source, _ := byConfig(biggest, short.resource)
	note += source
	pass.Report(short.refusal.By, fmt.Sprintf("%s requests %s %s, and %s %s %s%s",
		w, want, short.resource, someOf(names, len(f.nodes)), have(names), has, note),
		lint.As(severity), lint.OnNodes(names...), lint.Suggest(sizeRemedy(w)),
		lint.See(where(biggest, short.refusal), "what Node "+biggest.Name+" has"))
}

// hasSome reports whether any node measures the resource and has some of it.
func (f *fleet) hasSome(name corev1.ResourceName) bool {
	return slices.ContainsFunc(f.nodes, func(node *inventory.Node) bool {
		quantity := node.Allocatable[name]
		return !quantity.IsZero()
	})
}

func compareAmount(a, b *inventory.Node, name corev1.ResourceName) int {
	left, right := a.Allocatable[name], b.Allocatable[name]
	return left.Cmp(right)
}

func sizeRemedy(w *placement.Workload) string {
	if w.DaemonSet == nil {
		return "Lower the request"
	}
	return "Lower the request, or keep the pods off such nodes by required node affinity"
}
