package validation

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// The most that the policies of a Job may hold.
const (
	maxPolicyRules     = 20
	maxPolicyExitCodes = 255
	maxPolicyPatterns  = 20
	maxIndexesLength   = 64 * 1024
)

// checkFailurePolicy follows validatePodFailurePolicy.
func checkFailurePolicy(c cursor, spec *batchv1.JobSpec) {
	rules := spec.PodFailurePolicy.Rules
	if len(rules) > maxPolicyRules {
		c.tooMany(len(rules), maxPolicyRules)
	}
	for i := range rules {
		rule, at := &rules[i], c.index(i)
		checkFailureAction(at.child("action"), rule.Action, spec)
		if rule.OnExitCodes != nil {
			checkExitCodes(at.child("onExitCodes"), rule.OnExitCodes, spec)
		}
		checkConditions(at.child("onPodConditions"), rule.OnPodConditions)
		switch codes, conditions := rule.OnExitCodes != nil, len(rule.OnPodConditions) > 0; {
		case codes && conditions:
			at.invalid(field.OmitValueType{}, "specifying both OnExitCodes and OnPodConditions is not supported")
		case !codes && !conditions:
			at.invalid(field.OmitValueType{}, "specifying one of OnExitCodes and OnPodConditions is required")
		}
	}
}

func checkFailureAction(c cursor, action batchv1.PodFailurePolicyAction, spec *batchv1.JobSpec) {
	if action == batchv1.PodFailurePolicyActionFailIndex {
		if spec.BackoffLimitPerIndex == nil {
			c.invalid(action, "requires the backoffLimitPerIndex to be set")
		}
		return
	}
	oneOfListed(c, action, batchv1.PodFailurePolicyActionCount, batchv1.PodFailurePolicyActionFailIndex,
		batchv1.PodFailurePolicyActionFailJob, batchv1.PodFailurePolicyActionIgnore)
}

// oneOfListed lists the values where there is none, too.
func oneOfListed[T ~string](c cursor, value T, allowed ...T) {
	if value == "" {
		c.required(fmt.Sprintf("valid values: %q", allowed))
		return
	}
	oneOf(c, value, allowed...)
}

func checkConditions(c cursor, patterns []batchv1.PodFailurePolicyOnPodConditionsPattern) {
	if len(patterns) > maxPolicyPatterns {
		c.tooMany(len(patterns), maxPolicyPatterns)
	}
	for i := range patterns {
		checkQualifiedName(c.index(i).child("type"), string(patterns[i].Type))
		if status := patterns[i].Status; status != "" {
			oneOf(c.index(i).child("status"), status,
				corev1.ConditionFalse, corev1.ConditionTrue, corev1.ConditionUnknown)
		}
	}
}

// checkExitCodes follows validatePodFailurePolicyRuleOnExitCodes.
func checkExitCodes(c cursor, codes *batchv1.PodFailurePolicyOnExitCodesRequirement, spec *batchv1.JobSpec) {
	oneOfListed(c.child("operator"), codes.Operator,
		batchv1.PodFailurePolicyOnExitCodesOpIn, batchv1.PodFailurePolicyOnExitCodesOpNotIn)
	if name := codes.ContainerName; name != nil && !hasNamed(spec, *name) {
		c.child("containerName").
			invalid(*name, "must be one of the container or initContainer names in the pod template")
	}
	values := c.child("values")
	switch count := len(codes.Values); {
	case count == 0:
		values.invalid(codes.Values, "at least one value is required")
	case count > maxPolicyExitCodes:
		values.tooMany(count, maxPolicyExitCodes)
	}
	for i, code := range codes.Values {
		if code == 0 && codes.Operator == batchv1.PodFailurePolicyOnExitCodesOpIn {
			values.index(i).invalid(code, "must not be 0 for the In operator")
		}
		if slices.Contains(codes.Values[:i], code) {
			values.index(i).duplicate(code)
		}
	}
	if !slices.IsSorted(codes.Values) {
		values.invalid(codes.Values, "must be ordered")
	}
}

