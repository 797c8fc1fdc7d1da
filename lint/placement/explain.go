package placement

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// Check is one comparison that decides whether a pod runs on a node.
type Check struct {
	Gate   Gate
	Passed bool
	// Text says what was compared with what.
	Text string
	// By is the field of the workload, zero where none is concerned.
	By manifest.Ref
	// Remedy is the smallest change of the workload or of the node that turns a check
	// that failed; empty where there is none to name.
	Remedy string
}

// Explanation is every check of a workload on a node, in the order in which
// Kubernetes makes them.
type Explanation struct {
	Verdict *Verdict
	Node    string
	Checks  []Check
}

// Explain makes every check again and says what was compared. It returns false for
// a workload or a node that the matrix does not know.
func (m *Matrix) Explain(w *Workload, node string) (*Explanation, bool) {
	verdict, p := m.On(w, node), m.prepared[w]
	if verdict == nil || p == nil {
		return nil, false
	}
	st := m.sim.stateOf(node)
	e := &explainer{p: p, st: st, verdict: verdict}
	e.eligible()
	if verdict.Outcome == Refused {
		refusal := verdict.Refusals[0]
		e.add(Check{Gate: refusal.Gate, Text: refusal.Reason, By: refusal.By})
	} else {
		e.scheduled()
	}
	return &Explanation{Verdict: verdict, Node: node, Checks: e.checks}, true
}

func (s *simulation) stateOf(node string) *state {
	for _, st := range s.states {
		for _, candidate := range st.nodes {
			if candidate.Name == node {
				return st
			}
		}
	}
	return nil
}

// explainer collects the checks of one workload on one node.
type explainer struct {
	p       *prepared
	st      *state
	verdict *Verdict
	checks  []Check
}

func (e *explainer) add(c Check) {
	if !c.Passed && e.verdict.Outcome == Scheduled {
		c.Passed = true
		c.Text += " (the pod was bound before others took it)"
	}
	if c.Passed {
		c.Remedy = ""
	}
	e.checks = append(e.checks, c)
}

// eligible are the checks of the DaemonSet controller; the scheduler makes them for
// other workloads.
func (e *explainer) eligible() {
	w, node := e.p.w, e.st.node()
	if name := e.p.eligible.nodeName; name != "" {
		e.add(Check{
			Gate: GateNodeName, Passed: name == node.Name, By: w.At("spec", "nodeName"),
			Text: fmt.Sprintf("nodeName %q against %q", name, node.Name),
		})
	}
	for _, key := range slices.Sorted(maps.Keys(e.p.eligible.selector)) {
		want := e.p.eligible.selector[key]
		got, labelled := node.Labels[key]
		e.add(Check{
			Gate: GateNodeSelector, Passed: labelled && got == want, By: w.At("spec", "nodeSelector", key),
			Text:   fmt.Sprintf("node selector %s=%s against %s", key, want, labelText(key, got, labelled)),
			Remedy: fmt.Sprintf("label the node %s=%s, or drop the selector", key, want),
		})
	}
	e.affinity()
	if w.DaemonSet == nil {
		e.cordon()
	}
	for i := range node.Spec.Taints {
		e.taint(&node.Spec.Taints[i])
	}
}

func labelText(key, value string, labelled bool) string {
	if !labelled {
		return "no label " + key
	}
	return fmt.Sprintf("%s=%s", key, value)
}

// affinity explains each of the terms, of which one must match.
func (e *explainer) affinity() {
	required := e.p.eligible.required
	if required == nil {
		return
	}
	at := e.p.w.At("spec", "affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution", "nodeSelectorTerms")
	matches := e.p.eligible.affinityMatches(e.st)
	for i, term := range required.NodeSelectorTerms {
		text, passed := e.term(term)
		if len(required.NodeSelectorTerms) > 1 {
			text = fmt.Sprintf("term %d of %d: %s", i+1, len(required.NodeSelectorTerms), text)
		}
		if !passed && matches {
			text += " (another term matches)"
		}
		e.add(Check{
			Gate: GateNodeAffinity, Passed: passed || matches, By: at.At(i), Text: "node affinity " + text,
			Remedy: "label the node so that the term matches, or change the term",
		})
	}
}

func (e *explainer) term(term corev1.NodeSelectorTerm) (string, bool) {
	var parts []string
	passed := len(term.MatchExpressions)+len(term.MatchFields) > 0
	for _, requirement := range term.MatchExpressions {
		value, labelled := e.st.node().Labels[requirement.Key]
		parts = append(parts, describe(requirement)+" against "+labelText(requirement.Key, value, labelled))
		passed = passed && requirementMatches("matchExpressions", requirement, e.st.node())
	}
	for _, requirement := range term.MatchFields {
		parts = append(parts, describe(requirement)+" against "+e.st.node().Name)
		passed = passed && requirementMatches("matchFields", requirement, e.st.node())
	}
	if len(parts) == 0 {
		return "an empty term matches no node", false
	}
	return strings.Join(parts, " and "), passed
}

