package main

import (
	"context"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/resourcequota"
	quota "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/apiserver/pkg/quota/v1/generic"
	clienttesting "k8s.io/client-go/testing"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/quota/v1/install"
)

// quotas is what the ResourceQuota plugin and the quota controller share: the
// quotas with their status, in the order of their creation.
type quotas struct {
	c         *cluster
	registry  quota.Registry
	evaluator resourcequota.Evaluator
	all       []*corev1.ResourceQuota
}

// newQuotas returns the plugin, which is the last one.
func newQuotas(c *cluster) (*quotas, error) {
	lister := func(resource schema.GroupVersionResource) (cache.GenericLister, error) {
		informer, err := c.informers.ForResource(resource)
		if err != nil {
			return nil, err
		}
		return informer.Lister(), nil // it never syncs: the stores are filled by hand
	}
	configuration, err := install.NewQuotaConfigurationForControllers(lister, c.informers)
	if err != nil {
		return nil, err
	}
	q := &quotas{c: c, registry: generic.NewRegistry(configuration.Evaluators())}
	q.evaluator = resourcequota.NewQuotaEvaluator(q, configuration.IgnoredResources(), q.registry, nil, nil, 1, c.ctx.Done())
	return q, nil
}

// Handles tells the API server when to ask.
func (q *quotas) Handles(operation admission.Operation) bool {
	return operation == admission.Create && len(q.all) > 0
}

// Validate lets the quotas of the namespace admit an object, and counts it.
func (q *quotas) Validate(_ context.Context, a admission.Attributes, _ admission.ObjectInterfaces) error {
	if a.GetNamespace() == "" {
		return nil
	}
	return q.evaluator.Evaluate(a)
}

// GetQuotas serves the evaluator.
func (q *quotas) GetQuotas(namespace string) ([]corev1.ResourceQuota, error) {
	var found []corev1.ResourceQuota
	for _, one := range q.all {
		if one.Namespace == namespace {
			found = append(found, *one)
		}
	}
	return found, nil
}

// UpdateQuotaStatus serves the evaluator.
func (q *quotas) UpdateQuotaStatus(changed *corev1.ResourceQuota) error {
	for i, one := range q.all {
		if one.Namespace == changed.Namespace && one.Name == changed.Name {
			q.all[i] = changed
		}
	}
	return nil
}

// add takes a new quota, or a new version of one.
func (q *quotas) add(created *corev1.ResourceQuota) error {
	q.all = slices.DeleteFunc(q.all, func(one *corev1.ResourceQuota) bool {
		return one.Namespace == created.Namespace && one.Name == created.Name
	})
	q.all = append(q.all, created)
	return q.sync(created)
}

// recount follows the deletion of pods.
func (q *quotas) recount() error {
	for _, one := range q.all {
		if err := q.sync(one); err != nil {
			return err
		}
	}
	return nil
}

// sync does what the quota controller does for one quota.
func (q *quotas) sync(one *corev1.ResourceQuota) error {
	used, err := quota.CalculateUsage(one.Namespace, one.Spec.Scopes, one.Spec.Hard, q.registry, one.Spec.ScopeSelector)
	if err != nil {
		return err
	}
	one.Status = corev1.ResourceQuotaStatus{Hard: one.Spec.Hard.DeepCopy(), Used: used}
	return nil
}

// listLimitRanges answers the live lookup of the LimitRanger plugin, which takes what
// is in its cache in any order: here it is that of their creation.
func (c *cluster) listLimitRanges(action clienttesting.Action) (bool, runtime.Object, error) {
	list := &corev1.LimitRangeList{}
	for _, limits := range c.limitRanges {
		if limits.Namespace == action.GetNamespace() {
			list.Items = append(list.Items, *limits)
		}
	}
	return true, list, nil
}