func hasNamed(spec *batchv1.JobSpec, name string) bool {
	named := func(container corev1.Container) bool { return container.Name == name }
	pod := &spec.Template.Spec
	return slices.ContainsFunc(pod.Containers, named) || slices.ContainsFunc(pod.InitContainers, named)
}

// checkSuccessPolicy follows validateSuccessPolicy.
func checkSuccessPolicy(c cursor, spec *batchv1.JobSpec) {
	if !isIndexed(spec) {
		c.invalid(internal{spec.SuccessPolicy}, "requires indexed completion mode")
		return
	}
	list, rules := c.child("rules"), spec.SuccessPolicy.Rules
	if len(rules) == 0 {
		list.required("at least one rules must be specified when the successPolicy is specified")
	}
	if len(rules) > maxPolicyRules {
		list.tooMany(len(rules), maxPolicyRules)
	}
	for i := range rules {
		switch rule, at := &rules[i], list.index(i); {
		case rule.SucceededCount == nil && rule.SucceededIndexes == nil:
			at.required("at least one of succeededCount or succeededIndexes must be specified")
		case spec.Completions != nil:
			checkSuccessRule(at, rule, *spec.Completions)
		}
	}
}

func checkSuccessRule(c cursor, rule *batchv1.SuccessPolicyRule, completions int32) {
	indexes, at := int32(0), c.child("succeededIndexes")
	if text := rule.SucceededIndexes; text != nil {
		if len(*text) > maxIndexesLength {
			at.tooLong(maxIndexesLength)
		}
		count, wrong := countIndexes(*text, completions)
		if wrong != "" {
			at.invalid(*text, "error parsing succeededIndexes: "+wrong)
		}
		indexes = count
	}
	if rule.SucceededCount == nil {
		return
	}
	at, count := c.child("succeededCount"), *rule.SucceededCount
	at.nonNegative(int64(count))
	if count > completions {
		at.invalid(count, fmt.Sprintf(
			"must be less than or equal to %d (the number of specified completions)", completions))
	}
	if rule.SucceededIndexes != nil && count > indexes {
		at.invalid(count, fmt.Sprintf("must be less than or equal to %d "+
			"(the number of indexes in the specified succeededIndexes field)", indexes))
	}
}

// countIndexes counts what a list like 1,3-5 names, and says what is wrong with it.
func countIndexes(text string, completions int32) (count int32, wrong string) {
	if text == "" {
		return 0, ""
	}
	last := -1
	for interval := range strings.SplitSeq(text, ",") {
		first, end, wrong := parseInterval(interval, int(completions))
		if wrong == "" && last >= first {
			wrong = fmt.Sprintf("non-increasing order, previous: %d, current: %d", last, first)
		}
		if wrong != "" {
			return 0, wrong
		}
		count += int32(end - first + 1) //nolint:gosec // both are below completions, an int32
		last = end
	}
	return count, ""
}

func parseInterval(interval string, completions int) (first, last int, wrong string) {
	parts := strings.Split(interval, "-")
	if len(parts) > 2 {
		return 0, 0, fmt.Sprintf("the fragment %q violates the requirement that "+
			"an index interval can have at most two parts separated by '-'", interval)
	}
	bounds := [2]int{}
	for i, part := range parts {
		number, err := strconv.Atoi(part)
		switch {
		case err != nil:
			return 0, 0, fmt.Sprintf("cannot convert string to integer for index: %q", part)
		case number >= completions:
			return 0, 0, fmt.Sprintf("too large index: %q", part)
		}
		bounds[i] = number
	}
	if len(parts) == 1 {
		return bounds[0], bounds[0], ""
	}
	if bounds[0] >= bounds[1] {
		return 0, 0, fmt.Sprintf("non-increasing order, previous: %d, current: %d", bounds[0], bounds[1])
	}
	return bounds[0], bounds[1], ""
}
