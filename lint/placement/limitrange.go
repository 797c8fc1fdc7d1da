package placement

import (
	"errors"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	resourcehelper "k8s.io/component-helpers/resource"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// limitDefaults is the part of the LimitRanger plugin that changes pods
// (k8s.io/kubernetes/plugin/pkg/admission/limitranger): the defaults of all ranges
// of the namespace.
func (s *world) limitDefaults(pod *corev1.Pod) {
	for _, limits := range s.limitRanges[pod.Namespace] {
		for i := range limits.Spec.Limits {
			applyDefaults(pod, &limits.Spec.Limits[i])
		}
	}
}

// limitBounds is the part of the plugin that judges them. A range that is broken
// hides the next ones.
func (s *world) limitBounds(pod *corev1.Pod) *refusal {
	for _, limits := range s.limitRanges[pod.Namespace] {
		var broken []error
		for i := range limits.Spec.Limits {
			broken = append(broken, outOfRange(pod, &limits.Spec.Limits[i])...)
		}
		if err := utilerrors.NewAggregate(broken); err != nil {
			refused := forbidden(manifest.Path{"spec", "containers"}, "%s", err)
			refused.because = s.at(limits, "spec", "limits")
			return refused
		}
	}
	return nil
}

func applyDefaults(pod *corev1.Pod, item *corev1.LimitRangeItem) {
	if item.Type != corev1.LimitTypeContainer {
		return
	}
	limits, requests := rangeDefaults(item)
	for _, containers := range [][]corev1.Container{pod.Spec.InitContainers, pod.Spec.Containers} {
		for i := range containers {
			own := &containers[i].Resources
			own.Limits = validation.Completed(own.Limits, limits)
			own.Requests = validation.Completed(own.Requests, requests)
		}
	}
}

// rangeDefaults are the defaults of a range as the API server completes them
// (k8s.io/kubernetes/pkg/apis/core/v1, SetDefaults_LimitRangeItem): the limit
// falls back to the maximum, the request to the limit and then to the minimum.
func rangeDefaults(item *corev1.LimitRangeItem) (limits, requests corev1.ResourceList) {
	limits = validation.Completed(item.Default.DeepCopy(), item.Max)
	requests = validation.Completed(item.DefaultRequest.DeepCopy(), limits)
	return limits, validation.Completed(requests, item.Min)
}

// outOfRange follows PodValidateLimitFunc.
func outOfRange(pod *corev1.Pod, item *corev1.LimitRangeItem) []error {
	switch item.Type {
	case corev1.LimitTypeContainer:
		var broken []error
		for _, containers := range [][]corev1.Container{pod.Spec.Containers, pod.Spec.InitContainers} {
			for i := range containers {
				own := containers[i].Resources
				broken = append(broken, breaches(item, own.Requests, own.Limits)...)
			}
		}
		return broken
	case corev1.LimitTypePod:
		options := resourcehelper.PodResourcesOptions{ExcludeOverhead: true}
		return breaches(item, resourcehelper.PodRequests(pod, options), resourcehelper.PodLimits(pod, options))
	}
	return nil
}

func breaches(item *corev1.LimitRangeItem, requests, limits corev1.ResourceList) []error {
	var broken []error
	check := func(bounds corev1.ResourceList, test func(bound) error) {
		for _, name := range sortedNames(bounds) {
			request, requested := requests[name]
			limit, limited := limits[name]
			err := test(bound{item.Type, name, bounds[name], request, limit, requested, limited})
			if err != nil {
				broken = append(broken, err)
			}
		}
	}
	check(item.Min, bound.minimum)
	check(item.Max, bound.maximum)
	check(item.MaxLimitRequestRatio, bound.ratio)
	return broken
}

func sortedNames(list corev1.ResourceList) []corev1.ResourceName {
	names := make([]corev1.ResourceName, 0, len(list))
	for name := range list {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// bound is one bound of a range against the values of one container or pod.
type bound struct {
	kind               corev1.LimitType
	name               corev1.ResourceName
	enforced           resource.Quantity
	request, limit     resource.Quantity
	requested, limited bool
}

func (b bound) minimum() error {
	usage := fmt.Sprintf("minimum %s usage per %s is %s", b.name, b.kind, b.enforced.String())
	switch {
	case !b.requested:
		return errors.New(usage + ".  No request is specified")
	case b.request.Cmp(b.enforced) < 0:
		return fmt.Errorf("%s, but request is %s", usage, b.request.String())
	case b.limited && b.limit.Cmp(b.enforced) < 0:
		return fmt.Errorf("%s, but limit is %s", usage, b.limit.String())
	}
	return nil
}

func (b bound) maximum() error {
	usage := fmt.Sprintf("maximum %s usage per %s is %s", b.name, b.kind, b.enforced.String())
	switch {
	case !b.limited:
		return errors.New(usage + ".  No limit is specified")
	case b.limit.Cmp(b.enforced) > 0:
		return fmt.Errorf("%s, but limit is %s", usage, b.limit.String())
	case b.requested && b.request.Cmp(b.enforced) > 0:
		return fmt.Errorf("%s, but request is %s", usage, b.request.String())
	}
	return nil
}

func (b bound) ratio() error {
	usage := fmt.Sprintf("%s max limit to request ratio per %s is %s", b.name, b.kind, b.enforced.String())
	switch {
	case !b.requested || b.request.IsZero():
		return errors.New(usage + ", but no request is specified or request is 0")
	case !b.limited || b.limit.IsZero():
		return errors.New(usage + ", but no limit is specified or limit is 0")
	}
	if provided := b.limit.AsApproximateFloat64() / b.request.AsApproximateFloat64(); provided > b.enforced.AsApproximateFloat64() {
		return fmt.Errorf("%s, but provided ratio is %f", usage, provided)
	}
	return nil
}
