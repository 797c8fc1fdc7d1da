package placement

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	resourcev1 "k8s.io/api/resource/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/selection"
	resourcehelper "k8s.io/component-helpers/resource"
)

// countPods counts all pods that are stored.
const countPods corev1.ResourceName = "count/pods"

// The resources without a prefix of their own that pods use of a quota
// (k8s.io/kubernetes/pkg/quota/v1/evaluator/core, podResources).
var computeResources = []corev1.ResourceName{
	corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage,
	corev1.ResourceRequestsCPU, corev1.ResourceRequestsMemory, corev1.ResourceRequestsEphemeralStorage,
	corev1.ResourceLimitsCPU, corev1.ResourceLimitsMemory, corev1.ResourceLimitsEphemeralStorage,
}

// The resources that each container must ask for if a quota counts them, in order
// (k8s.io/kubernetes/pkg/quota/v1/evaluator/core, validationSet).
var mustSpecify = []corev1.ResourceName{
	corev1.ResourceCPU, corev1.ResourceLimitsCPU, corev1.ResourceLimitsMemory,
	corev1.ResourceMemory, corev1.ResourceRequestsCPU, corev1.ResourceRequestsMemory,
}

// countsPods follows MatchingResources
// (k8s.io/kubernetes/pkg/quota/v1/evaluator/core).
func countsPods(name corev1.ResourceName) bool {
	if name == corev1.ResourcePods || name == countPods || slices.Contains(computeResources, name) || isHugePages(name) {
		return true
	}
	plain, isRequest := strings.CutPrefix(string(name), corev1.DefaultResourceRequestsPrefix)
	return isRequest && isExtended(plain)
}

func isHugePages(name corev1.ResourceName) bool {
	plain := strings.TrimPrefix(string(name), corev1.DefaultResourceRequestsPrefix)
	return strings.HasPrefix(plain, corev1.ResourceHugePagesPrefix)
}

// isExtended follows IsDRAExtendedResourceName
// (k8s.io/kubernetes/pkg/scheduler/util).
func isExtended(name string) bool {
	return strings.Contains(name, "/") && !strings.Contains(name, corev1.ResourceDefaultNamespacePrefix) ||
		strings.HasPrefix(name, resourcev1.ResourceDeviceClassPrefix)
}

// podUsage is what a pod uses of quotas (k8s.io/kubernetes/pkg/quota/v1/evaluator/core,
// PodUsageFunc).
func podUsage(pod *corev1.Pod) corev1.ResourceList {
	options := resourcehelper.PodResourcesOptions{}
	usage := computeUsage(podRequests(pod), resourcehelper.PodLimits(pod.DeepCopy(), options))
	usage[corev1.ResourcePods] = *resource.NewQuantity(1, resource.DecimalSI)
	usage[countPods] = usage[corev1.ResourcePods]
	return usage
}

// computeUsage gives requests and limits the names that they have in quotas
// (podComputeUsageHelper of the same package).
func computeUsage(requests, limits corev1.ResourceList) corev1.ResourceList {
	usage := corev1.ResourceList{}
	for name, quantity := range requests {
		plain := slices.Contains(computeResources, name)
		if plain || isHugePages(name) {
			usage[name] = quantity
		}
		if plain || isHugePages(name) || isExtended(string(name)) {
			usage[corev1.DefaultResourceRequestsPrefix+name] = quantity
		}
	}
	for name, quantity := range limits {
		if limited := "limits." + name; slices.Contains(computeResources, limited) {
			usage[limited] = quantity
		}
	}
	return usage
}

// inScope follows podMatchesScopeFunc of the same package.
func inScope(pod *corev1.Pod, scope corev1.ScopedResourceSelectorRequirement) bool {
	terminating := pod.Spec.ActiveDeadlineSeconds != nil && *pod.Spec.ActiveDeadlineSeconds >= 0
	switch scope.ScopeName {
	case corev1.ResourceQuotaScopeTerminating:
		return terminating
	case corev1.ResourceQuotaScopeNotTerminating:
		return !terminating
	case corev1.ResourceQuotaScopeBestEffort:
		return isBestEffort(pod)
	case corev1.ResourceQuotaScopeNotBestEffort:
		return !isBestEffort(pod)
	case corev1.ResourceQuotaScopePriorityClass:
		return inPriorityScope(pod.Spec.PriorityClassName, scope)
	case corev1.ResourceQuotaScopeCrossNamespacePodAffinity:
		return crossesNamespaces(pod.Spec.Affinity)
	}
	return false
}

// scopeOperators are written as those of label selectors.
var scopeOperators = map[corev1.ScopeSelectorOperator]selection.Operator{
	corev1.ScopeSelectorOpIn: selection.In, corev1.ScopeSelectorOpNotIn: selection.NotIn,
	corev1.ScopeSelectorOpExists: selection.Exists, corev1.ScopeSelectorOpDoesNotExist: selection.DoesNotExist,
}

// inPriorityScope treats the class as a label of the pod
// (ScopedResourceSelectorRequirementsAsSelector of k8s.io/kubernetes/pkg/apis/core/v1/helper).
func inPriorityScope(class string, scope corev1.ScopedResourceSelectorRequirement) bool {
	requirement, err := labels.NewRequirement(string(scope.ScopeName), scopeOperators[scope.Operator], scope.Values)
	if err != nil {
		return false
	}
	set := labels.Set{}
	if class != "" {
		set[string(scope.ScopeName)] = class
	}
	return requirement.Matches(set)
}

// isBestEffort follows ComputePodQOS (k8s.io/kubernetes/pkg/apis/core/v1/helper/qos):
// nobody asks for CPU or memory, or limits it.
func isBestEffort(pod *corev1.Pod) bool {
	if resourcehelper.IsPodLevelResourcesSet(pod) {
		return asksNothing(pod.Spec.Resources)
	}
	for _, containers := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for i := range containers {
			if !asksNothing(&containers[i].Resources) {
				return false
			}
		}
	}
	return true
}

func asksNothing(resources *corev1.ResourceRequirements) bool {
	for _, list := range []corev1.ResourceList{resources.Requests, resources.Limits} {
		if !list.Cpu().IsZero() || !list.Memory().IsZero() {
			return false
		}
	}
	return true
}

// crossesNamespaces follows usesCrossNamespacePodAffinity.
func crossesNamespaces(affinity *corev1.Affinity) bool {
	if affinity == nil {
		return false
	}
	var terms []corev1.PodAffinityTerm
	var weighted []corev1.WeightedPodAffinityTerm
	if near := affinity.PodAffinity; near != nil {
		terms = append(terms, near.RequiredDuringSchedulingIgnoredDuringExecution...)
		weighted = append(weighted, near.PreferredDuringSchedulingIgnoredDuringExecution...)
	}
	if apart := affinity.PodAntiAffinity; apart != nil {
		terms = append(terms, apart.RequiredDuringSchedulingIgnoredDuringExecution...)
		weighted = append(weighted, apart.PreferredDuringSchedulingIgnoredDuringExecution...)
	}
	for i := range weighted {
		terms = append(terms, weighted[i].PodAffinityTerm)
	}
	return slices.ContainsFunc(terms, func(term corev1.PodAffinityTerm) bool {
		return len(term.Namespaces) > 0 || term.NamespaceSelector != nil
	})
}
