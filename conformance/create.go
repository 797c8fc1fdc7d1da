package main

import (
	"cmp"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/runtime"
)

// create gives an object to the API server and, where it is taken, to all who
// watch for it.
func (c *cluster) create(object runtime.Object) error {
	if node, ok := object.(*corev1.Node); ok && len(node.Status.Allocatable) == 0 {
		node.Status.Allocatable = nil // an empty map does not survive the way to the API server
	}
	object, err := c.post(object)
	if err != nil {
		return err
	}
	switch typed := object.(type) {
	case *corev1.Node:
		assumeCapacity(typed)
		c.nodes = append(c.nodes, typed)
		c.scheduler.addNode(typed)
		return nil
	case *appsv1.DaemonSet:
		c.daemons = append(c.daemons, typed)
		return c.runDaemonSet(typed)
	}
	if err := c.store(object); err != nil {
		return err
	}
	if namespace, ok := object.(*corev1.Namespace); ok {
		return c.create(&corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: namespace.Name, Name: "default"}})
	}
	return nil
}

// store puts an object where the admission plugins and the scheduler look it up.
func (c *cluster) store(object runtime.Object) error {
	core := c.informers.Core().V1()
	switch typed := object.(type) {
	case *corev1.Namespace:
		return core.Namespaces().Informer().GetStore().Add(object)
	case *corev1.ServiceAccount:
		return core.ServiceAccounts().Informer().GetStore().Add(object)
	case *corev1.LimitRange:
		c.limitRanges = append(c.limitRanges, typed)
		return nil
	case *corev1.ResourceQuota:
		return c.quotas.add(typed)
	case *schedulingv1.PriorityClass:
		return c.informers.Scheduling().V1().PriorityClasses().Informer().GetStore().Add(object)
	case *nodev1.RuntimeClass:
		return c.informers.Node().V1().RuntimeClasses().Informer().GetStore().Add(object)
	}
	return fmt.Errorf("a %T is not for this cluster", object)
}

// assumeCapacity gives a Node that tells no capacity more than any pod asks for: it
// is unknown to dslint, which then judges what is known.
func assumeCapacity(node *corev1.Node) {
	if len(node.Status.Allocatable) > 0 || len(node.Status.Capacity) > 0 {
		return
	}
	node.Status.Allocatable = corev1.ResourceList{}
	names := []corev1.ResourceName{
		corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage, corev1.ResourcePods, "hugepages-2Mi",
	}
	for _, name := range extendedResources {
		names = append(names, corev1.ResourceName(name))
	}
	for _, name := range names {
		node.Status.Allocatable[name] = resource.MustParse("1P")
	}
}

// assumeAccount creates the service account of a DaemonSet in a namespace whose
// accounts are not among the manifests: dslint takes it that others make them.
func (c *cluster) assumeAccount(set *appsv1.DaemonSet) error {
	namespace, name := cmp.Or(set.Namespace, corev1.NamespaceDefault), set.Spec.Template.Spec.ServiceAccountName
	lister := c.informers.Core().V1().ServiceAccounts().Lister().ServiceAccounts(namespace)
	accounts, err := lister.List(labels.Everything())
	if err != nil || name == "" || len(accounts) != 1 { // there is always the default one
		return err
	}
	return c.note(set, c.create(&corev1.ServiceAccount{ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name}}))
}
