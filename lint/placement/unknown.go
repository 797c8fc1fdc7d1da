package placement

import (
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// unknown is what a placeholder stands for in the fields of a workload that decide
// where its pods run. The pod is judged without these fields: what speaks against it
// then speaks against it whatever is filled in.
type unknown struct {
	// where are placeholders that may keep the pod off any node, by its name or labels.
	where []Refusal
	// needs are those that may keep it from being bound.
	needs []Refusal
	// tolerated are those that may let it run in spite of a taint.
	tolerated []Refusal
}

// What a field of a pod spec decides.
const (
	decidesWhere = iota + 1
	decidesNeeds
	decidesTolerated
)

// decisive are the fields of a pod spec that decide where pods run, with what is below
// them. An asterisk stands for an item of a list.
var decisive = []struct {
	path manifest.Path
	what int
	gate Gate
}{
	{manifest.Path{"nodeName"}, decidesWhere, GateNodeName},
	{manifest.Path{"nodeSelector"}, decidesWhere, GateNodeSelector},
	{manifest.Path{"affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution"}, decidesWhere, GateNodeAffinity},
	{manifest.Path{"affinity", "podAffinity"}, decidesNeeds, GatePodAffinity},
	{manifest.Path{"affinity", "podAntiAffinity"}, decidesNeeds, GatePodAffinity},
	{manifest.Path{"tolerations"}, decidesTolerated, GateTaint},
	{manifest.Path{"topologySpreadConstraints"}, decidesNeeds, GateSpread},
	{manifest.Path{"schedulerName"}, decidesNeeds, GateScheduler},
	{manifest.Path{"resources"}, decidesNeeds, GateResources},
	{manifest.Path{"overhead"}, decidesNeeds, GateResources},
	{manifest.Path{"runtimeClassName"}, decidesNeeds, GateResources},
	{manifest.Path{"priorityClassName"}, decidesNeeds, GateResources},
	{manifest.Path{"volumes", "*", "persistentVolumeClaim"}, decidesNeeds, GateVolumes},
	{manifest.Path{"hostNetwork"}, decidesNeeds, GatePorts},
	{manifest.Path{"containers", "*", "resources"}, decidesNeeds, GateResources},
	{manifest.Path{"containers", "*", "ports", "*", "hostPort"}, decidesNeeds, GatePorts},
	{manifest.Path{"containers", "*", "ports", "*", "containerPort"}, decidesNeeds, GatePorts},
	{manifest.Path{"containers", "*", "ports", "*", "protocol"}, decidesNeeds, GatePorts},
	{manifest.Path{"initContainers", "*", "resources"}, decidesNeeds, GateResources},
}

// decided is what a field of a pod spec decides, and the gate that reads it.
func decided(path manifest.Path) (what int, gate Gate) {
	for i := range decisive {
		if field := &decisive[i]; onTheWay(path, field.path) {
			return field.what, field.gate
		}
	}
	return 0, ""
}

// onTheWay reports whether a path leads to a field, to what is below it, or to what holds
// it.
func onTheWay(path, field manifest.Path) bool {
	for i := range min(len(path), len(field)) {
		if field[i] != "*" && field[i] != path[i] {
			return false
		}
	}
	return true
}

// unknownOf finds the placeholders of a workload, nil where none decides anything.
func unknownOf(w *Workload) *unknown {
	var found *unknown
	spec := w.At("spec").Path
	for _, fault := range w.Object.Faults() {
		path := fault.At.Path
		common := min(len(path), len(spec))
		if fault.Kind != manifest.Unfilled || !slices.Equal(path[:common], spec[:common]) {
			continue
		}
		what, gate := decided(path[common:])
		if what == 0 {
			continue
		}
		if found == nil {
			found = &unknown{}
		}
		refusal := Refusal{Gate: gate, By: fault.At, Reason: fmt.Sprintf("%s: %s", shownPath(path, common), fault.Message)}
		list := map[int]*[]Refusal{decidesWhere: &found.where, decidesNeeds: &found.needs, decidesTolerated: &found.tolerated}[what]
		*list = append(*list, refusal)
	}
	return found
}

// shownPath is a path within a pod spec, the whole one where that leads no deeper.
func shownPath(path manifest.Path, spec int) manifest.Path {
	if len(path) == spec {
		return path
	}
	return path[spec:]
}

// leaveOut takes what is not known out of a pod.
func (u *unknown) leaveOut(pod *corev1.Pod) {
	spec := &pod.Spec
	maps.DeleteFunc(spec.NodeSelector, func(key, value string) bool {
		return manifest.Placeholder(key) || manifest.Placeholder(value)
	})
	spec.Tolerations = slices.DeleteFunc(spec.Tolerations, func(t corev1.Toleration) bool {
		return slices.ContainsFunc([]string{t.Key, t.Value, string(t.Operator), string(t.Effect)}, manifest.Placeholder)
	})
	spec.Volumes = slices.DeleteFunc(spec.Volumes, func(v corev1.Volume) bool {
		return v.PersistentVolumeClaim != nil && manifest.Placeholder(v.PersistentVolumeClaim.ClaimName)
	})
	if spec.RuntimeClassName != nil && manifest.Placeholder(*spec.RuntimeClassName) {
		spec.RuntimeClassName = nil
	}
	for _, name := range []*string{&spec.NodeName, &spec.SchedulerName, &spec.PriorityClassName} {
		if manifest.Placeholder(*name) {
			*name = ""
		}
	}
	u.leaveOutTerms(spec)
}

// leaveOutTerms takes out constraints as a whole of which a part is not known.
func (u *unknown) leaveOutTerms(spec *corev1.PodSpec) {
	for _, refusal := range slices.Concat(u.where, u.needs) {
		switch {
		case refusal.Gate == GateSpread:
			spec.TopologySpreadConstraints = nil
		case refusal.Gate == GateNodeAffinity && spec.Affinity != nil:
			spec.Affinity.NodeAffinity = nil
		case refusal.Gate == GatePodAffinity && spec.Affinity != nil:
			spec.Affinity.PodAffinity, spec.Affinity.PodAntiAffinity = nil, nil
		}
	}
}

// verdicts are those on a workload with placeholders: a DaemonSet makes no pods that
// could be in the way of others, for nobody knows where they are.
func (u *unknown) verdicts(s *simulation, p *prepared) []*Verdict {
	verdicts := s.trial(p)
	for i, verdict := range verdicts {
		if p.w.DaemonSet != nil { // the controller decides first, and passes nodes over in silence
			if run, stay, refusals := p.eligible.judge(s.states[i]); !run {
				*verdict = Verdict{Workload: p.w, Nodes: verdict.Nodes, Outcome: Excluded, ShouldContinueRunning: stay, Refusals: refusals}
			}
			verdict.Fits = min(verdict.Fits, 1)
		}
		u.settle(verdict)
	}
	return verdicts
}

// settle leaves a verdict undecided that may be another one with what is not known.
func (u *unknown) settle(v *Verdict) {
	onlyTaints := !slices.ContainsFunc(v.Refusals, func(r Refusal) bool { return r.Gate != GateTaint && r.Gate != GateUnschedulable })
	switch {
	case v.Outcome == Excluded && onlyTaints && len(u.tolerated) > 0:
		v.Refusals = slices.Concat(u.where, u.tolerated)
	case v.Outcome != Excluded && len(u.where) > 0:
		v.Refusals, v.ShouldRun = slices.Concat(u.where, u.needs), false
	case v.Outcome == Scheduled && len(u.needs) > 0:
		v.Refusals = slices.Clone(u.needs)
	default:
		return
	}
	v.Outcome, v.Fits, v.Reasons = Undecided, 0, nil
}
