package placement

import (
	corev1 "k8s.io/api/core/v1"
	resourcehelper "k8s.io/component-helpers/resource"

	"github.com/dslint/dslint/lint/manifest"
)

// Requests returns what the scheduler counts for a pod of a workload, after the
// defaults of the API server and admission
// (k8s.io/component-helpers/resource, PodRequests). It is nil without Nodes.
func (m *Matrix) Requests(w *Workload) corev1.ResourceList {
	p := m.prepared[w]
	if p == nil {
		return nil
	}
	return podRequests(p.pod)
}

// podRequests works on a copy: PodRequests adds the overhead to quantities that it
// shares with the resources of the pod as a whole, wherever these are not held as
// an int64 (0.5Gi).
func podRequests(pod *corev1.Pod) corev1.ResourceList {
	return resourcehelper.PodRequests(pod.DeepCopy(), resourcehelper.PodResourcesOptions{})
}

// RequestField returns the field that asks for most of a resource: the pod-level
// request, or that of the greediest container; the limit where that stands in for
// the request.
func (w *Workload) RequestField(name corev1.ResourceName) manifest.Ref { return w.requestField(name) }
