package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/endpoints/request"
	"k8s.io/apiserver/pkg/registry/rest"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/apis/apps/install" // the schemes of the kinds below
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	"k8s.io/kubernetes/pkg/apis/core"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	"k8s.io/kubernetes/pkg/capabilities"
	"k8s.io/kubernetes/pkg/registry/apps/daemonset"
	"k8s.io/kubernetes/pkg/registry/apps/deployment"
	"k8s.io/kubernetes/pkg/registry/apps/replicaset"
	"k8s.io/kubernetes/pkg/registry/apps/statefulset"
	"k8s.io/kubernetes/pkg/registry/batch/cronjob"
	"k8s.io/kubernetes/pkg/registry/batch/job"
	"k8s.io/kubernetes/pkg/registry/core/pod"
)

// server answers as the API server of Kubernetes does, with its own code.
type server struct {
	decoders   map[schema.GroupVersion]runtime.Decoder
	strategies map[string]rest.RESTCreateStrategy
}

func newServer() (*server, error) {
	capabilities.Setup(true, 0) // --allow-privileged, as every installer sets it
	s := &server{
		decoders: map[schema.GroupVersion]runtime.Decoder{},
		strategies: map[string]rest.RESTCreateStrategy{
			"DaemonSet": daemonset.Strategy, "Deployment": deployment.Strategy, "ReplicaSet": replicaset.Strategy,
			"StatefulSet": statefulset.Strategy, "Job": job.Strategy, "CronJob": cronjob.Strategy, "Pod": pod.Strategy,
		},
	}
	json := runtime.ContentTypeJSON
	info, ok := runtime.SerializerInfoForMediaType(legacyscheme.Codecs.SupportedMediaTypes(), json)
	if !ok {
		return nil, fmt.Errorf("no serializer for %s", json)
	}
	for _, version := range []schema.GroupVersion{{Version: "v1"}, {Group: "apps", Version: "v1"}, {Group: "batch", Version: "v1"}} {
		hub := schema.GroupVersion{Group: version.Group, Version: runtime.APIVersionInternal}
		s.decoders[version] = legacyscheme.Codecs.DecoderToVersion(info.StrictSerializer, hub)
	}
	return s, nil
}

// verdict is what becomes of an object.
type verdict int

const (
	accepted verdict = iota
	invalid
	undecodable
	unserved // in this version
	panics   // the server answers with an internal error
)

func (v verdict) String() string {
	return [...]string{"accepted", "invalid", "not decoded", "not served", "on which Kubernetes panics"}[v]
}

// answer is a verdict and the errors that go with it.
type answer struct {
	verdict verdict
	errors  []string
}

// answer returns what becomes of an object in JSON.
func (s *server) answer(data []byte, apiVersion, kind string) (answer, error) {
	version, err := schema.ParseGroupVersion(apiVersion)
	if err != nil {
		return answer{}, err
	}
	strategy, decoder := s.strategies[kind], s.decoders[version]
	if strategy == nil || decoder == nil {
		return answer{unserved, []string{": 404 page not found"}}, nil
	}
	gvk := version.WithKind(kind)
	object, _, err := decoder.Decode(data, &gvk, nil)
	if err != nil {
		return answer{undecodable, []string{err.Error()}}, nil //nolint:nilerr // it is the answer
	}
	namespace, err := prepare(object, strategy)
	if err != nil {
		return answer{}, err
	}
	ctx := request.WithNamespace(request.WithRequestInfo(context.Background(), &request.RequestInfo{
		IsResourceRequest: true, Verb: "create", Resource: strings.ToLower(kind) + "s",
		APIGroup: version.Group, APIVersion: version.Version,
	}), namespace)
	return create(ctx, strategy, object)
}

// prepare does what happens between decoding and validation, and returns the
// namespace.
func prepare(object runtime.Object, strategy rest.RESTCreateStrategy) (string, error) {
	accessor, err := meta.Accessor(object)
	if err != nil {
		return "", err
	}
	if accessor.GetNamespace() == "" {
		accessor.SetNamespace(metav1.NamespaceDefault)
	}
	rest.FillObjectMetaSystemFields(accessor)
	if accessor.GetName() == "" && accessor.GetGenerateName() != "" {
		accessor.SetName(strategy.GenerateName(accessor.GetGenerateName()))
	}
	if created, ok := object.(*core.Pod); ok && created.Spec.ServiceAccountName == "" {
		// As the ServiceAccount admission plugin does.
		created.Spec.ServiceAccountName = "default"
		created.Spec.DeprecatedServiceAccount = "default" //nolint:staticcheck // both are compared
	}
	return accessor.GetNamespace(), nil
}

func create(ctx context.Context, strategy rest.RESTCreateStrategy, object runtime.Object) (a answer, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			a, err = answer{verdict: panics}, nil
		}
	}()
	err = rest.BeforeCreate(strategy, ctx, object)
	if err == nil {
		return answer{}, nil
	}
	var status apierrors.APIStatus
	if !errors.As(err, &status) || status.Status().Details == nil || status.Status().Code != 422 {
		return answer{}, err
	}
	var list []string
	for _, cause := range status.Status().Details.Causes {
		list = append(list, cause.Field+": "+cause.Message)
	}
	slices.Sort(list)
	return answer{invalid, list}, nil
}
