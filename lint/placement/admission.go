package placement

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// world is what admission looks up besides the pod.
type world struct {
	priorityClasses map[string]*schedulingv1.PriorityClass
	runtimeClasses  map[string]*nodev1.RuntimeClass
	limitRanges     map[string][]*corev1.LimitRange // by namespace
	claims          map[string]bool                 // "namespace/name"
	namespaces      map[string]*corev1.Namespace
}

func newWorld(set *manifest.Set) *world {
	found := &world{
		priorityClasses: map[string]*schedulingv1.PriorityClass{},
		runtimeClasses:  map[string]*nodev1.RuntimeClass{},
		limitRanges:     map[string][]*corev1.LimitRange{},
		claims:          map[string]bool{},
		namespaces:      map[string]*corev1.Namespace{},
	}
	for _, object := range set.Objects() {
		found.add(object)
	}
	return found
}

func (s *world) add(object *manifest.Object) {
	switch typed := object.Typed().(type) {
	case *schedulingv1.PriorityClass:
		s.priorityClasses[typed.Name] = typed
	case *nodev1.RuntimeClass:
		s.runtimeClasses[typed.Name] = typed
	case *corev1.LimitRange:
		namespace := object.EffectiveNamespace()
		s.limitRanges[namespace] = append(s.limitRanges[namespace], typed)
	case *corev1.PersistentVolumeClaim:
		s.claims[object.EffectiveNamespace()+"/"+typed.Name] = true
	case *corev1.Namespace:
		s.namespaces[typed.Name] = typed
	}
}

// refusal is why admission refuses the pods of a workload: the words of the API
// server, and the field of the pod template that is responsible.
type refusal struct {
	message string
	field   manifest.Path
}

func forbidden(field manifest.Path, format string, args ...any) *refusal {
	return &refusal{`pods "POD" is forbidden: ` + fmt.Sprintf(format, args...), field}
}

// admit changes the pod as the admission plugins do, in their order, and returns
// why it is refused, nil where it is not.
func (s *world) admit(pod *corev1.Pod, daemon bool) *refusal {
	plugins := []func(*corev1.Pod) *refusal{s.limitRanger, s.priority, s.runtimeClass}
	for _, plugin := range plugins {
		if refused := plugin(pod); refused != nil {
			return refused
		}
	}
	if !daemon {
		pod.Spec.Tolerations = mergeTolerations(pod.Spec.Tolerations, missing(pod.Spec.Tolerations))
	}
	setPodLevelRequests(pod)
	return refuseGatedNodeName(pod)
}

// missing returns the default tolerations for the taints that are not tolerated.
func missing(own []corev1.Toleration) []corev1.Toleration {
	var needed []corev1.Toleration
	for _, toleration := range defaultTolerations {
		if !Tolerates(own, &corev1.Taint{Key: toleration.Key, Effect: toleration.Effect}) {
			needed = append(needed, toleration)
		}
	}
	return needed
}

// The classes that every cluster has
// (k8s.io/kubernetes/pkg/apis/scheduling, SystemPriorityClasses).
var systemPriorities = map[string]int32{
	"system-cluster-critical": 2_000_000_000,
	"system-node-critical":    2_000_001_000,
}

// priority follows the Priority plugin
// (k8s.io/kubernetes/plugin/pkg/admission/priority, admitPod).
func (s *world) priority(pod *corev1.Pod) *refusal {
	value, policy, known := s.priorityOf(pod.Spec.PriorityClassName)
	if !known {
		return forbidden(manifest.Path{"spec", "priorityClassName"},
			"no PriorityClass with name %s was found", pod.Spec.PriorityClassName)
	}
	if own := pod.Spec.Priority; own != nil && *own != value {
		return forbidden(manifest.Path{"spec", "priority"},
			"the integer value of priority (%d) must not be provided in pod spec; "+
				"priority admission controller computed %d from the given PriorityClass name", *own, value)
	}
	pod.Spec.Priority = &value
	if pod.Spec.PreemptionPolicy == nil {
		pod.Spec.PreemptionPolicy = policy
	}
	return nil
}

// priorityOf looks up a class; an empty name means the default of the cluster,
// which is 0 where no class claims to be it. Of several that claim it the lowest
// value counts.
func (s *world) priorityOf(name string) (int32, *corev1.PreemptionPolicy, bool) {
	if name == "" {
		var chosen *schedulingv1.PriorityClass
		for _, class := range s.priorityClasses {
			if class.GlobalDefault && (chosen == nil || class.Value < chosen.Value) {
				chosen = class
			}
		}
		if chosen == nil {
			return 0, nil, true
		}
		return chosen.Value, chosen.PreemptionPolicy, true
	}
	if class := s.priorityClasses[name]; class != nil {
		return class.Value, class.PreemptionPolicy, true
	}
	value, known := systemPriorities[name]
	return value, nil, known
}

// runtimeClass follows the RuntimeClass plugin
// (k8s.io/kubernetes/plugin/pkg/admission/runtimeclass).
func (s *world) runtimeClass(pod *corev1.Pod) *refusal {
	field := manifest.Path{"spec", "runtimeClassName"}
	name := pod.Spec.RuntimeClassName
	if name == nil || *name == "" {
		if len(pod.Spec.Overhead) > 0 {
			return forbidden(manifest.Path{"spec", "overhead"},
				"pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
		}
		return nil
	}
	class := s.runtimeClasses[*name]
	if class == nil {
		return forbidden(field, "pod rejected: RuntimeClass %q not found", *name)
	}
	if class.Overhead != nil {
		pod.Spec.Overhead = class.Overhead.PodFixed.DeepCopy()
		roundUp(pod.Spec.Overhead)
	}
	return mergeScheduling(pod, class.Scheduling, field)
}

func mergeScheduling(pod *corev1.Pod, scheduling *nodev1.Scheduling, field manifest.Path) *refusal {
	if scheduling == nil {
		return nil
	}
	for key, value := range scheduling.NodeSelector {
		own, set := pod.Spec.NodeSelector[key]
		if set && own != value {
			return forbidden(field, "conflict: runtimeClass.scheduling.nodeSelector[%s] = %s; "+
				"pod.spec.nodeSelector[%s] = %s", key, value, key, own)
		}
		if pod.Spec.NodeSelector == nil {
			pod.Spec.NodeSelector = map[string]string{}
		}
		pod.Spec.NodeSelector[key] = value
	}
	pod.Spec.Tolerations = mergeTolerations(pod.Spec.Tolerations, scheduling.Tolerations)
	return nil
}

// refuseGatedNodeName follows the validation of pods: a pod whose scheduling is
// held back cannot be bound yet.
func refuseGatedNodeName(pod *corev1.Pod) *refusal {
	if pod.Spec.NodeName == "" || len(pod.Spec.SchedulingGates) == 0 {
		return nil
	}
	return &refusal{
		`Pod "POD" is invalid: spec.nodeName: Forbidden: cannot be set until all schedulingGates have been cleared`,
		manifest.Path{"spec", "schedulingGates"},
	}
}
