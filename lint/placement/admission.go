package placement

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// refusal is why admission refuses the pods of a workload: the words of the API
// server, and the field of the pod template that is responsible.
type refusal struct {
	message string
	field   manifest.Path
	// because is the object of the set that asks for it, zero where it is not in the set.
	because manifest.Ref
	// absent is the kind of the object that is not in the set.
	absent string
}

func forbidden(field manifest.Path, format string, args ...any) *refusal {
	return &refusal{message: `pods "POD" is forbidden: ` + fmt.Sprintf(format, args...), field: field}
}

// lacking is a refusal for an object that the pod names and the set does not hold.
func lacking(kind string, field manifest.Path, format string, args ...any) *refusal {
	refused := forbidden(field, format, args...)
	refused.absent = kind
	return refused
}

// admit changes the pod as the admission plugins do and returns why it is refused,
// nil where it is not. All plugins change it first, in the order of
// k8s.io/kubernetes/pkg/kubeapiserver/options, AllOrderedPlugins; then it is
// validated; then the plugins judge it in the same order.
func (s *world) admit(w *Workload, pod *corev1.Pod) *refusal {
	s.limitDefaults(pod)
	for _, plugin := range []func(*corev1.Pod) *refusal{s.serviceAccount, s.priority, s.runtimeClass} {
		if refused := plugin(pod); refused != nil {
			return refused
		}
	}
	if w.DaemonSet == nil {
		pod.Spec.Tolerations = mergeTolerations(pod.Spec.Tolerations, missing(pod.Spec.Tolerations))
	}
	w.server.PreparePod(pod)
	if refused := invalidPod(w, pod); refused != nil {
		return refused
	}
	for _, plugin := range []func(*corev1.Pod) *refusal{s.limitBounds, s.podSecurity, s.overhead, s.quotaConstraints} {
		if refused := plugin(pod); refused != nil {
			return refused
		}
	}
	return nil
}

// Admission returns why admission refuses the pods of a workload on every node, nil
// where it does not. It needs no Nodes, and does not count what quotas have left.
func (m *Matrix) Admission(w *Workload) *Refusal {
	if len(m.Errors(w)) > 0 {
		return nil
	}
	refused := m.world().admit(w, newPod(w))
	if refused == nil {
		return nil
	}
	return &(&prepared{w: w}).refusedVerdict(refused).Refusals[0]
}

// invalidPod tells what defaults and admission made invalid of a valid template: two
// containers that get one host port, a limit that is filled in below the request, a
// sum of such limits above that of the pod.
func invalidPod(w *Workload, pod *corev1.Pod) *refusal {
	filled := pod.DeepCopy()
	validation.DefaultPod(filled)
	errs := w.server.ValidatePod(filled, w.At())
	if len(errs) == 0 {
		return nil
	}
	texts := make([]string, len(errs))
	for i, err := range errs {
		texts[i] = err.String()
	}
	answer := strings.Join(texts, ", ")
	if len(texts) > 1 {
		answer = "[" + answer + "]"
	}
	return &refusal{message: fmt.Sprintf("Pod %q is invalid: %s", "POD", answer), field: errs[0].At.Path[len(w.path):]}
}

