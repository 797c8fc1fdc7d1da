package placement

import (
	"hash/fnv"
	"strconv"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/validation"
)

// newPod returns the pod that the workload makes, as it is before admission: with
// the tolerations of its controller and the defaults of the API server.
func newPod(w *Workload) *corev1.Pod {
	pod := &corev1.Pod{ObjectMeta: *w.Template.ObjectMeta.DeepCopy(), Spec: *w.Template.Spec.DeepCopy()}
	pod.Namespace = w.Namespace()
	if unknown := unknownOf(w); unknown != nil {
		unknown.leaveOut(pod)
	}
	if w.DaemonSet != nil {
		pod.Labels = labels.Merge(pod.Labels, revisionLabels(w))
		pod.Spec.Tolerations = mergeTolerations(pod.Spec.Tolerations, AutomaticTolerations(&pod.Spec))
	}
	setDefaults(pod)
	w.server.DefaultPodLevelResources(&pod.Spec)
	return pod
}

// revisionLabels are what the DaemonSet controller labels its pods with
// (k8s.io/kubernetes/pkg/controller/daemon/util, CreatePodTemplate). The hash of the
// template is made up: it matters only that it differs between DaemonSets.
func revisionLabels(w *Workload) labels.Set {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(w.String())) // it never fails
	return labels.Set{
		appsv1.DefaultDaemonSetUniqueLabelKey: strconv.FormatUint(uint64(hash.Sum32()), 10),
		"pod-template-generation":             "1",
	}
}

// setDefaults does what matters here of SetDefaults_Pod and SetDefaults_PodSpec
// (k8s.io/kubernetes/pkg/apis/core/v1): a limit without a request becomes the
// request, a port under hostNetwork becomes a host port, and quantities are
// rounded up to milli.
func setDefaults(pod *corev1.Pod) {
	spec := &pod.Spec
	if spec.SchedulerName == "" {
		spec.SchedulerName = corev1.DefaultSchedulerName
	}
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			setContainerDefaults(&containers[i], spec.HostNetwork)
		}
	}
	if spec.Resources != nil {
		roundUp(spec.Resources.Requests)
		roundUp(spec.Resources.Limits)
	}
	roundUp(spec.Overhead)
}

func setContainerDefaults(c *corev1.Container, hostNetwork bool) {
	roundUp(c.Resources.Limits)
	roundUp(c.Resources.Requests)
	c.Resources.Requests = validation.Completed(c.Resources.Requests, c.Resources.Limits)
	for i := range c.Ports {
		port := &c.Ports[i]
		if hostNetwork && port.HostPort == 0 {
			port.HostPort = port.ContainerPort
		}
		if port.Protocol == "" {
			port.Protocol = corev1.ProtocolTCP
		}
	}
}

func roundUp(list corev1.ResourceList) {
	for name, quantity := range list {
		quantity.RoundUp(resource.Milli)
		list[name] = quantity
	}
}
