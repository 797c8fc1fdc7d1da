package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/inventory"
)

//go:embed rollout_blocked_by_one_bad_node.txtar
var rolloutBlockedByOneBadNodeExamples []byte

var rolloutBlockedByOneBadNode = &lint.Rule{
	Name:     "rollout-blocked-by-one-bad-node",
	Category: lint.Rollout,
	Severity: lint.Warning,
	Summary:  "A few nodes that are not ready keep a DaemonSet from being updated on all others",
	Examples: rolloutBlockedByOneBadNodeExamples,
	Options: []lint.Option{{
		Name: "nodes", Default: 50,
		Summary: "From how many nodes on an update of one node after another is reported though all of them are ready",
	}},
	Check: checkRolloutBlockedByOneBadNode,
}

func checkRolloutBlockedByOneBadNode(_ context.Context, pass *lint.Pass) error {
	if len(pass.Nodes()) == 0 {
		return nil
	}
	f := fleetOf(pass)
	rollouts(pass, func(r rollout) {
		if f.counts(r.w) && f.matrix.Of(r.w) != nil {
			reportBlocked(pass, f, r)
		}
	})
	return nil
}

func reportBlocked(pass *lint.Pass, f *fleet, r rollout) {
	var eligible []*inventory.Node
	for g, verdict := range f.matrix.Of(r.w) {
		if verdict.ShouldContinueRunning {
			eligible = append(eligible, f.machines([]int{g})...)
		}
	}
	bad := namesOf(slices.DeleteFunc(slices.Clone(eligible), isReady))
	allowed := r.unavailable(len(eligible))
	agent := class.Of(r.w)
	switch {
	case r.surges(len(eligible)) || allowed == 0:
	case len(bad) >= allowed && len(bad) > 0 && len(bad) < len(eligible):
		pass.Report(r.at(), fmt.Sprintf("%s is not updated on the others while %s %s not ready: maxUnavailable is %s",
			r.w, someOf(bad, len(eligible)), are(bad), r.maxUnavailable.String()), lint.OnNodes(bad...), moreAtOnce(r, len(bad), len(eligible)))
	case len(eligible) >= lint.OptionOf[int](pass, "nodes") && r.maxUnavailable == intstr.FromInt32(1) && !agent.Networks():
		pass.Report(r.at(), fmt.Sprintf("%s is updated on %s one after another, and the first that is not ready stops it: maxUnavailable is 1",
			r.w, countNodes(len(eligible))), moreAtOnce(r, 1, len(eligible)))
	}
}

// isReady reports whether the status of a node says nothing else. Taints may come from
// a template or a what-if, and tell of no pod that is there.
func isReady(node *inventory.Node) bool {
	return !slices.ContainsFunc(node.Status.Conditions, func(c corev1.NodeCondition) bool {
		return c.Type == corev1.NodeReady && c.Status != corev1.ConditionTrue
	})
}

// moreAtOnce offers a share that so many broken nodes do not use up.
func moreAtOnce(r rollout, bad, eligible int) lint.Detail {
	for _, share := range []string{"10%", "20%", "33%"} {
		if resolve(intstr.FromString(share), eligible) > bad {
			return lint.UnsafeFix("Set maxUnavailable to "+share, r.at().Put(share))
		}
	}
	return lint.Suggest("Repair the nodes, or take them out of the cluster")
}
