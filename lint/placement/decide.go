package placement

import (
	"slices"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// Decide gives the verdicts on all workloads and nodes. DaemonSets come into being
// one after another, in order, each settled before the next; then every other
// workload is tried for itself beside them. A workload that the API server refuses
// has no verdict: it is not there, and takes nothing from the others.
func Decide(set *manifest.Set, workloads []*Workload, nodes []*inventory.Node) *Matrix {
	matrix := &Matrix{
		Nodes: nodes, Workloads: workloads,
		verdicts: map[*Workload][]*Verdict{}, prepared: map[*Workload]*prepared{},
	}
	if len(nodes) == 0 {
		return matrix
	}
	sim := newSimulation(set, workloads, nodes)
	matrix.sim = sim
	for _, p := range sim.prepared {
		if p.w.DaemonSet != nil {
			sim.create(p)
		}
	}
	for _, p := range sim.prepared {
		matrix.prepared[p.w] = p
		if p.w.DaemonSet != nil {
			matrix.verdicts[p.w] = sim.verdicts(p)
		} else {
			matrix.verdicts[p.w] = sim.trial(p)
		}
	}
	return matrix
}

// simulation is the cluster while pods come into being.
type simulation struct {
	prepared []*prepared
	states   []*state
	// coupled tells that a pod's verdict on one node may depend on pods of another.
	coupled bool
	changed bool
	seq     int
}

func newSimulation(set *manifest.Set, workloads []*Workload, nodes []*inventory.Node) *simulation {
	sim := &simulation{}
	in, resources := newWorld(set), resourceTable{}
	for _, w := range workloads {
		if len(w.Errors()) > 0 {
			continue
		}
		p := prepare(w, in, resources)
		sim.prepared = append(sim.prepared, p)
	}
	sim.coupled = sim.isCoupled()
	for _, alike := range sim.group(nodes) {
		sim.states = append(sim.states, &state{
			sim: sim, nodes: alike, taints: taintsKey(alike[0]), capacity: resources.capacityOf(alike[0]),
			used: make([]int64, len(resources)), settled: map[*Workload]*Verdict{},
		})
	}
	return sim
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
			return q.w.DaemonSet != nil && (p.affinity.repels(q.affinity) || q.affinity.repels(p.affinity))
		})
	})
}

func (s *simulation) next() int {
	s.seq++
	return s.seq
}

// create lets the controller make the pods of a DaemonSet, and the scheduler bind
// them.
func (s *simulation) create(p *prepared) {
	s.changed = false
	for _, st := range s.states {
		run, stay, refusals := p.eligible.judge(st)
		switch {
		case !run:
			st.settle(p, Verdict{Outcome: Excluded, ShouldContinueRunning: stay, Refusals: refusals})
		case p.refused != nil:
			st.settle(p, p.refusedVerdict())
		case p.bound():
			st.place(p, s.next())
		default:
			st.arrive(p)
		}
	}
	for s.coupled && s.changed {
		s.changed = false
		s.retryAttracted()
	}
}

// retryAttracted tries the pods again that waited for another pod to be near, or for
// other domains to fill.
func (s *simulation) retryAttracted() {
	for _, st := range s.states {
		for _, pod := range slices.Clone(st.waiting) {
			if (len(pod.p.affinity.attract) > 0 || pod.p.spreadsAnywhere()) && st.try(pod) {
				st.retry()
			}
		}
	}
}

func (s *state) settle(p *prepared, verdict Verdict) {
	verdict.Workload, verdict.Nodes = p.w, s.nodes
	s.settled[p.w] = &verdict
}

func (p *prepared) refusedVerdict() Verdict {
	return Verdict{
		Outcome: Refused, ShouldRun: true, ShouldContinueRunning: true,
		Reasons: []string{p.refused.message},
		Refusals: []Refusal{{
			Gate: GateAdmission, Reason: p.refused.message, Kubernetes: p.refused.message,
			By: p.w.At(p.refused.field...),
		}},
	}
}

// verdicts returns what became of a DaemonSet in the end.
func (s *simulation) verdicts(p *prepared) []*Verdict {
	all := make([]*Verdict, len(s.states))
	for i, st := range s.states {
		if all[i] = st.settled[p.w]; all[i] == nil {
			all[i] = st.verdict(p)
		}
	}
	return all
}

func (s *state) verdict(p *prepared) *Verdict {
	verdict := &Verdict{
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
