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
		if r.w.DaemonSet.Spec.MinReadySeconds == 0 && !slices.ContainsFunc(r.w.Containers(), hasReadiness) {
			reportUngated(pass, r)
		}
	})
	return nil
}

// reportUngated warns where several nodes at once lose what others depend on. With one
// at a time it speaks of those only whose loss all pods of the node feel.
func reportUngated(pass *lint.Pass, r rollout) {
	agent := class.Of(r.w)
	severity := lint.Info
	message := fmt.Sprintf("%s is %s and is rolled out without a readiness probe", r.w, agent)
	switch one := r.maxUnavailable == intstr.FromInt32(1) || r.maxUnavailable == intstr.FromInt32(0); {
	case one && agent.Class != class.CNI && agent.Class != class.CSI && agent.Class != class.DNS:
		return
	case !one && agent.KeepsNodeGoing():
		severity = lint.Warning
		message = fmt.Sprintf("%s is %s and replaces %s at once without a readiness probe", r.w, agent, r.pods())
	case !one:
		message = fmt.Sprintf("%s replaces %s at once without a readiness probe", r.w, r.pods())
	}
	pass.Report(r.w.Object.At("spec", "minReadySeconds"), message+" and with no minReadySeconds",
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
