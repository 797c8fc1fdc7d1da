package validation

import (
	corev1 "k8s.io/api/core/v1"
)

// checkTemplate follows ValidatePodTemplateSpec
// (k8s.io/kubernetes/pkg/apis/core/validation), which names the metadata of a
// template without its parent.
func checkTemplate(c cursor, template *corev1.PodTemplateSpec) { checkTemplateWith(c, template, nil) }

// checkTemplateWith is for a template with other volumes than the manifest has:
// they say which field of the manifest each one comes from.
func checkTemplateWith(c cursor, template *corev1.PodTemplateSpec, volumes []cursor) {
	meta := &template.ObjectMeta
	checkLabels(c.child("labels").editing(c.child("metadata", "labels")), meta.Labels)
	annotations := c.child("annotations").editing(c.child("metadata", "annotations"))
	checkAnnotations(annotations, meta.Annotations)
	checkPodAnnotations(annotations, meta.Annotations, &template.Spec)
	check := newPodCheck(c.child("spec"), &template.Spec)
	check.volumesAt = volumes
	check.spec()
	check.seccompAgrees(meta.Annotations)
	check.appArmorAgrees(meta.Annotations)
	if len(template.Spec.EphemeralContainers) > 0 {
		c.child("spec", "ephemeralContainers").forbidden("ephemeral containers not allowed in pod template")
	}
}
