package validation

import (
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-helpers/resource"

	"github.com/dslint/dslint/lint/kubernetes"
)

// DefaultPod sets what the API server sets in a pod and not in the template that it
// comes from (SetDefaults_Pod, k8s.io/kubernetes/pkg/apis/core/v1): limits without
// requests are the requests too, on the network of the host all ports are ports of
// the host, and a negative grace period is one second.
func DefaultPod(pod *corev1.Pod) {
	spec := &pod.Spec
	if grace := spec.TerminationGracePeriodSeconds; grace != nil && *grace < 0 {
		*grace = 1
	}
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			own := &containers[i].Resources
			own.Requests = Completed(own.Requests, own.Limits)
			if spec.HostNetwork {
				mapToHost(containers[i].Ports)
			}
		}
	}
}

func mapToHost(ports []corev1.ContainerPort) {
	for i := range ports {
		if ports[i].HostPort == 0 {
			ports[i].HostPort = ports[i].ContainerPort
		}
	}
}

// Completed returns a list of resources with what only the other list has: what is in
// both stays as it is in the first, which is changed if it is not nil.
func Completed(list, other corev1.ResourceList) corev1.ResourceList {
	for name, quantity := range other {
		if _, set := list[name]; set {
			continue
		}
		if list == nil {
			list = corev1.ResourceList{}
		}
		list[name] = quantity.DeepCopy()
	}
	return list
}

// DefaultPod sets what [DefaultPod] sets, and before 1.37 the resources that the pod has
// as a whole: since then [Server.PreparePod] completes them, after admission
// (PodLevelResourcesFixDefaulting).
func (s *Server) DefaultPod(pod *corev1.Pod) {
	DefaultPod(pod)
	s.DefaultPodLevelResources(&pod.Spec)
}

// DefaultPodLevelResources does the part of [Server.DefaultPod] that is about the pod as
// a whole (defaultHugePagePodLimits and defaultPodRequests,
// k8s.io/kubernetes/pkg/apis/core/v1, up to 1.36).
func (s *Server) DefaultPodLevelResources(spec *corev1.PodSpec) {
	own := spec.Resources
	if s.changes.Has(kubernetes.PodResourcesFix) || own == nil || len(own.Requests)+len(own.Limits) == 0 {
		return
	}
	requests, limits := aggregates(spec)
	own.Limits = Completed(own.Limits, unrequestedHugePages(limits, own.Requests))
	if len(own.Limits) == 0 {
		return
	}
	own.Requests = Completed(own.Requests, only(requests, isOvercommittedByPod))
	own.Requests = Completed(own.Requests, only(own.Limits, resource.IsSupportedPodLevelResource))
}

// PreparePod prepares as the newest API server; see [Server.PreparePod].
func PreparePod(pod *corev1.Pod) { NewServer(kubernetes.Latest).PreparePod(pod) }

// PreparePod does what the API server does to a pod after admission and not to a
// template (k8s.io/kubernetes/pkg/registry/core/pod, PrepareForCreate): the resources
// of the pod as a whole are completed, and the values of the labels that
// matchLabelKeys and mismatchLabelKeys name go into the selectors beside them.
func (s *Server) PreparePod(pod *corev1.Pod) {
	if s.changes.Has(kubernetes.PodResourcesFix) {
		completePodLevelResources(&pod.Spec)
	}
	if affinity := pod.Spec.Affinity; affinity != nil && affinity.PodAffinity != nil {
		selectPodTerms(affinity.PodAffinity.RequiredDuringSchedulingIgnoredDuringExecution,
			affinity.PodAffinity.PreferredDuringSchedulingIgnoredDuringExecution, pod.Labels)
	}
	if affinity := pod.Spec.Affinity; affinity != nil && affinity.PodAntiAffinity != nil {
		selectPodTerms(affinity.PodAntiAffinity.RequiredDuringSchedulingIgnoredDuringExecution,
			affinity.PodAntiAffinity.PreferredDuringSchedulingIgnoredDuringExecution, pod.Labels)
	}
	for i := range pod.Spec.TopologySpreadConstraints {
		constraint := &pod.Spec.TopologySpreadConstraints[i]
		selectKeys(constraint.LabelSelector, metav1.LabelSelectorOpIn, constraint.MatchLabelKeys, pod.Labels)
	}
}

