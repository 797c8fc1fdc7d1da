package placement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// amount is what a pod asks of one resource, in milli for cpu and in whole units
// for the rest, as the scheduler counts.
type amount struct {
	id    int // in the table of resources
	name  corev1.ResourceName
	value int64
}

// resourceTable numbers the resources that a set speaks of, so that sums are kept
// in slices.
type resourceTable map[corev1.ResourceName]int

func (t resourceTable) id(name corev1.ResourceName) int {
	id, known := t[name]
	if !known {
		id = len(t)
		t[name] = id
	}
	return id
}

// amounts returns what is asked, cpu, memory and ephemeral-storage first, then the
// others by name. Resources of which nothing is asked are left out.
func (t resourceTable) amounts(list corev1.ResourceList) []amount {
	all := make([]amount, 0, len(list))
	for name, quantity := range list {
		if value := units(name, quantity); value != 0 && countsForFit(name) {
			all = append(all, amount{t.id(name), name, value})
		}
	}
	slices.SortFunc(all, func(a, b amount) int {
		return cmp.Or(cmp.Compare(rank(a.name), rank(b.name)), cmp.Compare(a.name, b.name))
	})
	return all
}

func units(name corev1.ResourceName, quantity resource.Quantity) int64 {
	if name == corev1.ResourceCPU {
		return quantity.MilliValue()
	}
	return quantity.Value()
}

func rank(name corev1.ResourceName) int {
	order := []corev1.ResourceName{
		corev1.ResourcePods, corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage,
	}
	if i := slices.Index(order, name); i >= 0 {
		return i
	}
	return len(order)
}

// countsForFit tells the resources that the scheduler compares: the native ones,
// and scalars (k8s.io/kubernetes/pkg/scheduler/util, IsScalarResourceName).
func countsForFit(name corev1.ResourceName) bool {
	switch name {
	case corev1.ResourceCPU, corev1.ResourceMemory, corev1.ResourceEphemeralStorage:
		return true
	}
	text := string(name)
	return strings.HasPrefix(text, corev1.ResourceHugePagesPrefix) ||
		strings.HasPrefix(text, corev1.ResourceAttachableVolumesPrefix) ||
		strings.Contains(text, "/")
}

// requestsOf returns what the scheduler counts for the pod.
func (t resourceTable) requestsOf(pod *corev1.Pod) []amount {
	return t.amounts(podRequests(pod))
}

// capacity is what pods may use of a node.
type capacity struct {
	known bool
	pods  int64
	total []int64 // by number of the resource
}

// capacityOf counts only the resources that some pod asks for: the table must be
// complete.
func (t resourceTable) capacityOf(node *inventory.Node) capacity {
	c := capacity{known: node.CapacityKnown, total: make([]int64, len(t))}
	for name, id := range t {
		if quantity, ok := node.Allocatable[name]; ok {
			c.total[id] = units(name, quantity)
		}
	}
	pods := node.Allocatable[corev1.ResourcePods]
	c.pods = pods.Value()
	return c
}

// shortage is one resource that does not suffice.
type shortage struct {
	name               corev1.ResourceName
	want, total, taken int64
}

// shortages follows NodeResourcesFit
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/noderesources, fitsRequest).
func (c capacity) shortages(request []amount, count int, used []int64) []shortage {
	if !c.known {
		return nil
	}
	var short []shortage
	if int64(count)+1 > c.pods {
		short = append(short, shortage{corev1.ResourcePods, 1, c.pods, int64(count)})
	}
	for _, asked := range request {
		if total, taken := c.total[asked.id], used[asked.id]; asked.value > total-taken {
			short = append(short, shortage{asked.name, asked.value, total, taken})
		}
	}
	return short
}

// kubernetes are the words of the scheduler.
func (s shortage) kubernetes() string {
	if s.name == corev1.ResourcePods {
		return "Too many pods"
	}
	return "Insufficient " + string(s.name)
}

func (s shortage) refusal(p *prepared, holders []*Workload) Refusal {
	reason := fmt.Sprintf("%s: requests %s, %s allocatable, %s taken by other DaemonSets",
		s.kubernetes(), s.show(s.want), s.show(s.total), s.show(s.taken))
	if s.name == corev1.ResourcePods {
		reason = fmt.Sprintf("Too many pods: %d allocatable, %d taken by other DaemonSets", s.total, s.taken)
	}
	return Refusal{
		Gate: GateResources, Reason: reason, Kubernetes: s.kubernetes(),
		By:       p.w.requestField(s.name),
		OnNode:   manifest.Path{"status", "allocatable", string(s.name)},
		Resource: s.name, Alone: s.want > s.total, Holders: holders,
	}
}

// show writes an amount as a quantity.
func (s shortage) show(value int64) string {
	if s.name == corev1.ResourceCPU {
		return resource.NewMilliQuantity(value, resource.DecimalSI).String()
	}
	if s.name == corev1.ResourceMemory || s.name == corev1.ResourceEphemeralStorage {
		return resource.NewQuantity(value, resource.BinarySI).String()
	}
	return resource.NewQuantity(value, resource.DecimalSI).String()
}

// requestField returns the field that asks for most of a resource: the pod-level
// request, or that of the greediest container; a limit where it stands in for the
// request.
func (w *Workload) requestField(name corev1.ResourceName) manifest.Ref {
	field, _ := w.Memo(requestKey{name}, func() any { return w.findRequest(name) }).(manifest.Ref)
	return field
}

// requestKey is the key of a request among what is known of a workload.
type requestKey struct{ name corev1.ResourceName }

func (w *Workload) findRequest(name corev1.ResourceName) manifest.Ref {
	if name == corev1.ResourcePods {
		return w.Object.At("metadata", "name")
	}
	for _, list := range []string{"requests", "limits"} {
		if field := w.At("spec", "resources", list, string(name)); field.Exists() {
			return field
		}
	}
	best, most := w.At("spec", "containers"), int64(0)
	for _, c := range w.Containers() {
		quantity, list := c.Resources.Requests[name], "requests"
		if quantity.IsZero() {
			quantity, list = c.Resources.Limits[name], "limits"
		}
		if value := units(name, quantity); value > most {
			best, most = c.At.At("resources", list, string(name)), value
		}
	}
	return best
}
