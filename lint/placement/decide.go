package placement

import (
	"slices"
	"sync"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// Decide decides for the newest Kubernetes; see [Cluster.Decide].
func Decide(set *manifest.Set, workloads []*Workload, nodes []*inventory.Node) *Matrix {
	return Cluster{}.Decide(set, workloads, nodes)
}

// Decide gives the verdicts on all workloads and nodes. DaemonSets come into being
// one after another, in order, each settled before the next; then every other
// workload is tried for itself beside them. A workload that the API server refuses
// has no verdict: it is not there, and takes nothing from the others.
func (c Cluster) Decide(set *manifest.Set, workloads []*Workload, nodes []*inventory.Node) *Matrix {
	matrix := &Matrix{
		Nodes: nodes, Workloads: workloads,
		verdicts: map[*Workload][]*Verdict{}, prepared: map[*Workload]*prepared{},
		namespaces: DeclaredNamespaces(set), world: sync.OnceValue(func() *world { return newWorld(set, c) }),
	}
	if c.NamespacesExist {
		matrix.namespaces = nil
	}
	if len(nodes) == 0 {
		return matrix
	}
	world := matrix.world()
	sim := newSimulation(world, matrix.accepted(), nodes)
	matrix.sim = sim
	for _, p := range sim.prepared {
		if p.w.DaemonSet != nil && p.unknown == nil {
			sim.create(p)
		}
	}
	for _, p := range sim.prepared {
		matrix.prepared[p.w] = p
		switch {
		case p.unknown != nil:
			matrix.verdicts[p.w] = p.unknown.verdicts(sim, p)
		case p.w.DaemonSet != nil:
			matrix.verdicts[p.w] = sim.verdicts(p)
		default:
			matrix.verdicts[p.w] = sim.trial(p)
		}
	}
	return matrix
}

// simulation is the cluster while pods come into being.
type simulation struct {
	cluster  *Cluster
	prepared []*prepared
	running  map[string][]*prepared // pods that run already, by node
	states   []*state
	// coupled tells that a pod's verdict on one node may depend on pods of another.
	coupled bool
	// rationed tells that a quota may admit a DaemonSet's pod on one node and refuse it
	// on another that looks alike.
	rationed bool
	changed  bool
	seq      int
}

func newSimulation(in *world, workloads []*Workload, nodes []*inventory.Node) *simulation {
	sim, resources := &simulation{cluster: &in.cluster}, resourceTable{}
	for _, w := range workloads {
		sim.prepared = append(sim.prepared, prepare(w, in, resources))
	}
	sim.running = prepareRunning(in, workloads, resources)
	sim.dropReplaced()
	sim.coupled, sim.rationed = sim.isCoupled(), sim.isRationed()
	for i, alike := range sim.group(nodes) {
		sim.states = append(sim.states, &state{
			sim: sim, number: i, nodes: alike, taints: taintsKey(alike[0]), capacity: resources.capacityOf(alike[0], in.cluster.reserved(alike[0])),
			labelled: &corev1.Node{ObjectMeta: metav1.ObjectMeta{Labels: alike[0].Labels}},
			used:     make([]int64, len(resources)),
		})
		for _, pod := range sim.running[alike[0].Name] {
			sim.states[i].place(pod, sim.next())
		}
	}
	return sim
}

// dropReplaced takes the quotas from workloads that a later one of the same name
// replaces: an apply of all files leaves that one.
func (s *simulation) dropReplaced() {
	last := map[string]*prepared{}
	for _, p := range s.prepared {
		if earlier := last[p.w.String()]; earlier != nil {
			earlier.quotas = nil
		}
		last[p.w.String()] = p
	}
}

// isCoupled looks for a workload whose pods DaemonSet pods attract or repel, and for
// DaemonSets that are spread with an eye on other nodes. Only DaemonSet pods are
// placed on nodes that are known.
func (s *simulation) isCoupled() bool {
	return slices.ContainsFunc(s.prepared, func(p *prepared) bool {
		if len(p.affinity.attract) > 0 || p.w.DaemonSet != nil && p.spreadsAnywhere() {
			return true
		}
		return slices.ContainsFunc(s.prepared, func(q *prepared) bool {
			return q.w.DaemonSet != nil && p.avoids(q)
		}) || p.avoidsRunning(s.running)
	})
}

// avoids reports whether the pods of one keep those of the other away.
func (p *prepared) avoids(other *prepared) bool {
	return p.affinity.repels(other.affinity) || other.affinity.repels(p.affinity)
}

func (s *simulation) next() int {
	s.seq++
	return s.seq
}

// isRationed looks for a quota that counts the pods of a DaemonSet.
func (s *simulation) isRationed() bool {
	return slices.ContainsFunc(s.prepared, func(p *prepared) bool {
		return p.w.DaemonSet != nil && p.refused == nil && len(p.quotas) > 0
	})
}

// create lets the controller make the pods of a DaemonSet, node by node, and the
// scheduler bind them. Where a quota does not suffice for all of them the first nodes
// of the inventory get one; in a cluster it is a race which nodes do, and only how
// many is certain.
func (s *simulation) create(p *prepared) {
	s.changed = false
	p.verdicts = make([]Verdict, len(s.states))
	for _, st := range s.states {
		s.createOn(st, p)
	}
	for s.coupled && s.changed {
		s.changed = false
		s.retryElsewhere()
	}
}

func (s *simulation) createOn(st *state, p *prepared) {
	run, stay, refusals := p.eligible.judge(st)
	if !run {
		st.settle(p, Verdict{Outcome: Excluded, ShouldContinueRunning: stay, Refusals: refusals})
		return
	}
	if refused := p.refusal(); refused != nil {
		st.settle(p, p.refusedVerdict(refused))
		return
	}
	p.charge()
	if p.bound() {
		st.place(p, s.next())
		return
	}
	st.arrive(p)
}

// retryElsewhere tries the pods again that wait because of pods on other nodes.
func (s *simulation) retryElsewhere() {
	for _, st := range s.states {
		for _, pod := range slices.Clone(st.waiting) {
			if slices.ContainsFunc(pod.refusals, Refusal.fromElsewhere) && st.try(pod) {
				st.retry()
			}
		}
	}
}

// fromElsewhere reports whether pods on other nodes may be the cause.
func (r Refusal) fromElsewhere() bool { return r.Gate == GatePodAffinity || r.Gate == GateSpread }

func (s *state) settle(p *prepared, verdict Verdict) {
	verdict.Workload, verdict.Nodes = p.w, s.nodes
	p.verdicts[s.number] = verdict
}

// refusal tells why admission refuses one more pod now, nil where it does not.
func (p *prepared) refusal() *refusal {
	if p.refused != nil {
		return p.refused
	}
	return p.overQuota()
}

func (p *prepared) refusedVerdict(refused *refusal) Verdict {
	return Verdict{
		Outcome: Refused, ShouldRun: true, ShouldContinueRunning: true,
		Reasons: []string{refused.message},
		Refusals: []Refusal{{
			Gate: GateAdmission, Reason: refused.message, Kubernetes: refused.message,
			By: p.w.At(refused.field...), Because: refused.because, Absent: refused.absent,
		}},
	}
}

// verdicts returns what became of a DaemonSet in the end.
func (s *simulation) verdicts(p *prepared) []*Verdict {
	all := make([]*Verdict, len(s.states))
	for i, st := range s.states {
		if all[i] = &p.verdicts[i]; all[i].Workload == nil {
			*all[i] = st.verdict(p)
		}
	}
	return all
}

func (s *state) verdict(p *prepared) Verdict {
	verdict := Verdict{
		Workload: p.w, Nodes: s.nodes, Outcome: Scheduled, ShouldRun: true, ShouldContinueRunning: true, Fits: 1,
	}
	for _, pod := range s.waiting {
		if pod.p == p {
			verdict.Outcome, verdict.Fits = Pending, 0
			verdict.Refusals = pod.refusals
			verdict.Reasons = firstReasons(pod.refusals)
		}
	}
	return verdict
}

// firstReasons are the words of the first plugin that fails: the scheduler stops
// there. Only NodeResourcesFit gives several.
func firstReasons(refusals []Refusal) []string {
	var reasons []string
	for _, refusal := range refusals {
		if refusal.Gate != refusals[0].Gate || slices.Contains(reasons, refusal.Kubernetes) ||
			len(reasons) > 0 && refusal.Gate != GateResources {
			continue
		}
		reasons = append(reasons, refusal.Kubernetes)
	}
	return reasons
}
