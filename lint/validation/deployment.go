package validation

import (
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// checkDeployment follows ValidateDeployment
// (k8s.io/kubernetes/pkg/apis/apps/validation).
func checkDeployment(c cursor, deployment *appsv1.Deployment, namespace string) {
	checkMeta(c.child("metadata"), &deployment.ObjectMeta, namespace, nameIsDNSSubdomain)
	spec, at := &deployment.Spec, c.child("spec")
	optional(at.child("replicas"), spec.Replicas)
	checkReplicated(at, spec.Selector, &spec.Template)
	checkDeploymentStrategy(at.child("strategy"), &spec.Strategy)
	at.child("minReadySeconds").nonNegative(int64(spec.MinReadySeconds))
	optional(at.child("revisionHistoryLimit"), spec.RevisionHistoryLimit)
	checkRollback(c, deployment.Annotations)
	deadline := or(spec.ProgressDeadlineSeconds, 600)
	at.child("progressDeadlineSeconds").nonNegative(int64(deadline))
	if deadline <= spec.MinReadySeconds {
		at.child("progressDeadlineSeconds").invalid(deadline, "must be greater than minReadySeconds")
	}
}

// checkRollback is for a field that lives on in an annotation.
func checkRollback(c cursor, annotations map[string]string) {
	revision, err := strconv.ParseInt(annotations[appsv1.DeprecatedRollbackTo], 10, 64)
	if err == nil {
		edit := c.child("metadata", "annotations").key(appsv1.DeprecatedRollbackTo)
		c.child("spec", "rollback", "version").editing(edit).nonNegative(revision)
	}
}

// checkReplicaSet follows ValidateReplicaSet.
func checkReplicaSet(c cursor, set *appsv1.ReplicaSet, namespace string) {
	checkMeta(c.child("metadata"), &set.ObjectMeta, namespace, nameIsDNSSubdomain)
	spec, at := &set.Spec, c.child("spec")
	optional(at.child("replicas"), spec.Replicas)
	at.child("minReadySeconds").nonNegative(int64(spec.MinReadySeconds))
	checkReplicated(at, spec.Selector, &spec.Template)
}

// checkReplicated follows ValidatePodTemplateSpecForReplicaSet and what both of its
// callers check of the selector. The template is judged only where the selector
// makes sense.
func checkReplicated(c cursor, own *metav1.LabelSelector, template *corev1.PodTemplateSpec) {
	at := c.child("selector")
	switch {
	case own == nil:
		at.required("")
	case isEmptySelector(own):
		at.invalid(own, "empty selector is invalid for deployment")
	default:
		checkSelector(at, own)
	}
	selector, err := metav1.LabelSelectorAsSelector(own)
	if err != nil {
		at.invalid(own, "invalid label selector")
		return
	}
	if !selector.Empty() && !selector.Matches(labels.Set(template.Labels)) {
		reportMismatch(c, own, template.Labels)
	}
	inside := c.child("template")
	checkTemplate(inside, template)
	requireRestartAlways(inside, template)
	refuseDeadline(inside, template, "ReplicaSet")
}

// checkDeploymentStrategy follows ValidateDeploymentStrategy and
// ValidateRollingUpdateDeployment.
func checkDeploymentStrategy(c cursor, strategy *appsv1.DeploymentStrategy) {
	switch strategy.Type {
	case appsv1.RecreateDeploymentStrategyType:
		if strategy.RollingUpdate != nil {
			c.child("rollingUpdate").forbidden("may not be specified when strategy `type` is 'Recreate'")
		}
	case "", appsv1.RollingUpdateDeploymentStrategyType:
		checkDeploymentRollingUpdate(c.child("rollingUpdate"), strategy.RollingUpdate)
	default:
		unsupported(c.editing(c.child("type")), deploymentStrategyText(strategy),
			appsv1.RecreateDeploymentStrategyType, appsv1.RollingUpdateDeploymentStrategyType)
	}
}

func checkDeploymentRollingUpdate(c cursor, update *appsv1.RollingUpdateDeployment) {
	unavailable, surge := intstr.FromString("25%"), intstr.FromString("25%")
	if update != nil {
		unavailable, surge = or(update.MaxUnavailable, unavailable), or(update.MaxSurge, surge)
	}
	checkCountOrPercent(c.child("maxUnavailable"), unavailable, true)
	checkCountOrPercent(c.child("maxSurge"), surge, false)
	if countOf(unavailable) == 0 && countOf(surge) == 0 {
		c.child("maxUnavailable").invalid(unavailable, "may not be 0 when `maxSurge` is 0")
	}
}

func deploymentStrategyText(strategy *appsv1.DeploymentStrategy) any {
	printed := *strategy
	if update := strategy.RollingUpdate; update != nil {
		zero := intstr.FromInt32(0)
		unavailable, surge := or(update.MaxUnavailable, zero), or(update.MaxSurge, zero)
		printed.RollingUpdate = &appsv1.RollingUpdateDeployment{MaxUnavailable: &unavailable, MaxSurge: &surge}
	}
	return internal{printed}
}
