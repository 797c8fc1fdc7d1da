package placement

import (
	corev1 "k8s.io/api/core/v1"
	resourcehelper "k8s.io/component-helpers/resource"

	"github.com/dslint/dslint/lint/manifest"
)

// Requests returns what the scheduler counts for the pod of a workload, after the
// defaults of the API server and admission
// (k8s.io/component-helpers/resource, PodRequests). It is nil for workloads that
// are not in the matrix.
func (m *Matrix) Requests(w *Workload) corev1.ResourceList { return m.requests[w] }

// RequestField returns the field that asks for most of a resource: the pod-level
// request, or that of the greediest container; the limit where that stands in for
// the request.
func (w *Workload) RequestField(name corev1.ResourceName) manifest.Ref { return w.requestField(name) }

func (s *simulation) requests() map[*Workload]corev1.ResourceList {
	all := make(map[*Workload]corev1.ResourceList, len(s.prepared))
	for _, p := range s.prepared {
		all[p.w] = resourcehelper.PodRequests(p.pod, resourcehelper.PodResourcesOptions{})
	}
	return all
}
