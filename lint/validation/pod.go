package validation

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// checkPod follows ValidatePodCreate (k8s.io/kubernetes/pkg/apis/core/validation)
// but for the metadata.
func checkPod(c cursor, pod *corev1.Pod) {
	checkPodAnnotations(c.child("metadata", "annotations"), pod.Annotations, &pod.Spec)
	check := newPodCheck(c.child("spec"), &pod.Spec)
	check.owner = pod
	check.spec()
	check.podOnly()
	check.seccompAgrees(pod.Annotations)
	check.appArmorAgrees(pod.Annotations)
}

// podOnly holds what is asked of pods and not of templates.
func (p *podCheck) podOnly() {
	p.at.child("terminationGracePeriodSeconds").nonNegative(p.grace)
	for at, container := range p.containers() {
		if container.Image != strings.TrimSpace(container.Image) {
			at.child("image").invalid(container.Image, "must not have leading or trailing whitespace")
		}
	}
	if len(p.pod.EphemeralContainers) > 0 {
		p.at.child("ephemeralContainers").forbidden("cannot be set on create")
	}
	if p.pod.NodeName != "" && len(p.pod.SchedulingGates) > 0 {
		p.at.child("nodeName").forbidden("cannot be set until all schedulingGates have been cleared")
	}
}
