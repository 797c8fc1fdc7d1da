package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed pod_affinity_or_spread_on_daemonset.txtar
var podAffinityOrSpreadOnDaemonSetExamples []byte

var podAffinityOrSpreadOnDaemonSet = &lint.Rule{
	Name:     "pod-affinity-or-spread-on-daemonset",
	Category: lint.Affinity,
	Severity: lint.Warning,
	Summary:  "A DaemonSet spreads or pairs its pods, each of which has one node only",
	Examples: podAffinityOrSpreadOnDaemonSetExamples,
	Check:    checkPodAffinityOrSpreadOnDaemonSet,
}

func checkPodAffinityOrSpreadOnDaemonSet(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.DaemonSets() {
		if w.Fragment() || undecodable(w) || faulty(w.At("spec", "topologySpreadConstraints")) {
			continue
		}
		for _, bond := range bondsOf(w) {
			reportBond(pass, w, bond)
		}
	}
	return nil
}

// bond is one term of pod affinity or one spread constraint.
type bond struct {
	at   manifest.Ref
	text string // what it is, after "by"
	// soft tells a preference, which changes nothing.
	soft bool
	// key is the topology by which pods of the same DaemonSet exclude each other, ""
	// where they do not. alone tells that no other pods are meant.
	key   string
	alone bool
}

func bondsOf(w *placement.Workload) []bond {
	bonds := spreadsOf(w)
	affinity, at := w.Spec().Affinity, w.At("spec", "affinity")
	if affinity == nil {
		return bonds
	}
	if near := affinity.PodAffinity; near != nil {
		for i := range near.RequiredDuringSchedulingIgnoredDuringExecution {
			bonds = append(bonds, bond{at: at.At("podAffinity", requiredField, i), text: "pod affinity"})
		}
		if len(near.PreferredDuringSchedulingIgnoredDuringExecution) > 0 {
			bonds = append(bonds, bond{at: at.At("podAffinity", preferredField), text: "preferred pod affinity", soft: true})
		}
	}
	if far := affinity.PodAntiAffinity; far != nil {
		for i := range far.RequiredDuringSchedulingIgnoredDuringExecution {
			term := &far.RequiredDuringSchedulingIgnoredDuringExecution[i]
			found := bond{at: at.At("podAntiAffinity", requiredField, i), text: "pod anti-affinity"}
			if meansItself(w, term) {
				found.key, found.alone = term.TopologyKey, meansNoOther(w, term)
			}
			bonds = append(bonds, found)
		}
		if len(far.PreferredDuringSchedulingIgnoredDuringExecution) > 0 {
			bonds = append(bonds, bond{at: at.At("podAntiAffinity", preferredField), text: "preferred pod anti-affinity", soft: true})
		}
	}
	return bonds
}

func spreadsOf(w *placement.Workload) []bond {
	var bonds []bond
	for i := range w.Spec().TopologySpreadConstraints {
		constraint := &w.Spec().TopologySpreadConstraints[i]
		found := bond{at: w.At("spec", "topologySpreadConstraints", i), text: "spread over " + constraint.TopologyKey}
		found.soft = constraint.WhenUnsatisfiable == corev1.ScheduleAnyway || countsOwnNode(constraint)
		bonds = append(bonds, found)
	}
	return bonds
}

// countsOwnNode reports whether a constraint compares a node only with itself: the pod
// is pinned to one node, and by default no other counts
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/podtopologyspread,
// nodeAffinityPolicy Honor).
func countsOwnNode(c *corev1.TopologySpreadConstraint) bool {
	return (c.NodeAffinityPolicy == nil || *c.NodeAffinityPolicy == corev1.NodeInclusionPolicyHonor) &&
		(c.MinDomains == nil || *c.MinDomains <= 1)
}

// meansItself reports whether the pods of a workload exclude each other by a term.
func meansItself(w *placement.Workload, term *corev1.PodAffinityTerm) bool {
	selector, err := metav1.LabelSelectorAsSelector(term.LabelSelector)
	own := len(term.Namespaces) == 0 && term.NamespaceSelector == nil || slices.Contains(term.Namespaces, w.Namespace())
	return err == nil && own && selector.Matches(labels.Set(w.Template.Labels))
}

// meansNoOther reports whether only pods that the DaemonSet selects match the term:
// siblings of it may share other labels, and be kept off each other on purpose.
func meansNoOther(w *placement.Workload, term *corev1.PodAffinityTerm) bool {
	own := w.DaemonSet.Spec.Selector
	if own == nil || term.LabelSelector == nil || len(own.MatchLabels) == 0 {
		return false
	}
	for key, value := range own.MatchLabels {
		if term.LabelSelector.MatchLabels[key] != value {
			return false
		}
	}
	return true
}

// reportBond names the nodes on which pods wait because of it, if there are any.
func reportBond(pass *lint.Pass, w *placement.Workload, b bond) {
	remove := lint.UnsafeFix("Remove it", b.at.Prune())
	waiting := waitingBy(pass, w, b)
	switch {
	case len(waiting) > 0:
		severity := lint.Warning
		if b.key != "" {
			severity = lint.Error
		}
		pass.Report(b.at, fmt.Sprintf("%s stays pending on %s by %s: its pods cannot go to another node",
			w, someOf(waiting, len(pass.Nodes())), b.text), lint.As(severity), lint.OnNodes(waiting...), remove)
	case b.soft:
		pass.Report(b.at, fmt.Sprintf("%s has %s, which changes nothing: each pod has one node only", w, b.text), remove)
	case b.key == corev1.LabelHostname && b.alone:
		reportOnePerNode(pass, w, b, remove)
	case b.key != "" && b.key != corev1.LabelHostname && len(pass.Nodes()) == 0:
		pass.Report(b.at, fmt.Sprintf("%s keeps its pods apart by %s: all but one of each stay pending", w, b.key), remove)
	}
}

// reportOnePerNode: there is one pod on each node anyway, but in a rollout that starts
// the new one before it ends the old one.
func reportOnePerNode(pass *lint.Pass, w *placement.Workload, b bond, remove lint.Detail) {
	if update := w.DaemonSet.Spec.UpdateStrategy.RollingUpdate; update != nil && update.MaxSurge != nil && update.MaxSurge.String() != "0" && update.MaxSurge.String() != "0%" {
		pass.Report(b.at, fmt.Sprintf("%s can never be updated: maxSurge %s wants a second pod on a node, and %s forbids it",
			w, update.MaxSurge, b.text), remove)
		return
	}
	pass.Report(b.at, fmt.Sprintf("%s keeps its pods apart by node, which changes nothing: a DaemonSet has one pod on each", w),
		lint.As(lint.Info), remove)
}

// waitingBy returns the nodes on which only this bond keeps a pod pending.
func waitingBy(pass *lint.Pass, w *placement.Workload, b bond) []string {
	var names []string
	for _, verdict := range pass.Placement().Of(w) {
		by := slices.ContainsFunc(verdict.Refusals, func(r placement.Refusal) bool {
			return len(r.By.Path) >= len(b.at.Path) && r.By.Path[:len(b.at.Path)].String() == b.at.Path.String()
		})
		if verdict.Outcome == placement.Pending && by {
			for _, node := range slices.DeleteFunc(slices.Clone(verdict.Nodes), virtualNodes(pass)) {
				names = append(names, node.Name)
			}
		}
	}
	return names
}
