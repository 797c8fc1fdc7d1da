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
	// The same for labels that are asked for, and for expressions of the affinity.
	keys        []string // of selector, sorted
	byLabel     map[missedLabel]Refusal
	expressions []requirement
	noTerm      Refusal
	byName      bool // the affinity asks for names of nodes
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
		byLabel:     map[missedLabel]Refusal{},
	}
	e.keys = slices.Sorted(maps.Keys(e.selector))
	if affinity := pod.Spec.Affinity; affinity != nil && affinity.NodeAffinity != nil {
		e.required = affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution
	}
	if e.required != nil {
		e.affinity = nodeaffinity.NewRequiredNodeAffinity(nil, pod.Spec.Affinity)
		e.prepareAffinity()
	}
	return e
}

// judge follows NodeShouldRunDaemonPod
// (k8s.io/kubernetes/pkg/controller/daemon/daemon_controller.go), but does not stop
// at the first refusal.
func (e *eligibility) judge(st *state) (run, stay bool, refusals []Refusal) {
	refusals = e.nodeRefusals(st)
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
func (e *eligibility) nodeRefusals(st *state) []Refusal {
	node := st.node()
	var refusals []Refusal
	if e.nodeName != "" && e.nodeName != node.Name {
		refusals = append(refusals, Refusal{
			Gate: GateNodeName, By: e.w.At("spec", "nodeName"),
			Reason: fmt.Sprintf("spec.nodeName is %q", e.nodeName),
		})
	}
	refusals = append(refusals, e.selectorRefusals(node)...)
	if e.required != nil && !e.affinityMatches(st) {
		refusals = append(refusals, e.affinityRefusal(st))
	}
	return refusals
}

// affinityMatches treats errors as the controller does: a term that cannot be
// parsed matches nothing, and the others decide.
func (e *eligibility) affinityMatches(st *state) bool {
	matches, err := e.affinity.Match(e.asked(st))
	return matches && err == nil || matches
}

// asked returns the node as far as the affinity asks for it: one without a name is
// matched faster.
func (e *eligibility) asked(st *state) *corev1.Node {
	if e.byName {
		return st.node().Node
	}
	return st.labelled
}

func (e *eligibility) selectorRefusals(node *inventory.Node) []Refusal {
	var refusals []Refusal
	for _, key := range e.keys {
		got, labelled := node.Labels[key]
		if labelled && got == e.selector[key] {
			continue
		}
		miss := missedLabel{key, got, labelled}
		refusal, known := e.byLabel[miss]
		if !known {
			refusal = e.selectorRefusal(miss)
			e.byLabel[miss] = refusal
		}
		refusals = append(refusals, refusal)
	}
	return refusals
}

// missedLabel is what a node has in the place of a label that is asked for.
type missedLabel struct {
	key, got string
	labelled bool
}

func (e *eligibility) selectorRefusal(miss missedLabel) Refusal {
	want := e.selector[miss.key]
	refusal := Refusal{
		Gate: GateNodeSelector, By: e.w.At("spec", "nodeSelector", miss.key),
		Reason: fmt.Sprintf("label %s=%s is missing", miss.key, want),
		OnNode: manifest.Path{"metadata", "labels"},
	}
	if miss.labelled {
		refusal.Reason = fmt.Sprintf("label %s is %q, not %q", miss.key, miss.got, want)
		refusal.OnNode = manifest.Path{"metadata", "labels", miss.key}
	}
	return refusal
}

// requirement is one expression of the only term of an affinity, and the refusal of
// nodes that it does not match.
type requirement struct {
	selector *nodeaffinity.LazyErrorNodeSelector
	refusal  Refusal
}

func (e *eligibility) affinityRefusal(st *state) Refusal {
	for i := range e.expressions {
		if matches, err := e.expressions[i].selector.Match(e.asked(st)); !matches || err != nil {
			return e.expressions[i].refusal
		}
	}
	return e.noTerm
}

// prepareAffinity narrows the refusal by a single term to the expression that does
// not match.
func (e *eligibility) prepareAffinity() {
	terms := e.required.NodeSelectorTerms
	e.byName = slices.ContainsFunc(terms, func(t corev1.NodeSelectorTerm) bool { return len(t.MatchFields) > 0 })
	e.noTerm = Refusal{
		Gate: GateNodeAffinity, Reason: "none of the node selector terms matches", OnNode: manifest.Path{"metadata", "labels"},
		By: e.w.At("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms"),
	}
	if len(terms) != 1 {
		return
	}
	add := func(list string, requirements []corev1.NodeSelectorRequirement) {
		for i, r := range requirements {
			refusal := e.noTerm
			refusal.By, refusal.Reason = e.noTerm.By.At(0, list, i), describe(r)+" does not match"
			e.expressions = append(e.expressions, requirement{selectorOfOne(list, r), refusal})
		}
	}
	add("matchExpressions", terms[0].MatchExpressions)
	add("matchFields", terms[0].MatchFields)
	if len(e.expressions) == 0 {
		e.noTerm.By, e.noTerm.Reason = e.noTerm.By.At(0), "an empty node selector term matches no node"
	}
}

func selectorOfOne(list string, r corev1.NodeSelectorRequirement) *nodeaffinity.LazyErrorNodeSelector {
	term := corev1.NodeSelectorTerm{MatchExpressions: []corev1.NodeSelectorRequirement{r}}
	if list == "matchFields" {
		term = corev1.NodeSelectorTerm{MatchFields: []corev1.NodeSelectorRequirement{r}}
	}
	return nodeaffinity.NewLazyErrorNodeSelector(&corev1.NodeSelector{
		NodeSelectorTerms: []corev1.NodeSelectorTerm{term},
	})
}

func requirementMatches(list string, r corev1.NodeSelectorRequirement, node *inventory.Node) bool {
	matches, err := selectorOfOne(list, r).Match(node.Node)
	return matches && err == nil
}

func describe(r corev1.NodeSelectorRequirement) string {
	text := r.Key + " " + string(r.Operator)
	if len(r.Values) > 0 {
		text += " [" + strings.Join(r.Values, ", ") + "]"
	}
	return text
}
