package validation

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/dslint/dslint/lint/kubernetes"
)

func (p *podCheck) checkTolerations() {
	for i := range p.pod.Tolerations {
		checkToleration(p.at.child("tolerations").index(i), &p.pod.Tolerations[i],
			func(field cursor) cursor { return field })
	}
}

// checkToleration follows ValidateTolerations, which names the operator where it
// means the value. The function says which field of the manifest stands for a field
// of the toleration.
func checkToleration(c cursor, toleration *corev1.Toleration, edited func(cursor) cursor) {
	field := func(name, means string) cursor { return c.child(name).editing(edited(c.child(means))) }
	operator := field("operator", "operator")
	if toleration.Key == "" && toleration.Operator != corev1.TolerationOpExists {
		operator.invalid(toleration.Operator,
			`operator must be Exists when `+"`key`"+` is empty, which means "match all values and all keys"`)
	}
	if toleration.Key != "" {
		checkQualifiedName(field("key", "key"), toleration.Key)
	}
	value := field("operator", "value")
	switch toleration.Operator {
	case "", corev1.TolerationOpEqual:
		if wrong := validation.IsValidLabelValue(toleration.Value); len(wrong) > 0 {
			value.invalid(toleration.Value, strings.Join(wrong, ";"))
		}
	case corev1.TolerationOpExists:
		if toleration.Value != "" {
			value.invalid(toleration.Value, "value must be empty when `operator` is 'Exists'")
		}
	case corev1.TolerationOpLt, corev1.TolerationOpGt:
		if !operator.has(kubernetes.ComparisonOperators) {
			unsupported(operator, toleration.Operator, corev1.TolerationOpEqual, corev1.TolerationOpExists)
			break
		}
		// Their feature gate is off, though they stand in the list.
		unsupported(operator, toleration.Operator, corev1.TolerationOpEqual, corev1.TolerationOpExists,
			corev1.TolerationOpLt, corev1.TolerationOpGt)
	default:
		unsupported(operator, toleration.Operator, corev1.TolerationOpEqual, corev1.TolerationOpExists)
	}
	checkEffect(field("effect", "effect"), toleration)
}

func checkEffect(c cursor, toleration *corev1.Toleration) {
	if toleration.TolerationSeconds != nil && toleration.Effect != corev1.TaintEffectNoExecute {
		c.invalid(toleration.Effect, "effect must be 'NoExecute' when `tolerationSeconds` is set")
	}
	if toleration.Effect != "" {
		oneOf(c, toleration.Effect, corev1.TaintEffectNoSchedule,
			corev1.TaintEffectPreferNoSchedule, corev1.TaintEffectNoExecute)
	}
}
