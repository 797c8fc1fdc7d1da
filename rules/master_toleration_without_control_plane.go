package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

//go:embed master_toleration_without_control_plane.txtar
var masterTolerationWithoutControlPlaneExamples []byte

var masterTolerationWithoutControlPlane = &lint.Rule{
	Name:     "master-toleration-without-control-plane",
	Category: lint.Compatibility,
	Severity: lint.Warning,
	Summary:  "A workload tolerates the taint that control planes had up to kubeadm 1.24, and not the one they have now",
	Examples: masterTolerationWithoutControlPlaneExamples,
	Check:    checkMasterTolerationWithoutControlPlane,
}

// The taints have the keys of the labels (k8s.io/kubernetes/cmd/kubeadm/app/constants).
const (
	masterTaint          = masterLabel
	controlPlaneTaintKey = controlPlaneLabel
)

func checkMasterTolerationWithoutControlPlane(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if f.intended[w] {
			continue
		}
		for _, old := range oldTolerations(w) {
			reportOldToleration(pass, f, old)
		}
	}
	return nil
}

// oldToleration is a toleration of the master taint beside which none tolerates
// the control-plane taint with the same effect.
type oldToleration struct {
	w      *placement.Workload
	at     manifest.Ref
	effect corev1.TaintEffect
}

func oldTolerations(w *placement.Workload) []oldToleration {
	var found []oldToleration
	tolerations := w.Spec().Tolerations
	for i := range tolerations {
		t := &tolerations[i]
		effect := t.Effect
		if effect == "" {
			effect = corev1.TaintEffectNoSchedule // that of kubeadm
		}
		at := w.At("spec", "tolerations", i)
		if t.Key == masterTaint && effect != corev1.TaintEffectPreferNoSchedule && !namesControlPlane(tolerations, effect) && !faulty(at) {
			found = append(found, oldToleration{w, at, effect})
		}
	}
	return found
}

// namesControlPlane reports whether a toleration speaks of control planes, or of
// all nodes; whether its value fits is the matter of toleration-never-matches.
func namesControlPlane(tolerations []corev1.Toleration, effect corev1.TaintEffect) bool {
	return slices.ContainsFunc(tolerations, func(t corev1.Toleration) bool {
		return (t.Key == "" || t.Key == controlPlaneTaintKey) && (t.Effect == "" || t.Effect == effect)
	})
}

// reportOldToleration is sure where a node is missed for nothing else, and silent
// where the inventory shows no control-plane taint that matters.
func reportOldToleration(pass *lint.Pass, f *fleet, old oldToleration) {
	remedy := lint.SafeFix(fmt.Sprintf("Add a toleration for %s with operator Exists and effect %s",
		controlPlaneTaintKey, old.effect), old.w.At("spec", "tolerations").Append(corev1.Toleration{
		Key: controlPlaneTaintKey, Operator: corev1.TolerationOpExists, Effect: old.effect,
	}))
	const since = "which control planes have in its place since kubeadm 1.25"
	if len(f.nodes) == 0 && f.hasMasterTaint() {
		return
	}
	if len(f.nodes) == 0 {
		pass.Report(old.at.At("key"), fmt.Sprintf("%s tolerates %s and not %s, %s",
			old.w, masterTaint, controlPlaneTaintKey, since), remedy)
		return
	}
	missed := f.missedBy(old)
	if len(missed.groups) == 0 {
		return
	}
	nodes := f.gather(missed.groups)
	verb, severity := "skips", lint.Error
	if old.w.DaemonSet == nil {
		verb = "cannot run on"
		if !f.runsNowhere(old.w) {
			severity = lint.Info // one node is enough for it
		}
	}
	pass.Report(old.at.At("key"), fmt.Sprintf("%s %s %s: it tolerates %s and not %s, %s",
		old.w, verb, someOf(namesOf(nodes), len(f.nodes)), masterTaint, missed.taint.ToString(), since),
		lint.As(severity), lint.OnNodes(namesOf(nodes)...), remedy,
		lint.See(where(nodes[0], missed.refusal), "the taint of Node "+nodes[0].Name))
}

// hasMasterTaint reports whether clusters of a pack that is chosen still have the old
// taint, and not the new one.
func (f *fleet) hasMasterTaint() bool {
	taints := f.facts.ClusterTaints(lint.ControlPlaneFact)
	has := func(key string) bool {
		return slices.ContainsFunc(taints, func(t facts.Fact) bool { return t.Key == key })
	}
	return has(masterTaint) && !has(controlPlaneTaintKey)
}

// missedTaint is a taint and the groups of nodes that it keeps a workload off.
type missedTaint struct {
	taint   *corev1.Taint
	refusal *placement.Refusal
	groups  []int
}

// missedBy returns the nodes that only the control-plane taint keeps a workload
// off.
func (f *fleet) missedBy(old oldToleration) missedTaint {
	var missed missedTaint
	for g, verdict := range f.matrix.Of(old.w) {
		onlyThis := keptOnlyBy(verdict, func(r *placement.Refusal) bool {
			return r.Taint.Key == controlPlaneTaintKey && r.Taint.Effect == old.effect
		})
		if onlyThis {
			missed.groups = append(missed.groups, g)
			missed.refusal = &verdict.Refusals[0]
			missed.taint = missed.refusal.Taint
		}
	}
	return missed
}

// missedControlPlanes returns the groups of nodes that the workload misses for an
// old toleration.
func (f *fleet) missedControlPlanes(w *placement.Workload) []int {
	var groups []int
	for _, old := range oldTolerations(w) {
		groups = append(groups, f.missedBy(old).groups...)
	}
	return groups
}
