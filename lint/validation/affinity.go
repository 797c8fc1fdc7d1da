package validation

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/dslint/dslint/lint/kubernetes"
)

// checkScheduling is for all that decides on which node a pod runs.
func (p *podCheck) checkScheduling() {
	checkLabels(p.at.child("nodeSelector"), p.pod.NodeSelector)
	p.checkAffinity()
	p.checkTolerations()
	p.checkSpread()
	for i := range p.pod.ReadinessGates {
		checkQualifiedName(p.at.child("readinessGates").index(i).child("conditionType"),
			string(p.pod.ReadinessGates[i].ConditionType))
	}
	gates := map[string]bool{}
	for i := range p.pod.SchedulingGates {
		name, at := p.pod.SchedulingGates[i].Name, p.at.child("schedulingGates").index(i)
		at = at.editing(at.child("name"))
		checkQualifiedName(at, name)
		if gates[name] {
			at.duplicate(name)
		}
		gates[name] = true
	}
}

// The two lists of an affinity.
const (
	requiredTerms  = "requiredDuringSchedulingIgnoredDuringExecution"
	preferredTerms = "preferredDuringSchedulingIgnoredDuringExecution"
)

// checkAffinity follows validateAffinity.
func (p *podCheck) checkAffinity() {
	affinity := p.pod.Affinity
	if affinity == nil {
		return
	}
	c := p.at.child("affinity")
	if affinity.NodeAffinity != nil {
		checkNodeAffinity(c.child("nodeAffinity"), affinity.NodeAffinity)
	}
	if terms := affinity.PodAffinity; terms != nil {
		checkPodTerms(c.child("podAffinity"), terms.RequiredDuringSchedulingIgnoredDuringExecution,
			terms.PreferredDuringSchedulingIgnoredDuringExecution)
	}
	if terms := affinity.PodAntiAffinity; terms != nil {
		checkPodTerms(c.child("podAntiAffinity"), terms.RequiredDuringSchedulingIgnoredDuringExecution,
			terms.PreferredDuringSchedulingIgnoredDuringExecution)
	}
}

// checkNodeAffinity follows validateNodeAffinity. Values that no label can have are
// refused where the affinity is required only.
func checkNodeAffinity(c cursor, affinity *corev1.NodeAffinity) {
	if required := affinity.RequiredDuringSchedulingIgnoredDuringExecution; required != nil {
		list := c.child(requiredTerms, "nodeSelectorTerms")
		if len(required.NodeSelectorTerms) == 0 {
			list.required("must have at least one node selector term")
		}
		for i := range required.NodeSelectorTerms {
			checkNodeTerm(list.index(i), &required.NodeSelectorTerms[i], true)
		}
	}
	for i := range affinity.PreferredDuringSchedulingIgnoredDuringExecution {
		term, at := &affinity.PreferredDuringSchedulingIgnoredDuringExecution[i], c.child(preferredTerms).index(i)
		checkWeight(at.child("weight"), term.Weight)
		checkNodeTerm(at.child("preference"), &term.Preference, false)
	}
}

const maxWeight = 100

func checkWeight(c cursor, weight int32) {
	if weight < 1 || weight > maxWeight {
		c.invalid(weight, "must be in the range 1-100")
	}
}

func checkNodeTerm(c cursor, term *corev1.NodeSelectorTerm, required bool) {
	for i := range term.MatchExpressions {
		checkNodeExpression(c.child("matchExpressions").index(i), &term.MatchExpressions[i], required)
	}
	for i := range term.MatchFields {
		checkNodeField(c.child("matchFields").index(i), &term.MatchFields[i])
	}
}

const notAnOperator = "not a valid selector operator"

// checkNodeExpression follows ValidateNodeSelectorRequirement.
func checkNodeExpression(c cursor, expression *corev1.NodeSelectorRequirement, required bool) {
	values := c.child("values")
	switch expression.Operator {
	case corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn:
		if len(expression.Values) == 0 {
			values.required("must be specified when `operator` is 'In' or 'NotIn'")
		}
	case corev1.NodeSelectorOpExists, corev1.NodeSelectorOpDoesNotExist:
		if len(expression.Values) > 0 {
			values.forbidden("may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
		}
	case corev1.NodeSelectorOpGt, corev1.NodeSelectorOpLt:
		if len(expression.Values) != 1 {
			values.required("must be specified single value when `operator` is 'Lt' or 'Gt'")
		}
	default:
		c.child("operator").invalid(expression.Operator, notAnOperator)
	}
	checkQualifiedName(c.child("key"), expression.Key)
	if !required || !c.has(kubernetes.AffinityLabelValues) {
		return
	}
	for i, value := range expression.Values {
		messages(values.index(i), value, validation.IsValidLabelValue(value))
	}
}

// checkNodeField follows ValidateNodeFieldSelectorRequirement: nodes are found by
// one field only, their name.
func checkNodeField(c cursor, requirement *corev1.NodeSelectorRequirement) {
	switch requirement.Operator {
	case corev1.NodeSelectorOpIn, corev1.NodeSelectorOpNotIn:
		if len(requirement.Values) != 1 {
			c.child("values").required("must be only one value when `operator` is 'In' or 'NotIn' for node field selector")
		}
	default:
		c.child("operator").invalid(requirement.Operator, notAnOperator)
	}
	if requirement.Key != metav1.ObjectNameField {
		c.child("key").invalid(requirement.Key, "not a valid field selector key")
		return
	}
	for i, name := range requirement.Values {
		checkName(c.child("values").index(i), name)
	}
}

func checkPodTerms(
	c cursor, required []corev1.PodAffinityTerm, preferred []corev1.WeightedPodAffinityTerm,
) {
	for i := range required {
		checkPodTerm(c.child(requiredTerms).index(i), &required[i])
	}
	for i := range preferred {
		at := c.child(preferredTerms).index(i)
		checkWeight(at.child("weight"), preferred[i].Weight)
		checkPodTerm(at.child("podAffinityTerm"), &preferred[i].PodAffinityTerm)
	}
}

// checkPodTerm follows validatePodAffinityTerm.
func checkPodTerm(c cursor, term *corev1.PodAffinityTerm) {
	checkSelector(c.child("labelSelector"), term.LabelSelector)
	checkSelector(c.child("namespaceSelector"), term.NamespaceSelector)
	for i, namespace := range term.Namespaces {
		at := c.child("namespace").editing(c.child("namespaces").index(i))
		messages(at, namespace, nameIsDNSLabel(namespace, false))
	}
	checkLabelKeys(c, term.MatchLabelKeys, term.MismatchLabelKeys, term.LabelSelector)
	topology := c.child("topologyKey")
	if term.TopologyKey == "" {
		topology.required("can not be empty")
	}
	checkQualifiedName(topology, term.TopologyKey)
}
