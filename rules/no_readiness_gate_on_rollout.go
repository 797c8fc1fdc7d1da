package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed no_readiness_gate_on_rollout.txtar
var noReadinessGateOnRolloutExamples []byte

var noReadinessGateOnRollout = &lint.Rule{
	Name:     "no-readiness-gate-on-rollout",
	Category: lint.Rollout,
	Severity: lint.Warning,
	Summary:  "A broken version of a DaemonSet reaches all nodes, because nothing tells that its pods do not work",
	Examples: noReadinessGateOnRolloutExamples,
	Check:    checkNoReadinessGateOnRollout,
}

func checkNoReadinessGateOnRollout(_ context.Context, pass *lint.Pass) error {
	rollouts(pass, func(r rollout) {
		if r.w.DaemonSet.Spec.MinReadySeconds == 0 && !faulty(r.w.Object.At("spec", "minReadySeconds")) && !slices.ContainsFunc(r.w.Containers(), hasReadiness) {
			reportUngated(pass, r)
		}
	})
	return nil
}

// reportUngated warns where several nodes at once lose what others depend on. Pods that
// are replaced one by one are left alone: few agents have a probe, and somebody may
// watch.
func reportUngated(pass *lint.Pass, r rollout) {
	if r.maxUnavailable == intstr.FromInt32(1) || r.maxUnavailable == intstr.FromInt32(0) {
		return
	}
	severity, is := lint.Info, ""
	if agent := class.Of(r.w); agent.KeepsNodeGoing() {
		severity, is = lint.Warning, fmt.Sprintf("is %s and ", agent)
	}
	pass.Report(r.w.Object.At("spec", "minReadySeconds"),
		fmt.Sprintf("%s %sreplaces %s at once without a readiness probe and with no minReadySeconds", r.w, is, r.pods()),
		lint.As(severity), lint.Suggest("Add a readinessProbe, or minReadySeconds to the spec"))
}

// pods says how many pods may be missing at once.
func (r rollout) pods() string {
	if r.maxUnavailable.Type == intstr.String {
		return r.maxUnavailable.StrVal + " of its pods"
	}
	return r.maxUnavailable.String() + " pods"
}

// hasReadiness reports whether something decides when a container is ready.
func hasReadiness(c placement.Container) bool {
	return !c.Init && (c.ReadinessProbe != nil || c.StartupProbe != nil)
}