func selectPodTerms(
	required []corev1.PodAffinityTerm, preferred []corev1.WeightedPodAffinityTerm, labels map[string]string,
) {
	for i := range required {
		selectPodTerm(&required[i], labels)
	}
	for i := range preferred {
		selectPodTerm(&preferred[i].PodAffinityTerm, labels)
	}
}

func selectPodTerm(term *corev1.PodAffinityTerm, labels map[string]string) {
	selectKeys(term.LabelSelector, metav1.LabelSelectorOpIn, term.MatchLabelKeys, labels)
	selectKeys(term.LabelSelector, metav1.LabelSelectorOpNotIn, term.MismatchLabelKeys, labels)
}

func selectKeys(
	selector *metav1.LabelSelector, operator metav1.LabelSelectorOperator, keys []string, labels map[string]string,
) {
	if selector == nil {
		return
	}
	for _, key := range keys {
		if value, labelled := labels[key]; labelled {
			selector.MatchExpressions = append(selector.MatchExpressions,
				metav1.LabelSelectorRequirement{Key: key, Operator: operator, Values: []string{value}})
		}
	}
}

// completePodLevelResources completes the resources that a pod has as a whole
// (DefaultPodLevelResources, k8s.io/kubernetes/pkg/api/pod); one that has none gets
// none.
func completePodLevelResources(spec *corev1.PodSpec) {
	own := spec.Resources
	if own == nil || len(own.Requests)+len(own.Limits) == 0 {
		return
	}
	requests, limits := aggregates(spec)
	own.Limits = Completed(own.Limits, unrequestedHugePages(limits, own.Requests))
	own.Requests = Completed(own.Requests, only(requests, isOvercommittedByPod))
	own.Requests = Completed(own.Requests, only(own.Limits, resource.IsSupportedPodLevelResource))
	own.Limits = Completed(own.Limits, limitsOfAll(spec, own.Requests, limits))
}

// aggregates are what the containers of a pod ask for together.
func aggregates(spec *corev1.PodSpec) (requests, limits corev1.ResourceList) {
	pod := &corev1.Pod{Spec: corev1.PodSpec{
		Containers: roundedContainers(spec.Containers), InitContainers: roundedContainers(spec.InitContainers),
	}}
	return resource.AggregateContainerRequests(pod, resource.PodResourcesOptions{}),
		resource.AggregateContainerLimits(pod, resource.PodResourcesOptions{})
}

// unrequestedHugePages are the limits of huge pages that the pod does not request.
func unrequestedHugePages(limits, requested corev1.ResourceList) corev1.ResourceList {
	return only(limits, func(name corev1.ResourceName) bool {
		_, set := requested[name]
		return isHugePages(name) && !set
	})
}

func isOvercommittedByPod(name corev1.ResourceName) bool {
	return resource.IsSupportedPodLevelResource(name) && isOvercommitted(name)
}

func only(list corev1.ResourceList, keep func(corev1.ResourceName) bool) corev1.ResourceList {
	kept := make(corev1.ResourceList, len(list))
	for name, quantity := range list {
		if keep(name) {
			kept[name] = quantity
		}
	}
	return kept
}

// limitsOfAll returns the limits of the containers together, of each resource that
// all of them limit, and never less than what the pod requests.
func limitsOfAll(spec *corev1.PodSpec, requests, sums corev1.ResourceList) corev1.ResourceList {
	limits := corev1.ResourceList{}
	for name, request := range requests {
		limited := resource.IsSupportedPodLevelResource(name)
		for container := range everyContainer(spec) {
			_, set := container.Resources.Limits[name]
			limited = limited && set
		}
		sum, summed := sums[name]
		switch {
		case !limited || !summed:
		case request.Cmp(sum) > 0:
			limits[name] = request
		default:
			limits[name] = sum
		}
	}
	return limits
}
