package validation

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

// checkSpread follows validateTopologySpreadConstraints.
func (p *podCheck) checkSpread() {
	list := p.at.child("topologySpreadConstraints")
	for i := range p.pod.TopologySpreadConstraints {
		constraint, at := &p.pod.TopologySpreadConstraints[i], list.index(i)
		checkPositive(at.child("maxSkew"), constraint.MaxSkew)
		if constraint.TopologyKey == "" {
			at.child("topologyKey").required("can not be empty")
		}
		oneOf(at.child("whenUnsatisfiable"), constraint.WhenUnsatisfiable,
			corev1.DoNotSchedule, corev1.ScheduleAnyway)
		checkSpreadRepeated(at, constraint, p.pod.TopologySpreadConstraints[i+1:])
		checkMinDomains(at.child("minDomains"), constraint)
		checkNodePolicy(at.child("nodeAffinityPolicy"), constraint.NodeAffinityPolicy)
		checkNodePolicy(at.child("nodeTaintsPolicy"), constraint.NodeTaintsPolicy)
		checkLabelKeys(at, constraint.MatchLabelKeys, nil, constraint.LabelSelector)
		checkSelector(at.child("labelSelector"), constraint.LabelSelector)
	}
}

func checkPositive(c cursor, value int32) {
	if value <= 0 {
		c.invalid(int64(value), "must be greater than zero")
	}
}

func checkSpreadRepeated(c cursor, own *corev1.TopologySpreadConstraint, rest []corev1.TopologySpreadConstraint) {
	same := func(other corev1.TopologySpreadConstraint) bool {
		return other.TopologyKey == own.TopologyKey && other.WhenUnsatisfiable == own.WhenUnsatisfiable
	}
	if slices.ContainsFunc(rest, same) {
		c.child("{topologyKey, whenUnsatisfiable}").editing(c.child("topologyKey")).
			duplicate(fmt.Sprintf("{%v, %v}", own.TopologyKey, own.WhenUnsatisfiable))
	}
}

func checkMinDomains(c cursor, constraint *corev1.TopologySpreadConstraint) {
	if constraint.MinDomains == nil {
		return
	}
	checkPositive(c, *constraint.MinDomains)
	if constraint.WhenUnsatisfiable != corev1.DoNotSchedule {
		c.invalid(constraint.MinDomains, fmt.Sprintf("can only use minDomains if whenUnsatisfiable=%s, not %s",
			corev1.DoNotSchedule, constraint.WhenUnsatisfiable))
	}
}

func checkNodePolicy(c cursor, policy *corev1.NodeInclusionPolicy) {
	optionalOneOf(c, policy, corev1.NodeInclusionPolicyHonor, corev1.NodeInclusionPolicyIgnore)
}

// checkLabelKeys follows ValidateMatchLabelKeysAndMismatchLabelKeys.
func checkLabelKeys(c cursor, match, mismatch []string, selector *metav1.LabelSelector) {
	checkLabelKeyList(c.child("matchLabelKeys"), match, selector)
	checkLabelKeyList(c.child("mismatchLabelKeys"), mismatch, selector)
	if selector != nil {
		checkKeysSelected(c, match, selector)
	}
	for i, key := range match {
		if slices.Contains(mismatch, key) {
			c.child("matchLabelKeys").index(i).invalid(key, "exists in both matchLabelKeys and mismatchLabelKeys")
		}
	}
}

func checkLabelKeyList(c cursor, keys []string, selector *metav1.LabelSelector) {
	if len(keys) == 0 {
		return
	}
	if selector == nil {
		c.forbidden("must not be specified when labelSelector is not set")
		return
	}
	for i, key := range keys {
		checkQualifiedName(c.index(i), key)
	}
}

// checkKeysSelected refuses a key that the selector has twice: the second one is what
// [PreparePod] makes of the key. The server names the index without the list.
func checkKeysSelected(c cursor, match []string, selector *metav1.LabelSelector) {
	for i := range selector.MatchExpressions {
		key := selector.MatchExpressions[i].Key
		same := func(other metav1.LabelSelectorRequirement) bool { return other.Key == key }
		_, fixed := selector.MatchLabels[key]
		at := lastIndex(match, key)
		if at >= 0 && (fixed || slices.ContainsFunc(selector.MatchExpressions[:i], same)) {
			c.index(at).editing(c.child("matchLabelKeys").index(at)).
				invalid(key, "exists in both matchLabelKeys and labelSelector")
		}
	}
}

// lastIndex returns the last place of a key, -1 where it has none.
func lastIndex(keys []string, key string) int {
	for i, candidate := range slices.Backward(keys) {
		if candidate == key {
			return i
		}
	}
	return -1
}
