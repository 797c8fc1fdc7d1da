package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

// blockers returns the requirements that no node meets and without which the
// workload cannot run: those of its selector, and one of each affinity term if
// every term has one.
func (f *fleet) blockers(w *placement.Workload) []requirement {
	unmet := func(r requirement) bool { return !f.someNodeMeets(r) }
	var found []requirement
	if name := w.Spec().NodeName; name != "" {
		found = append(found, nameRequirement(w, name))
	}
	found = slices.DeleteFunc(append(found, selectorPairs(w)...), f.someNodeMeets)
	var inTerms []requirement
	for _, t := range affinityTerms(w) {
		i := slices.IndexFunc(t.Requirements, unmet)
		if i < 0 {
			return found
		}
		inTerms = append(inTerms, t.Requirements[i])
	}
	return append(found, inTerms...)
}

func (f *fleet) someNodeMeets(r requirement) bool {
	if r.Field {
		return slices.ContainsFunc(f.nodes, func(node *inventory.Node) bool { return r.meets(node.Name) })
	}
	if !r.needsLabel() && f.labels.labelled(r.Key) < len(f.nodes) {
		return true
	}
	if r.Operator == corev1.NodeSelectorOpDoesNotExist {
		return false
	}
	for value := range f.labels[r.Key] {
		if r.meets(value) {
			return true
		}
	}
	return false
}

// certainty says how sure it is that a workload without a node is a mistake, and
// what speaks against it. The least certain reason decides: with that one gone the
// others would not matter.
func (f *fleet) certainty(w *placement.Workload, blocked []requirement, shares []*share) (lint.Severity, string) {
	if len(blocked) == 0 {
		return f.certaintyOfNodes(w, shares)
	}
	severity, doubt := lint.Error, ""
	for _, r := range blocked {
		s, rest := f.certaintyOf(r)
		if s >= severity {
			continue
		}
		severity, doubt = s, rest
		if by, isSet := strings.CutPrefix(rest, "which "); isSet && len(shares)+len(blocked) > 2 {
			doubt = "and " + strings.Replace(by, " sets", " sets "+r.Key, 1)
		}
	}
	return severity, doubt
}

// certaintyOf weighs a requirement that no node meets.
func (f *fleet) certaintyOf(r requirement) (lint.Severity, string) {
	fact, wellKnown := f.facts.Label(r.Key)
	switch {
	case wellKnown && fact.Kind == lint.PlatformFact:
		return f.certaintyOfPlatform(r)
	case wellKnown && fact.Kind == lint.RuntimeFact:
		return lint.Info, "which " + setter(&fact) + " sets at run time"
	case r.Field || r.Key == corev1.LabelHostname || f.meant(r) != "":
		return lint.Error, ""
	case f.facts.IsControlPlaneLabel(r.Key):
		return certaintyOfRole(r)
	case !r.needsLabel():
		return lint.Warning, "and every node of the inventory is left out"
	case wellKnown && f.labels[r.Key] == nil:
		return lint.Warning, "which " + setter(&fact) + " sets"
	}
	return f.certaintyOfPool(r, wellKnown)
}

// certaintyOfRole: managed clusters show no control planes, and a dump may hold
// nothing else.
func certaintyOfRole(r requirement) (lint.Severity, string) {
	if r.needsLabel() {
		return lint.Warning, "and no control plane is in the inventory"
	}
	return lint.Info, "and the inventory holds control planes only"
}

// certaintyOfPool: a pool without a node today may have some tomorrow.
func (f *fleet) certaintyOfPool(r requirement, wellKnown bool) (lint.Severity, string) {
	if wellKnown || namesPool(r.Key) || f.elastic() {
		return lint.Warning, poolMayBeEmpty
	}
	return lint.Error, ""
}

const (
	poolMayBeEmpty = "and a pool may be empty"
	noSuchMachine  = "and no machine of that kind is in the inventory"
)

// platforms are the values that the kubelet gives to os and arch labels
// (runtime.GOOS and runtime.GOARCH of the builds of Kubernetes).
var platforms = []string{"linux", "windows", "amd64", archARM64, "arm", "ppc64le", "s390x", "386", "riscv64", "loong64"}

// certaintyOfPlatform: manifests come in one piece for each platform, and clusters
// have few of them.
func (f *fleet) certaintyOfPlatform(r requirement) (lint.Severity, string) {
	successor := facts.Successor(r.Key)
	switch {
	case f.labels[r.Key] == nil && f.labels[successor] != nil && f.someNodeMeets(r.named(successor)):
		return lint.Warning, "though nodes have " + successor
	case f.labels[r.Key] == nil && f.labels[successor] == nil:
		return lint.Info, "which every kubelet sets: the Nodes of the inventory are not complete"
	case r.Operator == corev1.NodeSelectorOpIn && !slices.ContainsFunc(r.Values, isPlatform):
		return lint.Error, ""
	}
	return lint.Info, noSuchMachine
}

func isPlatform(value string) bool { return slices.Contains(platforms, value) }

// certaintyOfNodes weighs the case that some node meets each requirement, and none
// all of them, or that only taints keep the workload off.
func (f *fleet) certaintyOfNodes(w *placement.Workload, shares []*share) (lint.Severity, string) {
	var open []*placement.Verdict
	for _, g := range f.openGroups(w) {
		open = append(open, f.matrix.Of(w)[g])
	}
	switch {
	case len(open) == 0 && slices.ContainsFunc(constraints(w), requirement.isPlatform):
		return lint.Info, noSuchMachine
	case len(open) == 0 && f.elastic():
		return lint.Warning, poolMayBeEmpty
	case len(open) == 0:
		return lint.Error, ""
	case slices.ContainsFunc(open, f.passes):
		return lint.Info, "and that passes"
	case !slices.ContainsFunc(open, func(v *placement.Verdict) bool { return !f.facts.IsVirtual(v.Nodes[0].Node) }):
		return lint.Info, "and every node is virtual"
	case len(open) == len(f.matrix.Of(w)) && !slices.ContainsFunc(shares, func(s *share) bool {
		return s.Taint == nil || !f.facts.IsKind(s.Taint, lint.ControlPlaneFact)
	}):
		return lint.Info, "and the inventory holds control planes only"
	}
	return lint.Error, ""
}

// openGroups are the nodes that a workload matches by name and labels.
func (f *fleet) openGroups(w *placement.Workload) []int {
	return slices.DeleteFunc(f.allGroups(), func(g int) bool {
		return slices.ContainsFunc(f.matrix.Of(w)[g].Refusals, func(r placement.Refusal) bool {
			return r.Gate != placement.GateTaint && r.Gate != placement.GateUnschedulable
		})
	})
}

// passes reports whether all that keeps a workload off comes and goes.
func (f *fleet) passes(v *placement.Verdict) bool {
	return !slices.ContainsFunc(v.Refusals, func(r placement.Refusal) bool {
		return r.Gate != placement.GateUnschedulable && !f.facts.IsPassing(r.Taint)
	})
}

func (r requirement) isPlatform() bool {
	return !r.Field && facts.IsPlatform(r.Key)
}

// setter says who sets a label.
func setter(fact *facts.Fact) string {
	if fact.By == "" {
		return "the cluster"
	}
	return fact.By
}
