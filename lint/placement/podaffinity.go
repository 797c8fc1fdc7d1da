package placement

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// The words of the InterPodAffinity plugin.
const (
	affinityUnmatched     = "node(s) didn't match pod affinity rules"
	antiAffinityUnmatched = "node(s) didn't match pod anti-affinity rules"
	existingAntiAffinity  = "node(s) didn't satisfy existing pods anti-affinity rules"
)

// podAffinity holds the required terms of a pod.
type podAffinity struct {
	labels    labels.Set
	namespace string
	attract   []affinityTerm
	repel     []affinityTerm
}

type affinityTerm struct {
	selector    labels.Selector
	namespaces  []string
	byNamespace labels.Selector
	world       *world
	topologyKey string
	at          manifest.Ref
}

// newPodAffinity parses the terms of a pod. A selector that cannot be parsed
// matches nothing.
func newPodAffinity(w *Workload, pod *corev1.Pod, in *world) *podAffinity {
	a := &podAffinity{labels: pod.Labels, namespace: pod.Namespace}
	affinity := pod.Spec.Affinity
	if affinity == nil {
		return a
	}
	build := func(field string, terms []corev1.PodAffinityTerm) []affinityTerm {
		built := make([]affinityTerm, len(terms))
		for i := range terms {
			built[i] = newAffinityTerm(&terms[i], pod, in)
			built[i].at = w.At("spec", "affinity", field, "requiredDuringSchedulingIgnoredDuringExecution", i)
		}
		return built
	}
	if affinity.PodAffinity != nil {
		a.attract = build("podAffinity", affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution)
	}
	if affinity.PodAntiAffinity != nil {
		a.repel = build("podAntiAffinity", affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution)
	}
	return a
}

// newAffinityTerm follows k8s.io/kube-scheduler/framework, newAffinityTerm. The API
// server has put what matchLabelKeys name into the selector.
func newAffinityTerm(term *corev1.PodAffinityTerm, pod *corev1.Pod, in *world) affinityTerm {
	built := affinityTerm{
		selector: selectorOf(term.LabelSelector), byNamespace: labels.Nothing(),
		namespaces: term.Namespaces, world: in, topologyKey: term.TopologyKey,
	}
	if len(term.Namespaces) == 0 && term.NamespaceSelector == nil {
		built.namespaces = []string{pod.Namespace}
	}
	if term.NamespaceSelector != nil {
		built.byNamespace = selectorOf(term.NamespaceSelector)
	}
	return built
}

func selectorOf(selector *metav1.LabelSelector) labels.Selector {
	parsed, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		return labels.Nothing()
	}
	return parsed
}

// matches reports whether the term speaks of the pod that a belongs to.
func (t affinityTerm) matches(a *podAffinity) bool {
	if !t.selector.Matches(a.labels) {
		return false
	}
	if slices.Contains(t.namespaces, a.namespace) {
		return true
	}
	return t.byNamespace.Matches(t.world.namespaceLabels(a.namespace))
}

// repels reports whether a keeps away the pods that other belongs to.
func (a *podAffinity) repels(other *podAffinity) bool {
	return slices.ContainsFunc(a.repel, func(t affinityTerm) bool { return t.matches(other) })
}

// affinityRefusals follows the Filter of InterPodAffinity
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/interpodaffinity).
func (s *simulation) affinityRefusals(p *prepared, node *inventory.Node) []Refusal {
	if !s.coupled {
		return nil
	}
	var refusals []Refusal
	if term := s.unattracted(p.affinity, node); term != nil {
		refusals = append(refusals, term.refusal(affinityUnmatched, "no pod that it must be near to is there"))
	}
	for i := range p.affinity.repel {
		term := &p.affinity.repel[i]
		if holder := s.near(term, node, term.matches); holder != nil {
			refusals = append(refusals, term.refusal(antiAffinityUnmatched, "%s is there", holder))
		}
	}
	return append(refusals, s.repelled(p, node)...)
}

// unattracted returns the first term that is not satisfied. A pod that would be the
// first of its kind is let in if it matches its own terms.
func (s *simulation) unattracted(a *podAffinity, node *inventory.Node) *affinityTerm {
	matchesAll := func(other *podAffinity) bool {
		return !slices.ContainsFunc(a.attract, func(t affinityTerm) bool { return !t.matches(other) })
	}
	var failed *affinityTerm
	for i := range a.attract {
		term := &a.attract[i]
		if _, labelled := node.Labels[term.topologyKey]; !labelled {
			return term
		}
		if failed == nil && s.near(term, node, matchesAll) == nil {
			failed = term
		}
	}
	if failed != nil && matchesAll(a) && !s.anywhere(a.attract, matchesAll) {
		return nil
	}
	return failed
}

// near returns the workload of a pod that test accepts in the same topology domain
// as the node, nil where there is none.
func (s *simulation) near(term *affinityTerm, node *inventory.Node, test func(*podAffinity) bool) *Workload {
	value, labelled := node.Labels[term.topologyKey]
	if !labelled {
		return nil
	}
	for _, other := range s.states {
		if there, ok := other.node().Labels[term.topologyKey]; !ok || there != value {
			continue
		}
		for _, pod := range other.pods {
			if test(pod.p.affinity) {
				return pod.p.w
			}
		}
	}
	return nil
}

func (s *simulation) anywhere(terms []affinityTerm, test func(*podAffinity) bool) bool {
	for _, other := range s.states {
		labelled := slices.ContainsFunc(terms, func(t affinityTerm) bool {
			_, ok := other.node().Labels[t.topologyKey]
			return ok
		})
		if labelled && slices.ContainsFunc(other.pods, func(pod *placed) bool { return test(pod.p.affinity) }) {
			return true
		}
	}
	return false
}

// repelled returns the pods whose anti-affinity keeps p away.
func (s *simulation) repelled(p *prepared, node *inventory.Node) []Refusal {
	for _, other := range s.states {
		for _, pod := range other.pods {
			for i := range pod.p.affinity.repel {
				term := &pod.p.affinity.repel[i]
				value, labelled := other.node().Labels[term.topologyKey]
				if here, ok := node.Labels[term.topologyKey]; !labelled || !ok || here != value || !term.matches(p.affinity) {
					continue
				}
				refusal := term.refusal(existingAntiAffinity, "%s keeps it away", pod.p.w)
				refusal.By, refusal.Holders = p.w.At("metadata", "labels"), []*Workload{pod.p.w}
				return []Refusal{refusal}
			}
		}
	}
	return nil
}

func (t *affinityTerm) refusal(words, format string, args ...any) Refusal {
	reason := fmt.Sprintf(format, args...)
	return Refusal{
		Gate: GatePodAffinity, Kubernetes: words, By: t.at,
		Reason: fmt.Sprintf("pod affinity by %s: %s", t.topologyKey, reason),
	}
}
