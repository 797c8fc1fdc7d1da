package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install" // the schemes of the kinds below
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/node/install"
	_ "k8s.io/kubernetes/pkg/apis/scheduling/install"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/core/limitrange"
	"k8s.io/kubernetes/pkg/registry/core/namespace"
	"k8s.io/kubernetes/pkg/registry/core/node"
	"k8s.io/kubernetes/pkg/registry/core/pod"
	"k8s.io/kubernetes/pkg/registry/core/resourcequota"
	"k8s.io/kubernetes/pkg/registry/core/serviceaccount"
	"k8s.io/kubernetes/pkg/registry/node/runtimeclass"
	"k8s.io/kubernetes/pkg/registry/scheduling/priorityclass"
)

// refusal is what the API server answers to an object that it does not take.
type refusal struct{ error }

// served is how the API server holds a kind.
type served struct {
	kind     schema.GroupVersionKind
	resource string
	strategy rest.RESTCreateStrategy
}

func servedAs(object runtime.Object) (served, error) {
	v1, apps := corev1.SchemeGroupVersion, appsv1.SchemeGroupVersion
	switch object.(type) {
	case *corev1.Pod:
		return served{v1.WithKind("Pod"), "pods", pod.Strategy}, nil
	case *corev1.Node:
		return served{v1.WithKind("Node"), "nodes", node.Strategy}, nil
	case *corev1.Namespace:
		return served{v1.WithKind("Namespace"), "namespaces", namespace.Strategy}, nil
	case *corev1.ServiceAccount:
		return served{v1.WithKind("ServiceAccount"), "serviceaccounts", serviceaccount.Strategy}, nil
	case *corev1.LimitRange:
		return served{v1.WithKind("LimitRange"), "limitranges", limitrange.Strategy}, nil
	case *corev1.ResourceQuota:
		return served{v1.WithKind("ResourceQuota"), "resourcequotas", resourcequota.Strategy}, nil
	case *appsv1.DaemonSet:
		return served{apps.WithKind("DaemonSet"), "daemonsets", daemonset.Strategy}, nil
	case *schedulingv1.PriorityClass:
		kind := schedulingv1.SchemeGroupVersion.WithKind("PriorityClass")
		return served{kind, "priorityclasses", priorityclass.Strategy}, nil
	case *nodev1.RuntimeClass:
		return served{nodev1.SchemeGroupVersion.WithKind("RuntimeClass"), "runtimeclasses", runtimeclass.Strategy}, nil
	}
	return served{}, fmt.Errorf("a %T is not served", object)
}

// post does what the API server does on a POST: defaults, mutating admission,
// validation, validating admission. It returns the object as it is stored.
func (c *cluster) post(object runtime.Object) (runtime.Object, error) {
	as, err := servedAs(object)
	if err != nil {
		return nil, err
	}
	object = object.DeepCopyObject()
	legacyscheme.Scheme.Default(object)
	hub := schema.GroupVersion{Group: as.kind.Group, Version: runtime.APIVersionInternal}
	internal, err := legacyscheme.Scheme.UnsafeConvertToVersion(object, hub)
	if err != nil {
		return nil, fmt.Errorf("convert a %s: %w", as.kind.Kind, err)
	}
	if err = c.accept(internal, as); err != nil {
		return nil, refused(err)
	}
	object, err = legacyscheme.Scheme.UnsafeConvertToVersion(internal, as.kind.GroupVersion())
	if err != nil {
		return nil, err
	}
	return stored(object, as.kind)
}

// stored writes an object and reads it again, as all do who get it from the API
// server: quantities are in canonical form from then on, and what admission has put
// in has defaults, too.
func stored(object runtime.Object, kind schema.GroupVersionKind) (runtime.Object, error) {
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	read, err := legacyscheme.Scheme.New(kind)
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, read); err != nil {
		return nil, err
	}
	legacyscheme.Scheme.Default(read)
	return read, nil
}

func (c *cluster) accept(object runtime.Object, as served) error {
	ctx, accessor, err := c.requestFor(object, as)
	if err != nil {
		return err
	}
	rest.FillObjectMetaSystemFields(accessor)
	attributes := admission.NewAttributesRecord(object, nil, as.kind, accessor.GetNamespace(), accessor.GetName(),
		as.kind.GroupVersion().WithResource(as.resource), "", admission.Create, &metav1.CreateOptions{}, false, &user.DefaultInfo{})
	interfaces := admission.NewObjectInterfacesFromScheme(legacyscheme.Scheme)
	for _, plugin := range c.plugins {
		if mutating, ok := plugin.(admission.MutationInterface); ok && mutating.Handles(admission.Create) {
			if err := mutating.Admit(ctx, attributes, interfaces); err != nil {
				return err
			}
		}
	}
	if err := rest.BeforeCreate(as.strategy, ctx, object); err != nil {
		return err
	}
	for _, plugin := range c.plugins {
		if validating, ok := plugin.(admission.ValidationInterface); ok && validating.Handles(admission.Create) {
			if err := validating.Validate(ctx, attributes, interfaces); err != nil {
				return err
			}
		}
	}
	return nil
}

// requestFor returns the context of a POST, and the metadata with its namespace.
func (c *cluster) requestFor(object runtime.Object, as served) (context.Context, metav1.Object, error) {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return nil, nil, err
	}
	ctx := request.WithRequestInfo(c.ctx, &request.RequestInfo{
		IsResourceRequest: true, Verb: "create", Resource: as.resource,
		APIGroup: as.kind.Group, APIVersion: as.kind.Version,
	})
	if !as.strategy.NamespaceScoped() {
		return request.WithNamespace(ctx, ""), accessor, nil
	}
	accessor.SetNamespace(cmp.Or(accessor.GetNamespace(), corev1.NamespaceDefault))
	return request.WithNamespace(ctx, accessor.GetNamespace()), accessor, c.namespaceExists(accessor.GetNamespace())
}

// namespaceExists follows the NamespaceLifecycle plugin, which asks a live cache.
func (c *cluster) namespaceExists(name string) error {
	_, err := c.informers.Core().V1().Namespaces().Lister().Get(name)
	if apierrors.IsNotFound(err) {
		return apierrors.NewNotFound(corev1.Resource("namespaces"), name)
	}
	return err
}

func refused(err error) error {
	var status apierrors.APIStatus
	if errors.As(err, &status) && status.Status().Code < 500 {
		return refusal{err}
	}
	return err
}
