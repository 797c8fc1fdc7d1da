package validation

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// checkEphemeralContainers follows validateEphemeralContainers. No new object may
// have such containers at all; the server tells what is wrong with them all the
// same.
func (p *podCheck) checkEphemeralContainers() {
	if len(p.pod.EphemeralContainers) == 0 {
		return
	}
	others, all := map[string]bool{}, map[string]bool{}
	for _, containers := range [][]corev1.Container{p.pod.InitContainers, p.pod.Containers} {
		for i := range containers {
			others[containers[i].Name], all[containers[i].Name] = true, true
		}
	}
	for i := range p.pod.EphemeralContainers {
		ephemeral, at := &p.pod.EphemeralContainers[i], p.at.child("ephemeralContainers").index(i)
		container := (*corev1.Container)(&ephemeral.EphemeralContainerCommon)
		p.checkContainer(at, container)
		if p.owner == nil && container.Image != strings.TrimSpace(container.Image) {
			at.child("image").invalid(container.Image, "must not have leading or trailing whitespace")
		}
		if all[container.Name] {
			at.child("name").duplicate(container.Name)
		}
		all[container.Name] = true
		if target := ephemeral.TargetContainerName; target != "" && !others[target] {
			at.child("targetContainerName").notFound(target)
		}
		refuseServing(at, container)
		refuseSubPaths(at.child("volumeMounts"), container.VolumeMounts)
	}
}

// refuseServing refuses what a container that only looks into a pod has no need of.
func refuseServing(c cursor, container *corev1.Container) {
	refuse := func(set bool, name string) {
		if set {
			c.child(name).forbidden("cannot be set for an Ephemeral Container")
		}
	}
	resources := container.Resources
	refuse(container.Ports != nil, "ports")
	refuse(resources.Limits != nil || resources.Requests != nil || resources.Claims != nil, "resources")
	refuse(container.ResizePolicy != nil, "resizePolicy")
	refuse(container.RestartPolicy != nil, "restartPolicy")
	refuse(container.RestartPolicyRules != nil, "restartPolicyRules")
	refuse(container.LivenessProbe != nil, "livenessProbe")
	refuse(container.ReadinessProbe != nil, "readinessProbe")
	refuse(container.StartupProbe != nil, "startupProbe")
	refuse(container.Lifecycle != nil, "lifecycle")
}

func refuseSubPaths(c cursor, mounts []corev1.VolumeMount) {
	for i := range mounts {
		if mounts[i].SubPath != "" {
			c.index(i).child("subPath").forbidden("cannot be set for an Ephemeral Container")
		}
		if mounts[i].SubPathExpr != "" {
			c.index(i).child("subPathExpr").forbidden("cannot be set for an Ephemeral Container")
		}
	}
}
