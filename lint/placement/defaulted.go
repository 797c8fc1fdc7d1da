package placement

import (
	"cmp"

	corev1 "k8s.io/api/core/v1"
)

// Defaulted returns a copy of the pod template with the defaults that the API server
// gives to its pods (SetDefaults_PodSpec, SetDefaults_Container, SetDefaults_Probe and
// others of k8s.io/kubernetes/pkg/apis/core/v1, and SetDefaults_Pod): who looks at it
// need not ask what an absent field means. What controllers and admission add is not
// in it.
func (w *Workload) Defaulted() *corev1.PodTemplateSpec {
	pod := Defaulted(&corev1.Pod{ObjectMeta: w.Template.ObjectMeta, Spec: w.Template.Spec})
	return &corev1.PodTemplateSpec{ObjectMeta: pod.ObjectMeta, Spec: pod.Spec}
}

// Defaulted returns a copy of a pod with the defaults of the API server; see
// [Workload.Defaulted].
func Defaulted(written *corev1.Pod) *corev1.Pod {
	template := complete(&corev1.PodTemplateSpec{ObjectMeta: written.ObjectMeta, Spec: written.Spec})
	pod := &corev1.Pod{ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	setDefaults(pod)
	for _, containers := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for i := range containers {
			defaultDetails(&containers[i])
		}
	}
	for i := range pod.Spec.Volumes {
		defaultVolume(&pod.Spec.Volumes[i].VolumeSource)
	}
	return pod
}

func defaultDetails(c *corev1.Container) {
	for _, probe := range []*corev1.Probe{c.LivenessProbe, c.ReadinessProbe, c.StartupProbe} {
		defaultProbe(probe)
	}
	for i := range c.Env {
		if from := c.Env[i].ValueFrom; from != nil && from.FieldRef != nil {
			from.FieldRef.APIVersion = cmp.Or(from.FieldRef.APIVersion, "v1")
		}
	}
}

func defaultProbe(probe *corev1.Probe) {
	if probe == nil {
		return
	}
	probe.TimeoutSeconds = cmp.Or(probe.TimeoutSeconds, 1)
	probe.PeriodSeconds = cmp.Or(probe.PeriodSeconds, 10)
	probe.SuccessThreshold = cmp.Or(probe.SuccessThreshold, 1)
	probe.FailureThreshold = cmp.Or(probe.FailureThreshold, 3)
	if get := probe.HTTPGet; get != nil {
		get.Path = cmp.Or(get.Path, "/")
		get.Scheme = cmp.Or(get.Scheme, corev1.URISchemeHTTP)
	}
}

func defaultVolume(source *corev1.VolumeSource) {
	switch {
	case source.Secret != nil:
		source.Secret.DefaultMode = cmp.Or(source.Secret.DefaultMode, new(corev1.SecretVolumeSourceDefaultMode))
	case source.ConfigMap != nil:
		source.ConfigMap.DefaultMode = cmp.Or(source.ConfigMap.DefaultMode, new(corev1.ConfigMapVolumeSourceDefaultMode))
	case source.DownwardAPI != nil:
		source.DownwardAPI.DefaultMode = cmp.Or(source.DownwardAPI.DefaultMode, new(corev1.DownwardAPIVolumeSourceDefaultMode))
	case source.Projected != nil:
		source.Projected.DefaultMode = cmp.Or(source.Projected.DefaultMode, new(corev1.ProjectedVolumeSourceDefaultMode))
	case source.HostPath != nil:
		source.HostPath.Type = cmp.Or(source.HostPath.Type, new(corev1.HostPathUnset))
	case *source == corev1.VolumeSource{}:
		source.EmptyDir = &corev1.EmptyDirVolumeSource{}
	}
}
