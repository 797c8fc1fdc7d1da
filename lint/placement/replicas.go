package placement

import (
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
)

// unlimited stands for the number of pods that fit on a node of unknown capacity.
const unlimited = 1 << 20

// copies returns how many pods of p one node takes beside the DaemonSets. What a
// more important pod could evict is not counted.
func (s *state) copies(p *prepared) int {
	if p.bound() {
		return p.w.Replicas
	}
	most := unlimited
	if s.capacity.known {
		most = int(s.capacity.pods-s.capacity.noPods) - len(s.pods)
		for _, asked := range p.requests {
			most = min(most, int((s.capacity.total[asked.id]-s.capacity.reservedOf(asked.id)-s.used[asked.id])/asked.value))
		}
	}
	if len(p.ports) > 0 || slices.ContainsFunc(p.affinity.repel, p.repelsItself) {
		most = min(most, 1)
	}
	return max(most, 1) // the trial found room for one, if by eviction
}

func (p *prepared) repelsItself(term affinityTerm) bool { return term.matches(p.affinity) }

// room bounds the number of pods that fit by the topology that the workload is
// spread over.
func (m *Matrix) room(w *Workload, fits int) int {
	p := m.prepared[w]
	if p == nil {
		return fits
	}
	for _, term := range p.affinity.repel {
		if p.repelsItself(term) {
			fits = min(fits, len(m.domains(w, term.topologyKey)))
		}
	}
	for _, constraint := range p.pod.Spec.TopologySpreadConstraints {
		if constraint.WhenUnsatisfiable == corev1.DoNotSchedule {
			fits = min(fits, evenly(m.domains(w, constraint.TopologyKey), int(constraint.MaxSkew)))
		}
	}
	return fits
}

// admitted returns how many replicas the quotas of the namespace admit beside the
// DaemonSets.
func (m *Matrix) admitted(w *Workload) int {
	p := m.prepared[w]
	if p == nil {
		return w.Replicas
	}
	return p.quotaRoom(w.Replicas)
}

// domains returns how many pods fit in each topology domain.
func (m *Matrix) domains(w *Workload, key string) map[string]int {
	domains := map[string]int{}
	for _, verdict := range m.verdicts[w] {
		if verdict.Outcome == Excluded {
			continue
		}
		for _, node := range verdict.Nodes {
			if value, labelled := node.Labels[key]; labelled {
				domains[value] += verdict.Fits
			}
		}
	}
	return domains
}

// evenly returns how many pods fit when no domain may hold more than skew pods
// above the emptiest one.
func evenly(domains map[string]int, skew int) int {
	least, total := unlimited, 0
	for _, fits := range domains {
		least = min(least, fits)
	}
	for _, fits := range domains {
		total += min(fits, least+skew)
	}
	return total
}

// dependsOn tells why it cannot be said whether a pod of p is bound: pods of other
// workloads that no node is known for attract or repel it.
func (s *simulation) dependsOn(p *prepared, refusals []Refusal) *Refusal {
	if !s.coupled || slices.ContainsFunc(refusals, func(r Refusal) bool { return r.Gate != GatePodAffinity }) {
		return nil
	}
	unmatched := slices.ContainsFunc(refusals, func(r Refusal) bool { return r.Kubernetes == affinityUnmatched })
	for _, other := range s.prepared {
		if other == p || other.w.DaemonSet != nil {
			continue
		}
		for i := range p.affinity.attract {
			if term := &p.affinity.attract[i]; unmatched && term.matches(other.affinity) {
				return term.unclear(other.w)
			}
		}
		for i := range p.affinity.repel {
			if term := &p.affinity.repel[i]; len(refusals) == 0 && term.matches(other.affinity) {
				return term.unclear(other.w)
			}
		}
	}
	return nil
}

func (t *affinityTerm) unclear(other *Workload) *Refusal {
	return &Refusal{
		Gate: GatePodAffinity, By: t.at,
		Reason: fmt.Sprintf("pod affinity by %s: it depends on where the pods of %s are", t.topologyKey, other),
	}
}