// serviceAccount follows the ServiceAccount plugin
// (k8s.io/kubernetes/plugin/pkg/admission/serviceaccount, Admit). An account that is
// not among the manifests is missed only where they hold others of the namespace:
// elsewhere something else makes it, and in kube-system the installer of the cluster does.
func (s *world) serviceAccount(pod *corev1.Pod) *refusal {
	name, known := pod.Spec.ServiceAccountName, s.accounts[pod.Namespace]
	if name == "" || name == "default" || len(known) == 0 || known[name] || s.unnamed["ServiceAccount"] ||
		pod.Namespace == metav1.NamespaceSystem {
		return nil
	}
	return lacking("ServiceAccount", manifest.Path{"spec", "serviceAccountName"},
		"error looking up service account %s/%s: serviceaccount %q not found", pod.Namespace, name, name)
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
	if !known && (s.unnamed["PriorityClass"] || slices.Contains(s.cluster.PriorityClasses, pod.Spec.PriorityClassName)) {
		return nil // its value is not known
	}
	if !known {
		return lacking("PriorityClass", manifest.Path{"spec", "priorityClassName"},
			"no PriorityClass with name %s was found", pod.Spec.PriorityClassName)
	}
	if own := pod.Spec.Priority; own != nil && *own != value {
		return forbidden(manifest.Path{"spec", "priority"},
			"the integer value of priority (%d) must not be provided in pod spec; "+
				"priority admission controller computed %d from the given PriorityClass name", *own, value)
	}
	if class := s.defaultPriorityClass(); class != nil && pod.Spec.PriorityClassName == "" {
		pod.Spec.PriorityClassName = class.Name // quotas look at it
	}
	pod.Spec.Priority = &value
	if own := pod.Spec.PreemptionPolicy; own != nil && *own != policy {
		return forbidden(manifest.Path{"spec", "preemptionPolicy"},
			"the string value of PreemptionPolicy (%s) must not be provided in pod spec; "+
				"priority admission controller computed %s from the given PriorityClass name", *own, policy)
	}
	pod.Spec.PreemptionPolicy = &policy
	return nil
}

// priorityOf looks up a class; an empty name means the default of the cluster,
// which is 0 where no class claims to be it. Of several that claim it the lowest
// value counts. A class that says nothing of preemption preempts
// (k8s.io/kubernetes/pkg/apis/scheduling/v1, SetDefaults_PriorityClass).
func (s *world) priorityOf(name string) (value int32, policy corev1.PreemptionPolicy, known bool) {
	class := s.priorityClasses[name]
	if name == "" {
		class = s.defaultPriorityClass()
	}
	policy = corev1.PreemptLowerPriority
	if class == nil {
		value, known = systemPriorities[name]
		return value, policy, known || name == ""
	}
	if class.PreemptionPolicy != nil {
		policy = *class.PreemptionPolicy
	}
	return class.Value, policy, true
}

func (s *world) defaultPriorityClass() *schedulingv1.PriorityClass {
	var chosen *schedulingv1.PriorityClass
	for _, class := range s.priorityClasses {
		if class.GlobalDefault && (chosen == nil || class.Value < chosen.Value) {
			chosen = class
		}
	}
	return chosen
}

// runtimeClass follows the RuntimeClass plugin
// (k8s.io/kubernetes/plugin/pkg/admission/runtimeclass).
func (s *world) runtimeClass(pod *corev1.Pod) *refusal {
	field := manifest.Path{"spec", "runtimeClassName"}
	name := pod.Spec.RuntimeClassName
	if name == nil {
		return nil
	}
	class := s.runtimeClasses[*name]
	if class == nil && s.unnamed["RuntimeClass"] {
		return nil
	}
	if class == nil {
		return lacking("RuntimeClass", field, "pod rejected: RuntimeClass %q not found", *name)
	}
	if class.Overhead != nil {
		fixed := class.Overhead.PodFixed.DeepCopy()
		roundUp(fixed)
		if len(pod.Spec.Overhead) > 0 && !equality.Semantic.DeepEqual(fixed, pod.Spec.Overhead) {
			return forbidden(manifest.Path{"spec", "overhead"},
				"pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
		}
		pod.Spec.Overhead = fixed
	}
	return mergeScheduling(pod, class.Scheduling, field)
}

// overhead is the part of the RuntimeClass plugin that judges: only a class gives
// overhead.
func (s *world) overhead(pod *corev1.Pod) *refusal {
	if pod.Spec.Overhead == nil {
		return nil
	}
	if name := pod.Spec.RuntimeClassName; name != nil && (s.runtimeClasses[*name] == nil || s.runtimeClasses[*name].Overhead != nil) {
		return nil
	}
	return forbidden(manifest.Path{"spec", "overhead"},
		"pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
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
