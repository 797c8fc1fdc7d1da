package rules

import (
	"math"
	"slices"
	"strconv"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/placement"
)

// satisfiable reports whether some value of one label, or its absence, meets all
// requirements, as k8s.io/apimachinery/pkg/labels, Requirement.Matches, decides it.
// Requirements that the API server refuses are taken to be met: another rule
// speaks of them.
func satisfiable(requirements []requirement) bool {
	if !slices.ContainsFunc(requirements, requirement.needsLabel) {
		return true // a node without the label will do
	}
	if slices.ContainsFunc(requirements, func(r requirement) bool { return r.Operator == corev1.NodeSelectorOpDoesNotExist }) {
		return false
	}
	lists := func(r requirement) bool { return r.Operator == corev1.NodeSelectorOpIn && len(r.Values) > 0 }
	if i := slices.IndexFunc(requirements, lists); i >= 0 {
		return slices.ContainsFunc(requirements[i].Values, func(value string) bool { return meetsAll(value, requirements) })
	}
	return someNumber(requirements)
}

func meetsAll(value string, requirements []requirement) bool {
	return !slices.ContainsFunc(requirements, func(r requirement) bool { return !r.meets(value) })
}

// meets reports whether the label with this value meets the requirement.
func (r requirement) meets(value string) bool {
	switch r.Operator {
	case corev1.NodeSelectorOpIn:
		return len(r.Values) == 0 || slices.Contains(r.Values, value)
	case corev1.NodeSelectorOpNotIn:
		return !slices.Contains(r.Values, value)
	case corev1.NodeSelectorOpGt, corev1.NodeSelectorOpLt:
		limit, ok := r.limit()
		number, err := strconv.ParseInt(value, 10, 64)
		if !ok || err != nil {
			return !ok && len(r.Values) != 1
		}
		return r.Operator == corev1.NodeSelectorOpGt && number > limit ||
			r.Operator == corev1.NodeSelectorOpLt && number < limit
	default:
		return true
	}
}

// limit is the number of Gt and Lt.
func (r requirement) limit() (int64, bool) {
	if len(r.Values) != 1 {
		return 0, false
	}
	limit, err := strconv.ParseInt(r.Values[0], 10, 64)
	return limit, err == nil
}

// someNumber reports whether a number lies between all Gt and Lt. NotIn cannot
// exclude it: a label may write one number in many ways (7, 07, 007). Labels hold
// no sign, so that numbers start at 0.
func someNumber(requirements []requirement) bool {
	low, high := int64(0), int64(math.MaxInt64)
	for _, r := range requirements {
		if r.Operator != corev1.NodeSelectorOpGt && r.Operator != corev1.NodeSelectorOpLt || len(r.Values) != 1 {
			continue
		}
		limit, ok := r.limit()
		switch {
		case !ok:
			return false // a value that is no number matches nothing
		case r.Operator == corev1.NodeSelectorOpGt && limit == math.MaxInt64:
			return false
		case r.Operator == corev1.NodeSelectorOpGt:
			low = max(low, limit+1)
		default:
			high = min(high, limit-1)
		}
	}
	return low <= high
}

// nameRequirement is spec.nodeName as a requirement.
func nameRequirement(w *placement.Workload, name string) requirement {
	return requirement{
		&corev1.NodeSelectorRequirement{
			Key: nodeNameField, Operator: corev1.NodeSelectorOpIn, Values: []string{name},
		},
		true, w.At("spec", "nodeName"),
	}
}
