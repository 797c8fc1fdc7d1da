package placement

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	resourcehelper "k8s.io/component-helpers/resource"

	"github.com/dslint/dslint/lint/manifest"
)

// quota is a ResourceQuota with what is used of it. Of all that a quota counts only
// the pods of DaemonSets exist in the simulation: other workloads are tried beside
// them and use nothing, and what status.used says of a cluster is not looked at,
// since it counts the pods of the same workloads.
type quota struct {
	name   string
	hard   corev1.ResourceList
	scopes []corev1.ScopedResourceSelectorRequirement
	used   corev1.ResourceList
	at     manifest.Ref // spec.hard
}

// newQuota returns nil for a quota that the API server refuses or that does not
// count pods.
func newQuota(typed *corev1.ResourceQuota, object *manifest.Object) *quota {
	q := &quota{
		name: typed.Name, hard: corev1.ResourceList{}, used: corev1.ResourceList{}, at: object.At("spec", "hard"),
	}
	for _, scope := range typed.Spec.Scopes {
		q.scopes = append(q.scopes, corev1.ScopedResourceSelectorRequirement{
			ScopeName: scope, Operator: corev1.ScopeSelectorOpExists,
		})
	}
	if selector := typed.Spec.ScopeSelector; selector != nil {
		q.scopes = append(q.scopes, selector.MatchExpressions...)
	}
	for name, quantity := range typed.Spec.Hard {
		if countsPods(name) {
			q.hard[name] = quantity.DeepCopy()
		}
	}
	roundUp(q.hard)
	if len(q.hard) == 0 || !acceptable(typed.Spec.Hard, q.scopes) {
		return nil
	}
	return q
}

// acceptable follows IsResourceQuotaScopeValidForResource
// (k8s.io/kubernetes/pkg/apis/core/helper): a quota with scopes counts pods and what
// they compute with, and of pods without requests only their number.
func acceptable(hard corev1.ResourceList, scopes []corev1.ScopedResourceSelectorRequirement) bool {
	for _, scope := range scopes {
		for name := range hard {
			if name == corev1.ResourcePods || strings.Contains(string(name), "/") || isHugePages(name) {
				continue
			}
			if scope.ScopeName == corev1.ResourceQuotaScopeBestEffort || !slices.Contains(computeResources, name) {
				return false
			}
		}
	}
	return true
}

// matches follows Matches (k8s.io/apiserver/pkg/quota/v1/generic): the pod is in all
// scopes.
func (q *quota) matches(pod *corev1.Pod) bool {
	return !slices.ContainsFunc(q.scopes, func(scope corev1.ScopedResourceSelectorRequirement) bool {
		return !inScope(pod, scope)
	})
}

// quotasOf returns the quotas that count a pod after admission.
func (s *world) quotasOf(pod *corev1.Pod) []*quota {
	var matching []*quota
	for _, q := range s.quotas[pod.Namespace] {
		if q.matches(pod) {
			matching = append(matching, q)
		}
	}
	return matching
}

func (s *world) addQuota(namespace string, typed *corev1.ResourceQuota, object *manifest.Object) {
	s.quotas[namespace] = slices.DeleteFunc(s.quotas[namespace], func(q *quota) bool { return q.name == typed.Name })
	if q := newQuota(typed, object); q != nil {
		s.quotas[namespace] = append(s.quotas[namespace], q)
	}
}

// quotaConstraints is the part of the ResourceQuota plugin that looks at the pod
// alone (k8s.io/kubernetes/pkg/quota/v1/evaluator/core, Constraints).
func (s *world) quotaConstraints(pod *corev1.Pod) *refusal {
	if resourcehelper.IsPodLevelResourcesSet(pod) {
		return nil
	}
	for _, q := range s.quotasOf(pod) {
		missed, field := q.missing(pod)
		if len(missed) > 0 {
			refused := forbidden(field, "failed quota: %s: must specify %s", q.name, strings.Join(missed, "; "))
			refused.because = q.at
			return refused
		}
	}
	return nil
}

