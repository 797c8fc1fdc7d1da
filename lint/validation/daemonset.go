package validation

import (
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkDaemonSet follows ValidateDaemonSet
// (k8s.io/kubernetes/pkg/apis/apps/validation).
func checkDaemonSet(c cursor, daemon *appsv1.DaemonSet, namespace string) {
	checkMeta(c.child("metadata"), &daemon.ObjectMeta, namespace, nameIsDNSSubdomain)
	spec, at := &daemon.Spec, c.child("spec")
	checkSelector(at.child("selector"), spec.Selector)
	checkDaemonSelector(at, spec)
	template := at.child("template")
	checkTemplate(template, &spec.Template)
	refuseDeadline(template, &spec.Template, "DaemonSet")
	requireRestartAlways(template, &spec.Template)
	at.child("minReadySeconds").nonNegative(int64(spec.MinReadySeconds))
	optional(at.child("revisionHistoryLimit"), spec.RevisionHistoryLimit)
	checkDaemonUpdate(at.child("updateStrategy"), &spec.UpdateStrategy)
}

// checkDaemonSelector compares the selector with the labels of the template. A
// selector that is missing matches nothing.
func checkDaemonSelector(c cursor, spec *appsv1.DaemonSetSpec) {
	selector, err := metav1.LabelSelectorAsSelector(spec.Selector)
	if err == nil && !selector.Matches(labels.Set(spec.Template.Labels)) {
		reportMismatch(c, spec.Selector, spec.Template.Labels)
	}
	if spec.Selector != nil && isEmptySelector(spec.Selector) {
		c.child("selector").invalid(spec.Selector, "empty selector is invalid for daemonset")
	}
}

// reportMismatch blames the labels of the template, but a selector that is missing
// is what to add.
func reportMismatch(c cursor, selector *metav1.LabelSelector, own map[string]string) {
	at := c.child("template", "metadata", "labels")
	if selector == nil {
		at = at.editing(c.child("selector"))
	}
	at.invalid(own, "`selector` does not match template `labels`")
}

// checkDaemonUpdate follows ValidateDaemonSetUpdateStrategy.
func checkDaemonUpdate(c cursor, strategy *appsv1.DaemonSetUpdateStrategy) {
	switch strategy.Type {
	case appsv1.OnDeleteDaemonSetStrategyType:
	case "", appsv1.RollingUpdateDaemonSetStrategyType:
		checkDaemonRollingUpdate(c.child("rollingUpdate"), strategy.RollingUpdate)
	default:
		unsupported(c.editing(c.child("type")), daemonStrategyText(strategy),
			appsv1.RollingUpdateDaemonSetStrategyType, appsv1.OnDeleteDaemonSetStrategyType)
	}
}

// checkDaemonRollingUpdate follows ValidateRollingUpdateDaemonSet; the defaults are
// those of SetDefaults_DaemonSet.
func checkDaemonRollingUpdate(c cursor, update *appsv1.RollingUpdateDaemonSet) {
	unavailable, surge := intstr.FromInt32(1), intstr.FromInt32(0)
	if update != nil {
		unavailable, surge = or(update.MaxUnavailable, unavailable), or(update.MaxSurge, surge)
	}
	checkCountOrPercent(c.child("maxUnavailable"), unavailable, true)
	checkCountOrPercent(c.child("maxSurge"), surge, true)
	switch {
	case countOf(unavailable) != 0 && countOf(surge) != 0:
		c.child("maxSurge").invalid(surge, "may not be set when maxUnavailable is non-zero")
	case countOf(unavailable) == 0 && countOf(surge) == 0:
		c.child("maxUnavailable").required("cannot be 0 when maxSurge is 0")
	}
}

// daemonStrategyText is the strategy as the server prints it, which has no absent
// numbers.
func daemonStrategyText(strategy *appsv1.DaemonSetUpdateStrategy) any {
	printed := *strategy
	if update := strategy.RollingUpdate; update != nil {
		zero := intstr.FromInt32(0)
		unavailable, surge := or(update.MaxUnavailable, zero), or(update.MaxSurge, zero)
		printed.RollingUpdate = &appsv1.RollingUpdateDaemonSet{MaxUnavailable: &unavailable, MaxSurge: &surge}
	}
	return internal{printed}
}

// checkCountOrPercent follows ValidatePositiveIntOrPercent and, where limited,
// IsNotMoreThan100Percent.
func checkCountOrPercent(c cursor, value intstr.IntOrString, limited bool) {
	if value.Type == intstr.Int {
		c.nonNegative(int64(value.IntVal))
		return
	}
	messages(c, value, validation.IsValidPercent(value.StrVal))
	if percent, ok := percentOf(value); ok && limited && percent > 100 {
		c.invalid(value, "must not be greater than 100%")
	}
}

func percentOf(value intstr.IntOrString) (int, bool) {
	if value.Type != intstr.String || len(validation.IsValidPercent(value.StrVal)) > 0 {
		return 0, false
	}
	percent, _ := strconv.Atoi(value.StrVal[:len(value.StrVal)-1]) // what is too large becomes the largest int
	return percent, true
}

// countOf is a count or the number before the percent sign.
func countOf(value intstr.IntOrString) int {
	if percent, ok := percentOf(value); ok {
		return percent
	}
	return value.IntValue()
}

// requireRestartAlways is for workloads whose pods run for ever.
func requireRestartAlways(template cursor, pod *corev1.PodTemplateSpec) {
	if policy := pod.Spec.RestartPolicy; policy != "" {
		oneOf(template.child("spec", "restartPolicy"), policy, corev1.RestartPolicyAlways)
	}
}

func refuseDeadline(template cursor, pod *corev1.PodTemplateSpec, kind string) {
	if pod.Spec.ActiveDeadlineSeconds != nil {
		template.child("spec", "activeDeadlineSeconds").
			forbidden("activeDeadlineSeconds in " + kind + " is not Supported")
	}
}
