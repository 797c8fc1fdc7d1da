package placement

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// trial tells for a workload other than a DaemonSet which nodes could take a pod of
// it, and how many, beside the DaemonSets. Nothing is changed.
func (s *simulation) trial(p *prepared) []*Verdict {
	all := make([]*Verdict, len(s.states))
	for i, st := range s.states {
		st.lift(p)
		verdict := st.trial(p)
		verdict.Workload, verdict.Nodes = p.w, st.nodes
		if verdict.Outcome == Scheduled {
			verdict.Fits = st.copies(p)
		}
		st.settleDown()
		all[i] = &verdict
	}
	return all
}

func (s *state) trial(p *prepared) Verdict {
	if refused := p.refusal(); refused != nil {
		return p.refusedVerdict(refused)
	}
	if p.bound() {
		return p.boundVerdict(s.node())
	}
	if _, stay, refusals := p.judgePod(s); len(refusals) > 0 {
		return Verdict{
			Outcome: Excluded, ShouldContinueRunning: stay,
			Refusals: refusals, Reasons: firstReasons(refusals),
		}
	}
	verdict := Verdict{Outcome: Pending, ShouldRun: true, ShouldContinueRunning: true}
	if p.hold != nil {
		verdict.Refusals = []Refusal{*p.hold}
		verdict.Reasons = firstReasons(verdict.Refusals)
		return verdict
	}
	verdict.Refusals = s.refusals(p)
	if len(s.victims(p, verdict.Refusals)) > 0 {
		verdict.Refusals = nil
	}
	if unclear := s.sim.dependsOn(p, verdict.Refusals); unclear != nil {
		verdict.Outcome, verdict.Refusals = Undecided, []Refusal{*unclear}
		return verdict
	}
	verdict.Reasons = firstReasons(verdict.Refusals)
	if len(verdict.Refusals) == 0 {
		verdict.Outcome = Scheduled
	}
	return verdict
}

// boundVerdict is on a Pod that names its node: the scheduler is not asked.
func (p *prepared) boundVerdict(node *inventory.Node) Verdict {
	if p.pod.Spec.NodeName == node.Name {
		return Verdict{Outcome: Scheduled, ShouldRun: true, ShouldContinueRunning: true}
	}
	return Verdict{Outcome: Excluded, Refusals: []Refusal{{
		Gate: GateNodeName, By: p.w.At("spec", "nodeName"), Reason: "spec.nodeName is another node",
	}}}
}

// judgePod follows the scheduler's plugins NodeUnschedulable, TaintToleration and
// NodeAffinity, whose order it keeps.
func (p *prepared) judgePod(st *state) (run, stay bool, refusals []Refusal) {
	node := st.node()
	run, stay, judged := p.eligible.judge(st)
	found := slices.Clone(judged) // the words below are the scheduler's alone
	for i := range found {
		found[i].Kubernetes = affinityMismatch
		if found[i].Gate == GateTaint {
			found[i].Kubernetes = taintMismatch
		}
	}
	unschedulable := &corev1.Taint{Key: corev1.TaintNodeUnschedulable, Effect: corev1.TaintEffectNoSchedule}
	if node.Spec.Unschedulable && !Tolerates(p.pod.Spec.Tolerations, unschedulable) {
		refusals = append(refusals, Refusal{
			Gate: GateUnschedulable, Kubernetes: cordoned, Reason: "the node is cordoned",
			By: p.w.At("spec", "tolerations"), OnNode: manifest.Path{"spec", "unschedulable"},
		})
	}
	for _, gate := range []Gate{GateTaint, GateNodeSelector, GateNodeAffinity} {
		for _, refusal := range found {
			if refusal.Gate == gate {
				refusals = append(refusals, refusal)
			}
		}
	}
	return run && len(refusals) == 0, stay, refusals
}
