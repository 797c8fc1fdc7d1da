package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed network_agent_needs_not_ready_toleration.txtar
var networkAgentNeedsNotReadyTolerationExamples []byte

var networkAgentNeedsNotReadyToleration = &lint.Rule{
	Name:     "network-agent-needs-not-ready-toleration",
	Category: lint.Tolerations,
	Severity: lint.Warning,
	Summary:  "What makes nodes ready waits until they are",
	Examples: networkAgentNeedsNotReadyTolerationExamples,
	Check:    checkNetworkAgentNeedsNotReadyToleration,
}

func checkNetworkAgentNeedsNotReadyToleration(_ context.Context, pass *lint.Pass) error {
	for _, daemonSet := range pass.DaemonSets() {
		at := daemonSet.At("spec", "tolerations")
		agent := class.Of(daemonSet)
		if !readies(daemonSet, agent) || faulty(at) || daemonSet.Fragment() {
			continue
		}
		if missed := missedAtStart(daemonSet, agent); len(missed) > 0 {
			reportWaiting(pass, daemonSet, agent, at, missed)
		}
	}
	return nil
}

// readies reports whether nodes without the agent are not ready, or not initialized:
// the kubelet waits for a CNI configuration, and others for their cloud. A plugin that
// is laid over another one writes none of its own.
func readies(w *placement.Workload, agent class.Kind) bool {
	switch agent.Class {
	case class.Cloud:
		return true
	case class.CNI:
		return strings.HasPrefix(agent.Evidence, "annotation") || slices.ContainsFunc(hostPaths(w.Spec()), isConfigOfCNI)
	default:
		return false
	}
}

func isConfigOfCNI(path string) bool { return isUnder(path, "/etc/cni") }

// missedAtStart returns the taints that nodes have until the agent has done its work
// and that it does not tolerate. The controller tolerates not-ready with NoExecute
// only (k8s.io/kubernetes/pkg/controller/daemon/util, AddOrUpdateDaemonPodTolerations).
func missedAtStart(w *placement.Workload, agent class.Kind) []corev1.Taint {
	needed := []corev1.Taint{{Key: corev1.TaintNodeNotReady, Effect: corev1.TaintEffectNoSchedule}}
	if agent.Class == class.Cloud {
		needed = append(needed, corev1.Taint{
			Key: "node.cloudprovider.kubernetes.io/uninitialized", Value: "true", Effect: corev1.TaintEffectNoSchedule,
		})
	}
	tolerated := slices.Concat(w.Spec().Tolerations, placement.AutomaticTolerations(w.Spec()))
	return slices.DeleteFunc(needed, func(taint corev1.Taint) bool { return placement.Tolerates(tolerated, &taint) })
}

func reportWaiting(pass *lint.Pass, w *placement.Workload, agent class.Kind, at manifest.Ref, missed []corev1.Taint) {
	keys := make([]string, len(missed))
	changes := make([]manifest.Change, len(missed))
	for i := range missed {
		keys[i] = missed[i].Key + ":" + string(missed[i].Effect)
		changes[i] = at.Append(toleration{missed[i].Key, corev1.TolerationOpExists, missed[i].Effect})
	}
	severity := lint.Warning
	if strings.HasPrefix(agent.Evidence, "annotation") {
		severity = lint.Error
	}
	stays := "stays"
	if len(keys) > 1 {
		stays = "stay"
	}
	pass.Report(at, fmt.Sprintf("%s is %s and does not run on new nodes: it does not tolerate %s, which %s until it runs",
		w, agent, strings.Join(keys, " and "), stays), lint.As(severity), lint.SafeFix("Tolerate "+strings.Join(keys, " and "), changes...))
}

// toleration is written in the order in which people write it.
type toleration struct {
	Key      string                    `json:"key"`
	Operator corev1.TolerationOperator `json:"operator"`
	Effect   corev1.TaintEffect        `json:"effect,omitempty"`
}
