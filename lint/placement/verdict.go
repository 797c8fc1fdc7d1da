package placement

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// Outcome is what becomes of a workload on a node.
type Outcome int

// The outcomes, which people mix up all the time.
const (
	// Excluded: the controller makes no pod for the node. DESIRED is smaller, and
	// everything looks healthy. A Pod that no controller owns is excluded from
	// nodes that it cannot be bound to because of its node name, affinity or
	// tolerations.
	Excluded Outcome = iota
	// Refused: a pod is wanted, and admission refuses it. CURRENT stays below
	// DESIRED.
	Refused
	// Pending: a pod is there and cannot be bound. READY stays below DESIRED.
	Pending
	// Scheduled: the pod is bound to the node; a pod of a workload other than a
	// DaemonSet could be.
	Scheduled
	// Undecided: whether the pod is bound depends on which pods come first.
	Undecided
)

// String returns the outcome as reports print it.
func (o Outcome) String() string {
	return [...]string{"excluded", "refused", "pending", "scheduled", "undecided"}[o]
}

// Gate is the check that a refusal comes from.
type Gate string

// The gates in the order in which Kubernetes passes them.
const (
	GateValidation    Gate = "validation"    // the API server refuses the workload
	GateNodeName      Gate = "nodeName"      // spec.nodeName is another node
	GateNodeSelector  Gate = "nodeSelector"  // a label of nodeSelector is missing
	GateNodeAffinity  Gate = "nodeAffinity"  // required node affinity does not match
	GateTaint         Gate = "taint"         // a taint is not tolerated
	GateAdmission     Gate = "admission"     // admission refuses the pod
	GateGates         Gate = "gates"         // scheduling gates hold the pod back
	GateScheduler     Gate = "scheduler"     // another scheduler is asked for
	GateUnschedulable Gate = "unschedulable" // the node is cordoned
	GatePorts         Gate = "ports"         // a host port is taken
	GateResources     Gate = "resources"     // a resource does not suffice
	GateVolumes       Gate = "volumes"       // a claim does not exist
	GateSpread        Gate = "spread"        // topology spread constraints
	GatePodAffinity   Gate = "podAffinity"   // pod affinity or anti-affinity
)

// Refusal is one reason why a pod does not run on a node.
type Refusal struct {
	Gate Gate
	// Reason says why, with the values that were compared.
	Reason string
	// Kubernetes holds the words of Kubernetes, empty where it says nothing: the
	// DaemonSet controller passes a node over in silence.
	Kubernetes string
	// By is the field of the workload that is responsible.
	By manifest.Ref
	// OnNode leads to the field of the Node that is responsible (the taint, the
	// label, the amount); nil where none is. It holds for every node of the verdict.
	OnNode manifest.Path

	// Because is set for GateAdmission: the object of the set that has the pod refused
	// (a ResourceQuota, a LimitRange, the labels of a Namespace), or the config that
	// says so of the cluster; zero where none does.
	Because manifest.Ref
	// Absent is set for GateAdmission: the kind of an object that the pod names and that
	// is not in the set.
	Absent string
	// Taint is set for GateTaint.
	Taint *corev1.Taint
	// Resource is set for GateResources: what is short, "pods" for the pod count.
	Resource corev1.ResourceName
	// Alone tells for GateResources that an empty node would not do either.
	Alone bool
	// Beside is set for GateResources where something is reserved or pods run already:
	// what is left of the resource without any DaemonSet of the set. Crowded tells that
	// this does not suffice.
	Beside  *resource.Quantity
	Crowded bool
	// Holders are the workloads that hold what is missing (ports, resources).
	Holders []*Workload
}

// Verdict is what becomes of one workload on nodes that look alike to all
// workloads of the set.
type Verdict struct {
	Workload *Workload
	// Nodes are in the order of the inventory; there is at least one.
	Nodes   []*inventory.Node
	Outcome Outcome
	// ShouldRun and ShouldContinueRunning are the results of the DaemonSet
	// controller (k8s.io/kubernetes/pkg/controller/daemon, NodeShouldRunDaemonPod):
	// whether it makes a pod, and whether it lets a running one stay.
	ShouldRun, ShouldContinueRunning bool
	// Reasons are Kubernetes' own words, and only those that it would give.
	Reasons []string
	// Refusals are all that is known against the pod, in the order of the gates.
	Refusals []Refusal
	// Fits is how many pods of the workload one of the nodes takes beside the
	// DaemonSets; for a DaemonSet 1 or 0.
	Fits int
}

// PodCreated reports whether the pod exists, bound or not.
func (v *Verdict) PodCreated() bool { return v.ShouldRun && v.Outcome != Refused }

// NodeNames returns the names of the nodes.
func (v *Verdict) NodeNames() []string {
	names := make([]string, len(v.Nodes))
	for i, node := range v.Nodes {
		names[i] = node.Name
	}
	return names
}

// Matrix holds the verdicts on all workloads and nodes of a set.
type Matrix struct {
	Nodes     []*inventory.Node
	Workloads []*Workload

	verdicts   map[*Workload][]*Verdict
	prepared   map[*Workload]*prepared
	sim        *simulation
	namespaces Namespaces
	world      func() *world // what admission knows
}

// Of returns the verdicts on a workload, one for each group of nodes that look
// alike, in the order of the first node of each. There are none without Nodes.
func (m *Matrix) Of(w *Workload) []*Verdict { return m.verdicts[w] }

// On returns the verdict on a workload and a node by name, nil where either is
// unknown.
func (m *Matrix) On(w *Workload, node string) *Verdict {
	for _, verdict := range m.verdicts[w] {
		for _, candidate := range verdict.Nodes {
			if candidate.Name == node {
				return verdict
			}
		}
	}
	return nil
}

// Count is what kubectl prints of a workload, in pods.
type Count struct{ Desired, Current, Ready int }

// Count adds up the verdicts on a workload. For a workload other than a DaemonSet
// Ready is how many of its replicas fit beside the DaemonSets.
func (m *Matrix) Count(w *Workload) Count {
	var count Count
	for _, verdict := range m.verdicts[w] {
		if verdict.ShouldRun {
			count.Desired += len(verdict.Nodes)
		}
		if verdict.PodCreated() {
			count.Current += len(verdict.Nodes)
		}
		count.Ready += verdict.Fits * len(verdict.Nodes)
	}
	if w.DaemonSet != nil {
		return count
	}
	refused := slices.ContainsFunc(m.verdicts[w], func(v *Verdict) bool { return v.Outcome == Refused })
	count.Desired, count.Current = w.Replicas, m.admitted(w)
	if refused {
		count.Current = 0
	}
	count.Ready = min(w.Replicas, m.admitted(w), m.room(w, count.Ready))
	return count
}
