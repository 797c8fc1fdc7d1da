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
	"github.com/dslint/dslint/lint/placement"
)

//go:embed daemonset_overhead.txtar
var daemonSetOverheadExamples []byte

var daemonSetOverhead = &lint.Rule{
	Name:     "daemonset-overhead",
	Category: lint.Resources,
	Severity: lint.Warning,
	Whole:    true,
	Summary:  "The DaemonSets together request much of a node, or more than it has",
	Examples: daemonSetOverheadExamples,
	Options: []lint.Option{
		{
			Name: overheadBudget, Default: lint.Percent(0.25),
			Summary: "The share of the cpu or memory of the smallest node from which the DaemonSets are worth a word",
		},
		{
			Name: overheadLimit, Default: lint.Percent(0.5),
			Summary: "The share from which the finding is a warning: the DaemonSets leave less than they take",
		},
	},
	Check: checkDaemonSetOverhead,
}

const (
	overheadBudget = "budget"
	overheadLimit  = "limit"
	// smallestShare is what a share of nothing counts as where it divides.
	smallestShare = 1e-4
)

func checkDaemonSetOverhead(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, l := range f.divided {
		if !reportOverflow(pass, f, l) {
			reportOverhead(pass, f, l)
		}
	}
	return nil
}

// overflow is a DaemonSet that is left over, because those of a node request more
// of a resource than it has.
type overflow struct {
	w        *placement.Workload
	resource corev1.ResourceName
	refusal  *placement.Refusal
	groups   []int
}

// reportOverflow speaks of the DaemonSet that is left over on most nodes.
func reportOverflow(pass *lint.Pass, f *fleet, l *load) bool {
	all := f.overflows(l)
	if len(all) == 0 {
		return false
	}
	worst := slices.MaxFunc(all, func(a, b overflow) int { return len(a.groups) - len(b.groups) })
	left := &load{members: l.members, nodes: f.machines(worst.groups)}
	smallest := left.smallest(worst.resource)
	sum, has := amounts(l.sum(f, worst.resource), smallest.Allocatable[worst.resource], worst.resource)
	if worst.refusal.Beside != nil {
		has = worst.refusal.Beside.String() + " left beside what else runs there"
	}
	names := namesOf(left.nodes)
	source, see := byConfig(smallest, worst.resource)
	message := fmt.Sprintf("%s stays pending on %s: the DaemonSets there request %s %s, and %s has %s%s (%s)",
		worst.w, someOf(names, len(f.nodes)), sum, worst.resource, smallest.Name, has, source, f.bill(l, worst.resource))
	if others := len(all) - 1; others > 0 {
		message += fmt.Sprintf("; %d more stay pending", others)
	}
	see = append(see,
		lint.As(lint.Error), lint.OnNodes(names...), lint.Suggest("Lower the requests, or keep a DaemonSet off these nodes"))
	pass.Report(worst.refusal.By, message, append(see, f.seeBill(l, worst.resource, worst.w)...)...)
	return true
}

// overflows returns the DaemonSets that are left over, each with the first
// resource that it lacks.
func (f *fleet) overflows(l *load) []overflow {
	var all []overflow
	for _, w := range l.members {
		if found := f.overflowOf(l, w); len(found.groups) > 0 && !f.intended[w] {
			all = append(all, found)
		}
	}
	return all
}

func (f *fleet) overflowOf(l *load, w *placement.Workload) overflow {
	found := overflow{w: w}
	for _, g := range l.groups {
		verdict := f.matrix.Of(w)[g]
		for i := range verdict.Refusals {
			refusal := &verdict.Refusals[i]
			if f.virtual[f.groups[g][0]] || found.refusal != nil && refusal.Resource != found.resource || !f.isShort(l, verdict.Nodes[0], refusal) {
				continue
			}
			if found.refusal == nil {
				found.refusal, found.resource = refusal, refusal.Resource
			}
			found.groups = append(found.groups, g)
		}
	}
	return found
}

// isShort reports whether a refusal is by a resource of which a node has less than
// the DaemonSets request together. Objects that a later one replaces took part in
// the simulation, and do not count.
func (f *fleet) isShort(l *load, node *inventory.Node, r *placement.Refusal) bool {
	if r.Gate != placement.GateResources || r.Resource == corev1.ResourcePods || !measures(node, r.Resource) {
		return false
	}
	has := node.Allocatable[r.Resource]
	if r.Beside != nil {
		has = *r.Beside
	}
	return has.Cmp(l.sum(f, r.Resource)) < 0
}

// reportOverhead speaks of the resource of which the DaemonSets take the greater
// part.
func reportOverhead(pass *lint.Pass, f *fleet, l *load) {
	share, name := f.greatestShare(l)
	severity, limit := lint.Info, float64(lint.OptionOf[lint.Percent](pass, overheadBudget))
	if above := float64(lint.OptionOf[lint.Percent](pass, overheadLimit)); share > above {
		severity, limit = lint.Warning, above
	}
	if share <= limit {
		return
	}
	sum := l.sum(f, name)
	smallest := l.smallest(name)
	has := smallest.Allocatable[name]
	nodes := l.below(times(sum, 1/max(limit, smallestShare), name), name)
	names := namesOf(nodes)
	want, total := amounts(sum, has, name)
	members := l.byRequest(f, name)
	source, see := byConfig(smallest, name)
	pass.Report(members[0].RequestField(name), fmt.Sprintf("the DaemonSets of %s request %s of the %s %s of %s%s, %s (%s)",
		someOf(names, len(f.nodes)), want, total, name, smallest.Name, source,
		percent(inUnits(sum, name), inUnits(has, name)), f.bill(l, name)),
		append(append(f.seeBill(l, name, members[0]), see...), lint.As(severity), lint.OnNodes(names...),
			lint.Suggest("Lower the requests, or use bigger nodes"))...)
}

// greatestShare returns the part of the smallest node that is taken, of cpu or of
// memory.
func (f *fleet) greatestShare(l *load) (float64, corev1.ResourceName) {
	greatest, of := 0.0, corev1.ResourceName("")
	for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		node := l.smallest(name)
		if node == nil {
			continue
		}
		has := inUnits(node.Allocatable[name], name)
		if share := float64(inUnits(l.sum(f, name), name)) / float64(max(has, 1)); share > greatest {
			greatest, of = share, name
		}
	}
	return greatest, of
}

// inUnits counts cpu in milli and memory in bytes.
func inUnits(q resource.Quantity, name corev1.ResourceName) int64 {
	if name == corev1.ResourceCPU {
		return q.MilliValue()
	}
	return q.Value()
}

func times(q resource.Quantity, factor float64, name corev1.ResourceName) resource.Quantity {
	scaled := int64(float64(inUnits(q, name)) * factor)
	if name == corev1.ResourceCPU {
		return *resource.NewMilliQuantity(scaled, resource.DecimalSI)
	}
	return *resource.NewQuantity(scaled, resource.BinarySI)
}
