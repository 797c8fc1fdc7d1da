package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
)

//go:embed preferred_node_affinity_has_no_effect.txtar
var preferredNodeAffinityHasNoEffectExamples []byte

var preferredNodeAffinityHasNoEffect = &lint.Rule{
	Name:     "preferred-node-affinity-has-no-effect",
	Category: lint.Affinity,
	Severity: lint.Warning,
	Summary:  "A DaemonSet prefers some nodes, where only requirements count",
	Examples: preferredNodeAffinityHasNoEffectExamples,
	Check:    checkPreferredNodeAffinityHasNoEffect,
}

// checkPreferredNodeAffinityHasNoEffect follows k8s.io/kubernetes/pkg/controller/daemon:
// NodeShouldRunDaemonPod looks at required affinity only, and each pod is pinned to
// one node before the scheduler sees it.
func checkPreferredNodeAffinityHasNoEffect(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.DaemonSets() {
		affinity, at := w.Spec().Affinity, w.At("spec", "affinity", "nodeAffinity", preferredField)
		if affinity == nil || affinity.NodeAffinity == nil || faulty(at) ||
			len(affinity.NodeAffinity.PreferredDuringSchedulingIgnoredDuringExecution) == 0 {
			continue
		}
		pass.Report(at, fmt.Sprintf("%s prefers some nodes, and preferences change nothing: "+
			"the DaemonSet controller chooses the node of each pod by requirements only", w),
			lint.UnsafeFix("Remove the preference, or require it under "+requiredField, at.Prune()))
	}
	return nil
}
