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
	known    bool
	pods     int64
	total    []int64 // by number of the resource
	reserved []int64 // of that; nil where nothing is
	noPods   int64   // of pods, which are taken
}

// capacityOf counts only the resources that some pod asks for: the table must be
// complete.
func (t resourceTable) capacityOf(node *inventory.Node, reserved corev1.ResourceList) capacity {
	c := capacity{known: node.CapacityKnown, total: make([]int64, len(t))}
	for name, id := range t {
		if quantity, ok := node.Allocatable[name]; ok {
			c.total[id] = units(name, quantity)
		}
	}
	pods, taken := node.Allocatable[corev1.ResourcePods], reserved[corev1.ResourcePods]
	c.pods, c.noPods = pods.Value(), taken.Value()
	if len(reserved) > 0 {
		c.reserved = make([]int64, len(t))
		for name, id := range t {
			c.reserved[id] = units(name, reserved[name])
		}
	}
	return c
}

// reservedOf returns how much of a resource is reserved.
func (c *capacity) reservedOf(id int) int64 {
	if c.reserved == nil {
		return 0
	}
	return c.reserved[id]
}

// shortage is one resource that does not suffice.
type shortage struct {
	name                         corev1.ResourceName
	want, total, reserved, taken int64
	running                      int64 // the part of taken that pods take which run already
	foreign                      bool  // there are such pods
}

// shortages follows NodeResourcesFit
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/noderesources, fitsRequest).
func (c capacity) shortages(request []amount, count int, used []int64) []shortage {
	if !c.known {
		return nil
	}
	var short []shortage
	if int64(count)+1 > c.pods-c.noPods {
		short = append(short, shortage{name: corev1.ResourcePods, want: 1, total: c.pods, reserved: c.noPods, taken: int64(count)})
	}
	for _, asked := range request {
		total, reserved, taken := c.total[asked.id], c.reservedOf(asked.id), used[asked.id]
		if asked.value > total-reserved-taken {
			short = append(short, shortage{name: asked.name, want: asked.value, total: total, reserved: reserved, taken: taken})
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
	reason := fmt.Sprintf("%s: requests %s, %s allocatable", s.kubernetes(), s.show(s.want), s.show(s.total))
	if s.name == corev1.ResourcePods {
		reason = fmt.Sprintf("Too many pods: %d allocatable", s.total)
	}
	if s.reserved > 0 {
		reason += fmt.Sprintf(", %s reserved", s.show(s.reserved))
	}
	reason += fmt.Sprintf(", %s taken by other %s", s.show(s.taken), map[bool]string{false: "DaemonSets", true: "pods"}[s.foreign])
	refusal := Refusal{
		Gate: GateResources, Reason: reason, Kubernetes: s.kubernetes(),
		By:       p.w.requestField(s.name),
		OnNode:   manifest.Path{"status", "allocatable", string(s.name)},
		Resource: s.name, Alone: s.want > s.total, Holders: holders,
	}
	if s.reserved+s.running > 0 {
		left := s.total - s.reserved - s.running
		quantity := s.quantity(max(0, left))
		refusal.Beside, refusal.Crowded = quantity, s.want > left
	}
	return refusal
}

// show writes an amount as a quantity.
func (s shortage) show(value int64) string { return s.quantity(value).String() }

func (s shortage) quantity(value int64) *resource.Quantity {
	if s.name == corev1.ResourceCPU {
		return resource.NewMilliQuantity(value, resource.DecimalSI)
	}
	if s.name == corev1.ResourceMemory || s.name == corev1.ResourceEphemeralStorage {
		return resource.NewQuantity(value, resource.BinarySI)
	}
	return resource.NewQuantity(value, resource.DecimalSI)
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
