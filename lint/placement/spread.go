package placement

import (
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// The words of the PodTopologySpread plugin.
const (
	spreadUneven       = "node(s) didn't match pod topology spread constraints"
	spreadLabelMissing = spreadUneven + " (missing required label)"
)

// spreadConstraint is a topology spread constraint that keeps pods unscheduled.
type spreadConstraint struct {
	topologyKey         string
	selector            labels.Selector
	self                int // 1 if the pod is one of those that are counted
	maxSkew, minDomains int
	// anywhere counts nodes that the pod cannot go to because of its affinity, and
	// tainted leaves out those whose taints it does not tolerate.
	anywhere, tainted bool
	at                manifest.Ref
}

// newSpread follows filterTopologySpreadConstraints
// (k8s.io/kubernetes/pkg/scheduler/framework/plugins/podtopologyspread). A selector
// that cannot be parsed matches nothing.
func newSpread(w *Workload, pod *corev1.Pod) []spreadConstraint {
	var constraints []spreadConstraint
	for i := range pod.Spec.TopologySpreadConstraints {
		c := &pod.Spec.TopologySpreadConstraints[i]
		if c.WhenUnsatisfiable != corev1.DoNotSchedule {
			continue
		}
		constraint := spreadConstraint{
			topologyKey: c.TopologyKey, selector: selectorOf(c.LabelSelector),
			maxSkew: int(c.MaxSkew), minDomains: 1,
			anywhere: c.NodeAffinityPolicy != nil && *c.NodeAffinityPolicy == corev1.NodeInclusionPolicyIgnore,
			tainted:  c.NodeTaintsPolicy != nil && *c.NodeTaintsPolicy == corev1.NodeInclusionPolicyHonor,
			at:       w.At("spec", "topologySpreadConstraints", i),
		}
		if c.MinDomains != nil {
			constraint.minDomains = int(*c.MinDomains)
		}
		if constraint.selector.Matches(labels.Set(pod.Labels)) {
			constraint.self = 1
		}
		constraints = append(constraints, constraint)
	}
	return constraints
}

// spreadsAnywhere reports whether the pod's verdict on a node depends on the pods of
// other nodes.
func (p *prepared) spreadsAnywhere() bool {
	for i := range p.spread {
		if p.spread[i].anywhere {
			return true
		}
	}
	return false
}

// spreadRefusals follows the Filter of PodTopologySpread: the node's domain may not
// hold more than maxSkew pods above the emptiest domain.
func (s *simulation) spreadRefusals(p *prepared, node *inventory.Node) []Refusal {
	var refusals []Refusal
	for i := range p.spread {
		c := &p.spread[i]
		value, labelled := node.Labels[c.topologyKey]
		if !labelled {
			refusals = append(refusals, Refusal{
				Gate: GateSpread, Kubernetes: spreadLabelMissing, By: c.at.At("topologyKey"),
				Reason: fmt.Sprintf("label %s, which the pod is spread by, is missing", c.topologyKey),
				OnNode: manifest.Path{"metadata", "labels"},
			})
			continue
		}
		domains := s.domains(p, c, node)
		fewest := emptiest(domains, c.minDomains)
		if skew := domains[value] + c.self - fewest; skew > c.maxSkew {
			refusals = append(refusals, Refusal{
				Gate: GateSpread, Kubernetes: spreadUneven, By: c.at,
				Reason: fmt.Sprintf("%s=%s would hold %d pods, %d more than the emptiest domain",
					c.topologyKey, value, domains[value]+c.self, skew),
			})
		}
	}
	return refusals
}

// emptiest is the number of pods in the emptiest domain; a domain that is wanting
// counts as empty.
func emptiest(domains map[string]int, minDomains int) int {
	if len(domains) < minDomains {
		return 0
	}
	fewest := -1
	for _, count := range domains {
		if fewest < 0 || count < fewest {
			fewest = count
		}
	}
	return max(fewest, 0)
}

// domains counts the pods that the constraint speaks of by domain, over all nodes
// that count. The pods of a DaemonSet are pinned: none but their own node counts,
// unless the constraint ignores affinity. A selector that takes all pods counts none
// (countPodsMatchSelector).
func (s *simulation) domains(p *prepared, c *spreadConstraint, node *inventory.Node) map[string]int {
	domains := map[string]int{}
	for _, st := range s.states {
		if !p.spreadsOver(c, st, node) {
			continue
		}
		count := 0
		for _, pod := range st.pods {
			other := pod.p.affinity
			if !c.selector.Empty() && other.namespace == p.affinity.namespace && c.selector.Matches(other.labels) {
				count++
			}
		}
		if !p.pinned(c) {
			count *= len(st.nodes)
		}
		domains[st.node().Labels[c.topologyKey]] += count
	}
	return domains
}

// pinned reports whether only the pod's own node counts for a constraint.
func (p *prepared) pinned(c *spreadConstraint) bool { return p.w.DaemonSet != nil && !c.anywhere }

// spreadsOver reports whether the nodes of a group count for a constraint.
func (p *prepared) spreadsOver(c *spreadConstraint, st *state, node *inventory.Node) bool {
	for i := range p.spread {
		if _, labelled := st.node().Labels[p.spread[i].topologyKey]; !labelled {
			return false
		}
	}
	if c.tainted {
		for i := range st.node().Spec.Taints {
			taint := &st.node().Spec.Taints[i]
			if KeepsOut(taint) && !Tolerates(p.pod.Spec.Tolerations, taint) {
				return false
			}
		}
	}
	switch {
	case c.anywhere:
		return true
	case p.pinned(c):
		return st.node() == node
	}
	return len(p.eligible.nodeRefusals(st)) == 0
}