// missing returns what containers leave open that the quota counts, and the field
// of the first of them.
func (q *quota) missing(pod *corev1.Pod) (missed []string, field manifest.Path) {
	for _, name := range mustSpecify {
		if _, limited := q.hard[name]; !limited {
			continue
		}
		fields, containers := without(pod, name)
		if len(containers) == 0 {
			continue
		}
		if field == nil {
			field = fields[0]
		}
		missed = append(missed, fmt.Sprintf("%s for: %s", name, strings.Join(containers, ",")))
	}
	return missed, field
}

// without returns the containers that a resource is not written for: where they
// are, and their names in order.
func without(pod *corev1.Pod, name corev1.ResourceName) (fields []manifest.Path, names []string) {
	look := func(list string, containers []corev1.Container) {
		for i := range containers {
			own := containers[i].Resources
			if _, set := computeUsage(own.Requests, own.Limits)[name]; !set {
				fields = append(fields, manifest.Path{"spec", list, i, "resources"})
				names = append(names, containers[i].Name)
			}
		}
	}
	look("containers", pod.Spec.Containers)
	look("initContainers", pod.Spec.InitContainers)
	slices.Sort(names)
	return fields, slices.Compact(names)
}

// overQuota is the part that counts: it tells of the first quota that one more pod
// would exceed (k8s.io/apiserver/pkg/admission/plugin/resourcequota, CheckRequest).
func (p *prepared) overQuota() *refusal {
	for _, q := range p.quotas {
		var exceeded []corev1.ResourceName
		for _, name := range sortedNames(q.hard) {
			after, asked := q.used[name].DeepCopy(), p.usage[name]
			after.Add(asked)
			if !asked.IsZero() && after.Cmp(q.hard[name]) > 0 {
				exceeded = append(exceeded, name)
			}
		}
		if len(exceeded) > 0 {
			refused := forbidden(p.quotaField(exceeded[0]), "exceeded quota: %s, requested: %s, used: %s, limited: %s",
				q.name, amounts(p.usage, exceeded), amounts(q.used, exceeded), amounts(q.hard, exceeded))
			refused.because = q.at.At(string(exceeded[0]))
			return refused
		}
	}
	return nil
}

func amounts(list corev1.ResourceList, names []corev1.ResourceName) string {
	texts := make([]string, len(names))
	for i, name := range names {
		quantity := list[name]
		texts[i] = string(name) + "=" + quantity.String()
	}
	return strings.Join(texts, ",")
}

// quotaField is the field of the template that asks for most of what a quota counts.
func (p *prepared) quotaField(name corev1.ResourceName) manifest.Path {
	if name == corev1.ResourcePods || name == countPods {
		return manifest.Path{"spec"}
	}
	plain, limit := strings.CutPrefix(string(name), "limits.")
	if limit {
		return manifest.Path{"spec", "containers"}
	}
	plain = strings.TrimPrefix(plain, corev1.DefaultResourceRequestsPrefix)
	return p.w.requestField(corev1.ResourceName(plain)).Path[len(p.w.path):]
}

// charge admits a pod. It stays charged when the pod is evicted, since its
// controller makes it again.
func (p *prepared) charge() {
	for _, q := range p.quotas {
		for name := range q.hard {
			sum := q.used[name].DeepCopy()
			sum.Add(p.usage[name])
			q.used[name] = sum
		}
	}
}

// quotaRoom returns how many more pods the quotas admit, at most the number that is
// asked for.
func (p *prepared) quotaRoom(most int) int {
	for _, q := range p.quotas {
		for name, hard := range q.hard {
			asked, free := p.usage[name], hard.DeepCopy()
			free.Sub(q.used[name])
			if !asked.IsZero() {
				most = min(most, int(free.AsApproximateFloat64()/asked.AsApproximateFloat64()+rounding))
			}
		}
	}
	return max(most, 0)
}

// rounding is more than what a division of quantities as floats is off by.
const rounding = 1e-9
