package placement

import (
	"sync"

	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/pod-security-admission/policy"

	"github.com/dslint/dslint/lint/manifest"
)

// world is what the API server and the scheduler look up besides pods and nodes.
type world struct {
	cluster         Cluster
	evaluator       func() (policy.Evaluator, error) // of Pod Security
	priorityClasses map[string]*schedulingv1.PriorityClass
	runtimeClasses  map[string]*nodev1.RuntimeClass
	limitRanges     map[string][]*corev1.LimitRange // by namespace
	accounts        map[string]map[string]bool      // names by namespace
	claims          map[string]bool                 // "namespace/name"
	namespaces      map[string]*corev1.Namespace
	quotas          map[string][]*quota // by namespace
	// objects are where the above stand.
	objects map[any]*manifest.Object
	// unnamed are the kinds of objects whose names are placeholders: any name may be
	// theirs.
	unnamed map[string]bool
}

func newWorld(set *manifest.Set, cluster Cluster) *world {
	found := &world{
		cluster:         cluster,
		evaluator:       sync.OnceValues(newEvaluator(cluster.Version)),
		priorityClasses: map[string]*schedulingv1.PriorityClass{},
		runtimeClasses:  map[string]*nodev1.RuntimeClass{},
		limitRanges:     map[string][]*corev1.LimitRange{},
		accounts:        map[string]map[string]bool{},
		claims:          map[string]bool{},
		namespaces:      map[string]*corev1.Namespace{},
		quotas:          map[string][]*quota{},
		objects:         map[any]*manifest.Object{},
		unnamed:         map[string]bool{},
	}
	for _, object := range set.Objects() {
		found.add(object)
	}
	return found
}

func (s *world) add(object *manifest.Object) {
	namespace := object.EffectiveNamespace()
	s.objects[object.Typed()] = object
	if manifest.Placeholder(object.Name) {
		s.unnamed[object.Kind] = true
	}
	switch typed := object.Typed().(type) {
	case *schedulingv1.PriorityClass:
		s.priorityClasses[typed.Name] = typed
	case *nodev1.RuntimeClass:
		s.runtimeClasses[typed.Name] = typed
	case *corev1.LimitRange:
		s.limitRanges[namespace] = append(s.limitRanges[namespace], typed)
	case *corev1.ResourceQuota:
		s.addQuota(namespace, typed, object)
	case *corev1.ServiceAccount:
		if s.accounts[namespace] == nil {
			s.accounts[namespace] = map[string]bool{}
		}
		s.accounts[namespace][typed.Name] = true
	case *corev1.PersistentVolumeClaim:
		s.claims[namespace+"/"+typed.Name] = true
	case *corev1.Namespace:
		s.namespaces[typed.Name] = typed
	}
}

// namespaceLabels are those of the manifests and the one that every namespace has.
func (s *world) namespaceLabels(name string) labels.Set {
	set := labels.Set{corev1.LabelMetadataName: name}
	if namespace := s.namespaces[name]; namespace != nil {
		return labels.Merge(namespace.Labels, set)
	}
	return set
}

// at returns a field of an object that decides, by its decoded form.
func (s *world) at(typed any, path ...any) manifest.Ref {
	object := s.objects[typed]
	if object == nil {
		return manifest.Ref{}
	}
	return object.At(path...)
}
