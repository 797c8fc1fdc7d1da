package rules

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/placement"
)

// wanted describes the node that a constraint asks for, after "no node".
func wanted(w *placement.Workload, r *placement.Refusal) string {
	if r.Gate == placement.GateNodeName {
		return fmt.Sprintf("is named %q", w.Spec().NodeName)
	}
	if constraint, ok := constraintOf(w, r); ok {
		return constraint.describe()
	}
	if terms := affinityTerms(w); len(terms) > 1 {
		return fmt.Sprintf("meets any of its %d node selector terms", len(terms))
	}
	return "meets its node affinity"
}

// lacking describes the nodes that a constraint keeps out, after their number.
func lacking(w *placement.Workload, r *placement.Refusal) string {
	if r.Gate == placement.GateNodeName {
		return fmt.Sprintf("not named %q", w.Spec().NodeName)
	}
	if constraint, ok := constraintOf(w, r); ok {
		return constraint.describeLack()
	}
	return "that do not meet its node affinity"
}

// constraintOf returns the requirement that a refusal comes from.
func constraintOf(w *placement.Workload, r *placement.Refusal) (requirement, bool) {
	all := constraints(w)
	i := slices.IndexFunc(all, func(c requirement) bool { return c.At.Path.String() == r.By.Path.String() })
	if i < 0 {
		return requirement{}, false
	}
	return all[i], true
}

// constraints returns all that a workload asks of the labels and names of nodes.
func constraints(w *placement.Workload) []requirement {
	all := selectorPairs(w)
	for _, t := range affinityTerms(w) {
		all = append(all, t.Requirements...)
	}
	return all
}

// describe says what a node does that meets the requirement: "has the label a=b".
func (r requirement) describe() string {
	switch {
	case r.Operator == corev1.NodeSelectorOpDoesNotExist:
		return "is without the label " + r.Key
	case r.Field:
		return "meets " + r.text()
	}
	return "has the label " + r.text()
}

// describeLack says what is wrong with nodes that do not: "without the label a=b".
func (r requirement) describeLack() string {
	switch {
	case r.Operator == corev1.NodeSelectorOpDoesNotExist:
		return "with the label " + r.Key
	case r.Field || !r.needsLabel():
		return "that do not meet " + r.text()
	}
	return "without the label " + r.text()
}

func (r requirement) text() string {
	values := firstThree(r.Values)
	switch {
	case r.Operator == corev1.NodeSelectorOpExists || r.Operator == corev1.NodeSelectorOpDoesNotExist:
		return r.Key
	case r.Operator == corev1.NodeSelectorOpIn && len(r.Values) == 1 && !r.Field:
		return pairText(r.Key, values)
	}
	return fmt.Sprintf("%s %s [%s]", r.Key, r.Operator, values)
}

// pairText writes a label as kubectl does; an empty value is shown.
func pairText(key, value string) string {
	if value == "" {
		return key + `=""`
	}
	return key + "=" + value
}