func (e *explainer) cordon() {
	if !e.st.node().Spec.Unschedulable {
		return
	}
	unschedulable := &corev1.Taint{Key: corev1.TaintNodeUnschedulable, Effect: corev1.TaintEffectNoSchedule}
	e.add(Check{
		Gate: GateUnschedulable, Passed: Tolerates(e.p.pod.Spec.Tolerations, unschedulable),
		Text: "the node is cordoned", By: e.p.w.At("spec", "tolerations"), Remedy: "uncordon the node",
	})
}

// taint says by which toleration a taint is tolerated, and whether that was written
// or added.
func (e *explainer) taint(taint *corev1.Taint) {
	c := Check{Gate: GateTaint, By: e.p.w.At("spec", "tolerations")}
	own := len(e.p.w.Spec().Tolerations)
	at := slices.IndexFunc(e.p.eligible.tolerations, func(t corev1.Toleration) bool {
		return Tolerates([]corev1.Toleration{t}, taint)
	})
	switch {
	case at >= 0 && at < own:
		c.Passed, c.By = true, e.p.w.At("spec", "tolerations", at)
		c.Text = fmt.Sprintf("taint %s is tolerated by toleration %d", taint.ToString(), at+1)
	case at >= 0:
		c.Passed = true
		c.Text = fmt.Sprintf("taint %s is tolerated by a toleration that is added to every pod", taint.ToString())
	case !KeepsOut(taint):
		c.Passed = true
		c.Text = fmt.Sprintf("taint %s keeps nobody out", taint.ToString())
	default:
		c.Text = fmt.Sprintf("taint %s is tolerated by none of %d tolerations", taint.ToString(), len(e.p.eligible.tolerations))
		c.Remedy = fmt.Sprintf("add a toleration {key: %s, operator: Exists, effect: %s}, or remove the taint", taint.Key, taint.Effect)
	}
	e.add(c)
}

// scheduled are the checks of the scheduler on a pod that exists.
func (e *explainer) scheduled() {
	if e.p.bound() {
		e.add(Check{
			Gate: GateScheduler, Passed: true, By: e.p.w.At("spec", "nodeName"),
			Text: "the pod names its node, and nobody checks whether it fits",
		})
		return
	}
	if e.p.hold != nil {
		e.add(Check{Gate: e.p.hold.Gate, Text: e.p.hold.Reason, By: e.p.hold.By})
	}
	for _, refusal := range e.p.selectorRefusals(e.st.node()) {
		e.add(Check{Gate: refusal.Gate, Text: refusal.Reason, By: refusal.By})
	}
	others, used := e.others()
	e.ports(others)
	e.resources(len(others), used)
	for _, refusal := range e.verdict.Refusals {
		if refusal.Gate == GateSpread || refusal.Gate == GatePodAffinity {
			e.add(Check{Gate: refusal.Gate, Text: refusal.Reason, By: refusal.By})
		}
	}
}

// others are the pods on the node but for the workload's own, and what they use.
func (e *explainer) others() ([]*placed, []int64) {
	used := slices.Clone(e.st.used)
	var others []*placed
	for _, pod := range e.st.pods {
		if pod.p != e.p {
			others = append(others, pod)
			continue
		}
		for _, asked := range pod.p.requests {
			used[asked.id] -= asked.value
		}
	}
	return others, used
}

func (e *explainer) ports(others []*placed) {
	taken := portRefusals(e.p, others)
	for _, port := range e.p.ports {
		c := Check{Gate: GatePorts, Passed: true, By: port.at, Text: fmt.Sprintf("host port %d/%s is free", port.port, port.protocol)}
		for _, refusal := range taken {
			if slices.Equal(refusal.By.Path, port.at.Path) {
				c.Passed, c.Text, c.Remedy = false, refusal.Reason, "choose another host port for one of the two"
			}
		}
		e.add(c)
	}
}

func (e *explainer) resources(count int, used []int64) {
	capacity := e.st.capacity
	if !capacity.known {
		e.add(Check{Gate: GateResources, Passed: true, Text: "the capacity of the node is unknown"})
		return
	}
	free := func(total, reserved int64, show func(int64) string) string {
		if reserved == 0 {
			return show(total)
		}
		return fmt.Sprintf("%s (%s of %s reserved)", show(total-reserved), show(reserved), show(total))
	}
	number := func(count int64) string { return strconv.FormatInt(count, 10) }
	e.add(Check{
		Gate: GateResources, Passed: int64(count) < capacity.pods-capacity.noPods,
		Text:   fmt.Sprintf("pods: %d of %s taken", count, free(capacity.pods, capacity.noPods, number)),
		Remedy: "raise the number of pods that the kubelet takes, or drop a DaemonSet",
	})
	for _, asked := range e.p.requests {
		s := shortage{
			name: asked.name, want: asked.value, total: capacity.total[asked.id], reserved: capacity.reservedOf(asked.id), taken: used[asked.id],
		}
		c := Check{
			Gate: GateResources, Passed: s.want <= s.total-s.reserved-s.taken, By: e.p.w.requestField(asked.name),
			Text: fmt.Sprintf("%s: requests %s, %s of %s taken", s.name, s.show(s.want), s.show(s.taken), free(s.total, s.reserved, s.show)),
		}
		if left := s.total - s.reserved - s.taken; !c.Passed && left > 0 {
			c.Remedy = fmt.Sprintf("request at most %s", s.show(left))
		}
		e.add(c)
	}
}
