package diff

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"

	"github.com/dslint/dslint/lint/manifest"
)

// fieldPair is a field that cannot change, before and after.
type fieldPair struct {
	name    string
	was, is any
}

// immutable returns the fields that changed although the API server refuses that
// (ValidateDaemonSetUpdate and the like of k8s.io/kubernetes/pkg/apis/apps/validation,
// ValidateJobSpecUpdate of pkg/apis/batch/validation).
func immutable(before, after *manifest.Object) []manifest.Ref {
	var changed []manifest.Ref
	for _, field := range fixedFields(before.Typed(), after.Typed()) {
		if !apiequality.Semantic.DeepEqual(field.was, field.is) {
			changed = append(changed, after.At("spec", field.name))
		}
	}
	return changed
}

func fixedFields(before, after any) []fieldPair {
	switch is := after.(type) {
	case *appsv1.DaemonSet:
		if was, ok := before.(*appsv1.DaemonSet); ok {
			return []fieldPair{{"selector", was.Spec.Selector, is.Spec.Selector}}
		}
	case *appsv1.Deployment:
		if was, ok := before.(*appsv1.Deployment); ok {
			return []fieldPair{{"selector", was.Spec.Selector, is.Spec.Selector}}
		}
	case *appsv1.ReplicaSet:
		if was, ok := before.(*appsv1.ReplicaSet); ok {
			return []fieldPair{{"selector", was.Spec.Selector, is.Spec.Selector}}
		}
	case *appsv1.StatefulSet:
		if was, ok := before.(*appsv1.StatefulSet); ok {
			return ofStatefulSet(&was.Spec, &is.Spec)
		}
	case *batchv1.Job:
		if was, ok := before.(*batchv1.Job); ok {
			return ofJob(&was.Spec, &is.Spec)
		}
	}
	return nil
}

func ofStatefulSet(was, is *appsv1.StatefulSetSpec) []fieldPair {
	return []fieldPair{
		{"selector", was.Selector, is.Selector},
		{"serviceName", was.ServiceName, is.ServiceName},
		{"volumeClaimTemplates", claims(was.VolumeClaimTemplates), claims(is.VolumeClaimTemplates)},
		{"podManagementPolicy", orDefault(was.PodManagementPolicy), orDefault(is.PodManagementPolicy)},
	}
}

func orDefault(policy appsv1.PodManagementPolicyType) appsv1.PodManagementPolicyType {
	if policy == "" {
		return appsv1.OrderedReadyPodManagement
	}
	return policy
}

// claims leaves out what the API server fills in by itself.
func claims(templates []corev1.PersistentVolumeClaim) []corev1.PersistentVolumeClaim {
	plain := make([]corev1.PersistentVolumeClaim, len(templates))
	for i := range templates {
		plain[i] = *templates[i].DeepCopy()
		plain[i].APIVersion, plain[i].Kind, plain[i].Status = "", "", corev1.PersistentVolumeClaimStatus{}
	}
	return plain
}

// ofJob leaves the template out where the Job is suspended: some of it may change then.
func ofJob(was, is *batchv1.JobSpec) []fieldPair {
	fields := []fieldPair{
		{"selector", was.Selector, is.Selector},
		{"completionMode", was.CompletionMode, is.CompletionMode},
		{"podFailurePolicy", was.PodFailurePolicy, is.PodFailurePolicy},
		{"backoffLimitPerIndex", was.BackoffLimitPerIndex, is.BackoffLimitPerIndex},
		{"managedBy", was.ManagedBy, is.ManagedBy},
		{"successPolicy", was.SuccessPolicy, is.SuccessPolicy},
	}
	if was.Suspend == nil || !*was.Suspend {
		fields = append(fields, fieldPair{"template", was.Template, is.Template})
	}
	return fields
}
