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
	"github.com/dslint/dslint/rules/facts"
)

//go:embed schedules_on_virtual_node.txtar
var schedulesOnVirtualNodeExamples []byte

var schedulesOnVirtualNode = &lint.Rule{
	Name:     "schedules-on-virtual-node",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "A DaemonSet wants a pod on a node that is no machine, such as one of Fargate",
	Examples: schedulesOnVirtualNodeExamples,
	Check:    checkSchedulesOnVirtualNode,
}

// virtualKind is a service that shows itself as a node.
type virtualKind struct {
	key, value string // the label of its nodes
	taint      string // the key of the taint on them
	severity   lint.Severity
	reason     string
	source     string
	pack       string // of clusters that have such nodes
}

// computeType is the key of a label and of a taint by which EKS tells what a node is.
const computeType = "eks.amazonaws.com/compute-type"

// virtualKinds leaves out what only plays a node for tests, as KWOK does: pods run
// there as well as anywhere.
func virtualKinds() []virtualKind {
	return []virtualKind{
		{
			computeType, "fargate", computeType, lint.Error,
			"Fargate runs no DaemonSets", "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html", "eks",
		},
		{
			"type", "virtual-kubelet", "virtual-kubelet.io/provider", lint.Warning,
			"a node of virtual-kubelet is no machine", "https://learn.microsoft.com/azure/aks/virtual-nodes", "aks",
		},
	}
}

func (k virtualKind) has(node *inventory.Node) bool {
	return node.Labels[k.key] == k.value || slices.ContainsFunc(node.Spec.Taints, func(taint corev1.Taint) bool {
		return taint.Key == k.taint
	})
}

// askedBy reports whether a workload runs on nodes of this kind only.
func (k virtualKind) askedBy(w *placement.Workload) bool {
	return everyAlternative(w, func(r requirement) bool {
		return r.Key == k.key && r.Operator == corev1.NodeSelectorOpIn && slices.Contains(r.Values, k.value)
	})
}

func checkSchedulesOnVirtualNode(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, kind := range virtualKinds() {
		for _, w := range f.daemonSets {
			switch {
			case f.intended[w] || kind.severity != lint.Error && kind.askedBy(w):
			case len(f.nodes) > 0:
				reportVirtual(pass, f, w, kind)
			case facts.Of(pass.Snapshot).Chosen(kind.pack) && kind.openTo(w):
				pass.Report(termsAt(w), fmt.Sprintf("%s tolerates taint %s, and nothing keeps it off such nodes: %s", w, kind.taint, kind.reason),
					lint.As(lint.Info), kind.leaveOut(w))
			}
		}
	}
	return nil
}

// openTo reports whether neither taint nor labels keep a workload off nodes of this
// kind, as far as that is known without them.
func (k virtualKind) openTo(w *placement.Workload) bool {
	speaksOfIt := func(r requirement) bool { return r.Key == k.key || asksForOther(r) }
	return !choosesPool(w) && !everyAlternative(w, speaksOfIt) && slices.ContainsFunc(w.Spec().Tolerations, func(t corev1.Toleration) bool {
		return (t.Key == "" || t.Key == k.taint) && t.Operator == corev1.TolerationOpExists && t.Effect != corev1.TaintEffectNoExecute
	})
}

// asksForOther reports whether no virtual node meets a requirement: they show Linux on
// amd64, and providers offer nothing else
// (https://docs.aws.amazon.com/eks/latest/userguide/fargate.html, considerations).
func asksForOther(r requirement) bool {
	switch r.Key {
	case corev1.LabelOSStable, betaOSLabel:
		return !r.meets(string(corev1.Linux))
	case corev1.LabelArchStable, betaArchLabel:
		return !r.meets("amd64")
	}
	return false
}

func reportVirtual(pass *lint.Pass, f *fleet, w *placement.Workload, kind virtualKind) {
	nodes := f.choose(f.wanting(w), func(number int) bool { return kind.has(f.nodes[number]) })
	if len(nodes) == 0 {
		return
	}
	names := namesOf(nodes)
	details := []lint.Detail{lint.As(kind.severity), lint.OnNodes(names...), kind.leaveOut(w)}
	if i := slices.IndexFunc(w.Spec().Tolerations, func(t corev1.Toleration) bool {
		return slices.ContainsFunc(nodes[0].Spec.Taints, func(taint corev1.Taint) bool {
			return placement.KeepsOut(&taint) && placement.Tolerates([]corev1.Toleration{t}, &taint)
		})
	}); i >= 0 {
		details = append(details, lint.See(w.At("spec", "tolerations", i), "what lets it onto "+names[0]))
	}
	pass.Report(termsAt(w), fmt.Sprintf("%s wants a pod on %s: %s", w, someOf(names, len(f.nodes)), kind.reason), details...)
}

// leaveOut adds a requirement to each term, and a term where there is none. Nobody
// can want a DaemonSet on Fargate.
func (k virtualKind) leaveOut(w *placement.Workload) lint.Detail {
	summary := fmt.Sprintf("Require %s NotIn [%s] in each node selector term", k.key, k.value)
	changes := requireEverywhere(w, corev1.NodeSelectorRequirement{
		Key: k.key, Operator: corev1.NodeSelectorOpNotIn, Values: []string{k.value},
	})
	if k.severity == lint.Error {
		return lint.SafeFix(summary, changes...)
	}
	return lint.UnsafeFix(summary, changes...)
}

// wanting returns the groups of nodes on which a workload wants a pod.
func (f *fleet) wanting(w *placement.Workload) []int {
	var groups []int
	for g, verdict := range f.matrix.Of(w) {
		if verdict.ShouldRun {
			groups = append(groups, g)
		}
	}
	return groups
}
