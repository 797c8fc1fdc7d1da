package placement

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// eligibility is the part of a decision that looks at the node's name, labels and
// taints only: what the DaemonSet controller looks at.
type eligibility struct {
	w           *Workload
	nodeName    string
	selector    map[string]string
	affinity    nodeaffinity.RequiredNodeAffinity // of the required terms only
	required    *corev1.NodeSelector
	tolerations []corev1.Toleration
	// byTaints remembers the refusals by equal lists of taints: clusters have
	// thousands of nodes and a handful of such lists.
	byTaints map[string]taintRefusals
}

type taintRefusals struct {
	evicts   bool
	refusals []Refusal
}

func newEligibility(w *Workload, pod *corev1.Pod) *eligibility {
	e := &eligibility{
		w:           w,
		nodeName:    pod.Spec.NodeName,
		selector:    maps.Clone(pod.Spec.NodeSelector), // admission adds to the pod's own
		tolerations: pod.Spec.Tolerations,
		byTaints:    map[string]taintRefusals{},
	}
	if affinity := pod.Spec.Affinity; affinity != nil && affinity.NodeAffinity != nil {
		e.required = affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution
	}
	if e.required != nil {
		e.affinity = nodeaffinity.NewRequiredNodeAffinity(nil, pod.Spec.Affinity)
	}
	return e
}

// judge follows NodeShouldRunDaemonPod
// (k8s.io/kubernetes/pkg/controller/daemon/daemon_controller.go), but does not stop
// at the first refusal.
func (e *eligibility) judge(st *state) (run, stay bool, refusals []Refusal) {
	refusals = e.nodeRefusals(st.node())
	tainted := e.taintRefusals(st)
	stay = len(refusals) == 0 && !tainted.evicts
	if len(refusals) == 0 {
		refusals = tainted.refusals
	} else {
		refusals = append(refusals, tainted.refusals...)
	}
	return len(refusals) == 0, stay, refusals
}

func (e *eligibility) taintRefusals(st *state) taintRefusals {
	known, ok := e.byTaints[st.taints]
	if ok {
		return known
	}
	taints := st.node().Spec.Taints
	for i := range taints {
		taint := &taints[i]
		if !KeepsOut(taint) || Tolerates(e.tolerations, taint) {
			continue
		}
		known.evicts = known.evicts || taint.Effect == corev1.TaintEffectNoExecute
		known.refusals = append(known.refusals, Refusal{
			Gate: GateTaint, Taint: taint, By: e.w.At("spec", "tolerations"),
			Reason: "taint " + taint.ToString() + " is not tolerated",
			OnNode: manifest.Path{"spec", "taints", i},
		})
	}
	e.byTaints[st.taints] = known
	return known
}

// nodeRefusals are those by name and labels.
func (e *eligibility) nodeRefusals(node *inventory.Node) []Refusal {
	var refusals []Refusal
	if e.nodeName != "" && e.nodeName != node.Name {
		refusals = append(refusals, Refusal{
			Gate: GateNodeName, By: e.w.At("spec", "nodeName"),
			Reason: fmt.Sprintf("spec.nodeName is %q", e.nodeName),
		})
	}
	refusals = append(refusals, e.selectorRefusals(node)...)
	if e.required != nil && !e.affinityMatches(node) {
		refusals = append(refusals, e.affinityRefusal(node))
	}
	return refusals
}

// affinityMatches treats errors as the controller does: a term that cannot be
// parsed matches nothing, and the others decide.
func (e *eligibility) affinityMatches(node *inventory.Node) bool {
	matches, err := e.affinity.Match(node.Node)
	return matches && err == nil || matches
}

func (e *eligibility) selectorRefusals(node *inventory.Node) []Refusal {
	if len(e.selector) == 0 {
		return nil
	}
	var refusals []Refusal
	for _, key := range slices.Sorted(maps.Keys(e.selector)) {
		want := e.selector[key]
		got, labelled := node.Labels[key]
		if labelled && got == want {
			continue
		}
		refusal := Refusal{
			Gate: GateNodeSelector, By: e.w.At("spec", "nodeSelector", key),
			Reason: fmt.Sprintf("label %s=%s is missing", key, want),
			OnNode: manifest.Path{"metadata", "labels"},
		}
		if labelled {
			refusal.Reason = fmt.Sprintf("label %s is %q, not %q", key, got, want)
			refusal.OnNode = manifest.Path{"metadata", "labels", key}
		}
		refusals = append(refusals, refusal)
	}
	return refusals
}

func (e *eligibility) affinityRefusal(node *inventory.Node) Refusal {
	at := e.w.At("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution",
		"nodeSelectorTerms")
	refusal := Refusal{
		Gate: GateNodeAffinity, By: at, OnNode: manifest.Path{"metadata", "labels"},
		Reason: "none of the node selector terms matches",
	}
	if len(e.required.NodeSelectorTerms) == 1 {
		e.explainTerm(&refusal, node)
	}
	return refusal
}

// explainTerm narrows a refusal by a single term to the expression that does not
// match.
func (e *eligibility) explainTerm(refusal *Refusal, node *inventory.Node) {
	term := e.required.NodeSelectorTerms[0]
	lists := map[string][]corev1.NodeSelectorRequirement{
		"matchExpressions": term.MatchExpressions, "matchFields": term.MatchFields,
	}
	for _, list := range []string{"matchExpressions", "matchFields"} {
		for i, requirement := range lists[list] {
			if !requirementMatches(list, requirement, node) {
				refusal.By = refusal.By.At(0, list, i)
				refusal.Reason = describe(requirement) + " does not match"
				return
			}
		}
	}
	refusal.By = refusal.By.At(0)
	refusal.Reason = "an empty node selector term matches no node"
}

func requirementMatches(list string, requirement corev1.NodeSelectorRequirement, node *inventory.Node) bool {
	term := corev1.NodeSelectorTerm{MatchExpressions: []corev1.NodeSelectorRequirement{requirement}}
	if list == "matchFields" {
		term = corev1.NodeSelectorTerm{MatchFields: []corev1.NodeSelectorRequirement{requirement}}
	}
	selector := nodeaffinity.NewLazyErrorNodeSelector(&corev1.NodeSelector{
		NodeSelectorTerms: []corev1.NodeSelectorTerm{term},
	})
	matches, err := selector.Match(node.Node)
	return matches && err == nil
}

func describe(r corev1.NodeSelectorRequirement) string {
	text := r.Key + " " + string(r.Operator)
	if len(r.Values) > 0 {
		text += " [" + strings.Join(r.Values, ", ") + "]"
	}
	return text
}
