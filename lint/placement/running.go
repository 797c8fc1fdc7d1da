package placement

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// prepareRunning returns the pods that run already by the name of their node. Those of
// the DaemonSets that are to be placed come into being with them and are left out, and
// so are those that have ended.
func prepareRunning(in *world, workloads []*Workload, resources resourceTable) map[string][]*prepared {
	byNode, server := map[string][]*prepared{}, validation.NewServer(in.cluster.Version)
	for _, object := range in.cluster.Running {
		pod, ok := manifest.As[corev1.Pod](object)
		ended := ok && (pod.Status.Phase == corev1.PodSucceeded || pod.Status.Phase == corev1.PodFailed)
		if !ok || ended || pod.Spec.NodeName == "" {
			continue
		}
		own := slices.IndexFunc(workloads, func(w *Workload) bool { return w.controls(pod) })
		if own >= 0 && workloads[own].DaemonSet != nil {
			continue
		}
		p := newRunning(object, pod, server, in, resources)
		if own < 0 {
			p.charge()
		}
		byNode[pod.Spec.NodeName] = append(byNode[pod.Spec.NodeName], p)
	}
	return byNode
}

// newRunning prepares a pod as it is: admission has had its say.
func newRunning(object *manifest.Object, running *corev1.Pod, server *validation.Server, in *world, resources resourceTable) *prepared {
	pod := running.DeepCopy()
	pod.Namespace = object.EffectiveNamespace()
	setDefaults(pod)
	w := newWorkload(object, server)
	p := &prepared{w: w, pod: pod, runs: true, requests: resources.requestsOf(pod), ports: hostPortsOf(w, pod)}
	if pod.Spec.Priority != nil {
		p.priority = *pod.Spec.Priority
	}
	p.affinity, p.spread = newPodAffinity(w, pod, in), newSpread(w, pod)
	p.quotas, p.usage = in.quotasOf(pod), podUsage(pod)
	return p
}

// avoidsRunning reports whether a pod that runs keeps those of p away, or they it.
func (p *prepared) avoidsRunning(running map[string][]*prepared) bool {
	for _, pods := range running {
		if slices.ContainsFunc(pods, p.avoids) {
			return true
		}
	}
	return false
}

// controls reports whether a pod is one of the workload: the Pod itself, or one that
// its controller, or the ReplicaSet or Job between them, owns.
func (w *Workload) controls(pod *corev1.Pod) bool {
	namespace := pod.Namespace
	if namespace == "" {
		namespace = metav1.NamespaceDefault
	}
	if namespace != w.Namespace() {
		return false
	}
	if w.Standalone() {
		return w.Object.Name == pod.Name
	}
	owner := metav1.GetControllerOf(pod)
	if owner == nil {
		return false
	}
	hash, hashed := pod.Labels["pod-template-hash"]
	switch w.Object.Kind + "/" + owner.Kind {
	case "Deployment/ReplicaSet":
		return hashed && owner.Name == w.Object.Name+"-"+hash
	case "CronJob/Job":
		return strings.HasPrefix(owner.Name, w.Object.Name+"-")
	}
	return w.Object.Kind == owner.Kind && w.Object.Name == owner.Name
}

// lift takes the pods of a workload off the node that run there already: it is tried
// as if it were new.
func (s *state) lift(p *prepared) {
	if len(s.sim.running) == 0 {
		return
	}
	for _, pod := range slices.Clone(s.pods) {
		if pod.p.runs && p.w.controls(pod.p.pod) {
			s.remove(pod)
			s.lifted = append(s.lifted, pod)
		}
	}
}

// settleDown puts them back.
func (s *state) settleDown() {
	for _, pod := range s.lifted {
		s.place(pod.p, pod.seq)
	}
	s.lifted = nil
}
