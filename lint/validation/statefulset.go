package validation

import (
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// checkStatefulSet follows ValidateStatefulSet
// (k8s.io/kubernetes/pkg/apis/apps/validation).
func checkStatefulSet(c cursor, set *appsv1.StatefulSet, namespace string) {
	checkMeta(c.child("metadata"), &set.ObjectMeta, namespace, nameIsDNSLabel)
	spec, at := &set.Spec, c.child("spec")
	switch spec.PodManagementPolicy {
	case "", appsv1.OrderedReadyPodManagement, appsv1.ParallelPodManagement:
	default:
		at.child("podManagementPolicy").invalid(spec.PodManagementPolicy, "must be 'OrderedReady' or 'Parallel'")
	}
	checkStatefulUpdate(at.child("updateStrategy"), &spec.UpdateStrategy)
	checkClaimRetention(at.child("persistentVolumeClaimRetentionPolicy"), spec.PersistentVolumeClaimRetentionPolicy)
	for i := range spec.VolumeClaimTemplates {
		checkClaimSpec(at.child("volumeClaimTemplates").index(i).child("spec"), &spec.VolumeClaimTemplates[i].Spec)
	}
	optional(at.child("replicas"), spec.Replicas)
	at.child("minReadySeconds").nonNegative(int64(spec.MinReadySeconds))
	if spec.Ordinals != nil {
		at.child("ordinals.start").editing(at.child("ordinals", "start")).nonNegative(int64(spec.Ordinals.Start))
	}
	if spec.ServiceName != "" {
		checkDNSLabel(at.child("serviceName"), spec.ServiceName)
	}
	checkStatefulTemplate(at, spec)
}

// checkStatefulUpdate follows the part of ValidateStatefulSetSpec for updates and
// validateRollingUpdateStatefulSet.
func checkStatefulUpdate(c cursor, strategy *appsv1.StatefulSetUpdateStrategy) {
	update, at := strategy.RollingUpdate, c.child("rollingUpdate")
	switch strategy.Type {
	case "", appsv1.RollingUpdateStatefulSetStrategyType:
		if update == nil {
			return
		}
		optional(at.child("partition"), update.Partition)
		if count := update.MaxUnavailable; count != nil {
			checkCountOrPercent(at.child("maxUnavailable"), *count, true)
			if countOf(*count) == 0 {
				at.child("maxUnavailable").invalid(*count, "cannot be 0")
			}
		}
	case appsv1.OnDeleteStatefulSetStrategyType:
		if update != nil {
			at.invalid(statefulUpdateText(update), "only allowed for updateStrategy 'RollingUpdate'")
		}
	default:
		printed := *strategy
		printed.RollingUpdate = statefulUpdate(update)
		c.editing(c.child("type")).invalid(internal{printed}, "must be 'RollingUpdate' or 'OnDelete'")
	}
}

func statefulUpdateText(update *appsv1.RollingUpdateStatefulSetStrategy) any {
	return internal{statefulUpdate(update)}
}

// statefulUpdate is the update as the server prints it: the partition is a number in
// its internal type.
func statefulUpdate(update *appsv1.RollingUpdateStatefulSetStrategy) *appsv1.RollingUpdateStatefulSetStrategy {
	if update == nil {
		return nil
	}
	partition := or(update.Partition, 0)
	return &appsv1.RollingUpdateStatefulSetStrategy{Partition: &partition, MaxUnavailable: update.MaxUnavailable}
}

func checkClaimRetention(c cursor, policy *appsv1.StatefulSetPersistentVolumeClaimRetentionPolicy) {
	if policy == nil {
		return
	}
	check := func(c cursor, value appsv1.PersistentVolumeClaimRetentionPolicyType) {
		if value != "" {
			oneOf(c, value, appsv1.RetainPersistentVolumeClaimRetentionPolicyType,
				appsv1.DeletePersistentVolumeClaimRetentionPolicyType)
		}
	}
	check(c.child("whenDeleted"), policy.WhenDeleted)
	check(c.child("whenScaled"), policy.WhenScaled)
}

// checkStatefulTemplate follows ValidatePodTemplateSpecForStatefulSet, which judges
// labels and annotations twice.
func checkStatefulTemplate(c cursor, spec *appsv1.StatefulSetSpec) {
	at := c.child("selector")
	switch {
	case spec.Selector == nil:
		at.required("")
	case isEmptySelector(spec.Selector):
		at.invalid(spec.Selector, "empty selector is invalid for statefulset")
	default:
		checkSelector(at, spec.Selector)
	}
	template := c.child("template")
	requireRestartAlways(template, &spec.Template)
	refuseDeadline(template, &spec.Template, "StatefulSet")
	selector, err := metav1.LabelSelectorAsSelector(spec.Selector)
	if err != nil {
		at.invalid(spec.Selector, "")
		return
	}
	if !selector.Empty() && !selector.Matches(labels.Set(spec.Template.Labels)) {
		reportMismatch(c, spec.Selector, spec.Template.Labels)
	}
	checkTemplateWith(template, statefulTemplate(spec), statefulVolumes(c, spec))
}

// statefulTemplate is the template with what the controller sets in its pods: the
// host name, the subdomain, and a volume for every claim.
func statefulTemplate(spec *appsv1.StatefulSetSpec) *corev1.PodTemplateSpec {
	template := spec.Template
	template.Spec.Hostname, template.Spec.Subdomain = "", ""
	if len(spec.VolumeClaimTemplates) == 0 {
		return &template
	}
	volumes := make([]corev1.Volume, 0, len(spec.VolumeClaimTemplates)+len(spec.Template.Spec.Volumes))
	for _, i := range claimsByName(spec) {
		name := spec.VolumeClaimTemplates[i].Name
		source := corev1.VolumeSource{PersistentVolumeClaim: &corev1.PersistentVolumeClaimVolumeSource{ClaimName: name}}
		volumes = append(volumes, corev1.Volume{Name: name, VolumeSource: source})
	}
	for _, i := range volumesBesideClaims(spec) {
		volumes = append(volumes, spec.Template.Spec.Volumes[i])
	}
	template.Spec.Volumes = volumes
	return &template
}

// statefulVolumes says where the volumes of [statefulTemplate] come from.
func statefulVolumes(c cursor, spec *appsv1.StatefulSetSpec) []cursor {
	if len(spec.VolumeClaimTemplates) == 0 {
		return nil
	}
	var at []cursor
	for _, i := range claimsByName(spec) {
		at = append(at, c.child("volumeClaimTemplates").index(i).child("metadata"))
	}
	for _, i := range volumesBesideClaims(spec) {
		at = append(at, c.child("template", "spec", "volumes").index(i))
	}
	return at
}

// claimsByName returns the indices of the claims, one for each name.
func claimsByName(spec *appsv1.StatefulSetSpec) []int {
	var indices []int
	seen := map[string]bool{}
	for i := range spec.VolumeClaimTemplates {
		if name := spec.VolumeClaimTemplates[i].Name; !seen[name] {
			seen[name] = true
			indices = append(indices, i)
		}
	}
	return indices
}

// volumesBesideClaims returns the indices of the volumes that no claim replaces.
func volumesBesideClaims(spec *appsv1.StatefulSetSpec) []int {
	var indices []int
	for i := range spec.Template.Spec.Volumes {
		name := spec.Template.Spec.Volumes[i].Name
		replaced := func(claim corev1.PersistentVolumeClaim) bool { return claim.Name == name }
		if !slices.ContainsFunc(spec.VolumeClaimTemplates, replaced) {
			indices = append(indices, i)
		}
	}
	return indices
}
