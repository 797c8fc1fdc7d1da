package placement

import (
	"slices"

	"k8s.io/apimachinery/pkg/labels"
)

// unheard reports whether the scheduler does not learn that evicting the victims has
// made room: if pods were in the way because of a namespaceSelector, the queueing
// hint of InterPodAffinity looks at the deleted ones as if their namespace had no
// labels, and lets the pod wait
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/interpodaffinity,
// isSchedulableAfterAssignedPodChange).
func unheard(p *prepared, refusals []Refusal, victims []*placed) bool {
	if refusals[0].Gate != GatePodAffinity {
		return false
	}
	return !slices.ContainsFunc(victims, func(victim *placed) bool {
		return p.affinity.hints(victim.p.affinity) || victim.p.affinity.hints(p.affinity)
	})
}

// hints reports whether a keeps away the pods that other belongs to, as far as the
// queueing hint can tell.
func (a *podAffinity) hints(other *podAffinity) bool {
	return slices.ContainsFunc(a.repel, func(t affinityTerm) bool {
		return t.selector.Matches(other.labels) &&
			(slices.Contains(t.namespaces, other.namespace) || t.byNamespace.Matches(labels.Set{}))
	})
}

// comeBack makes evicted pods again while the pod that they were evicted for waits,
// nominated for the room. It returns those that have to wait as well.
func (s *state) comeBack(victims []*placed, nominated *prepared) []*placed {
	var waiting []*placed
	for _, victim := range victims {
		if victim.p.runs {
			continue
		}
		if victim.p.bound() || s.fitsBeside(victim.p, nominated) {
			s.place(victim.p, s.sim.next())
		} else {
			waiting = append(waiting, victim)
		}
	}
	return waiting
}

// fitsBeside reports whether a pod is bound beside a nominated one, which counts as
// if it were there (k8s.io/kubernetes/pkg/scheduler/framework/runtime,
// RunFilterPluginsWithNominatedPods); but InterPodAffinity is skipped for a pod that
// no bound pod repels and that has no terms of its own.
func (s *state) fitsBeside(p, nominated *prepared) bool {
	if len(s.refusals(p)) > 0 {
		return false
	}
	ghost := *nominated
	if len(p.affinity.attract)+len(p.affinity.repel) == 0 && !s.sim.isRepelled(p) {
		ghost.affinity = &podAffinity{labels: ghost.affinity.labels, namespace: ghost.affinity.namespace}
	}
	s.place(&ghost, 0)
	fits := len(s.refusals(p)) == 0
	s.remove(s.pods[len(s.pods)-1])
	return fits
}

// isRepelled reports whether a bound pod keeps p away from any node.
func (s *simulation) isRepelled(p *prepared) bool {
	return slices.ContainsFunc(s.states, func(st *state) bool {
		return slices.ContainsFunc(st.pods, func(pod *placed) bool {
			return slices.ContainsFunc(pod.p.affinity.repel, func(t affinityTerm) bool {
				_, labelled := st.node().Labels[t.topologyKey]
				return labelled && t.matches(p.affinity)
			})
		})
	})
}
