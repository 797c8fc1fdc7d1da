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

//go:embed tolerates_node_retirement_taint.txtar
var toleratesNodeRetirementTaintExamples []byte

var toleratesNodeRetirementTaint = &lint.Rule{
	Name:     "tolerates-node-retirement-taint",
	Category: lint.Tolerations,
	Severity: lint.Warning,
	Summary:  "A workload tolerates by name a taint of nodes that are about to go or are given up",
	Examples: toleratesNodeRetirementTaintExamples,
	Check:    checkToleratesNodeRetirementTaint,
}

// checkToleratesNodeRetirementTaint leaves tolerations of all taints to
// blanket-toleration.
func checkToleratesNodeRetirementTaint(_ context.Context, pass *lint.Pass) error {
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		if t.Effect == corev1.TaintEffectPreferNoSchedule || isStamped(t.Key) && t.Operator != corev1.TolerationOpExists || w.Fragment() {
			return // it tolerates nothing that matters
		}
		switch fact, wellKnown := facts.Of(pass.Snapshot).Taint(t.Key); {
		case t.Key == corev1.TaintNodeOutOfService:
			pass.Report(at.At("key"), fmt.Sprintf("%s tolerates %s: its pods and volumes stay bound to a node that was given up", w, t.Key),
				lint.Suggest("Remove the toleration"))
		case wellKnown && fact.Kind == lint.LeavingFact && !slices.Contains(softTaints(), t.Key):
			reportRetirement(pass, w, t, at)
		}
	})
	return nil
}

// softTaints have the effect PreferNoSchedule, so that tolerating them changes nothing.
func softTaints() []string {
	return []string{"DeletionCandidateOfClusterAutoscaler", "node.cluster.x-k8s.io/outdated-revision"}
}

// reportRetirement speaks more softly of DaemonSets: agents may want to stay until the
// end.
func reportRetirement(pass *lint.Pass, w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
	message := fmt.Sprintf("%s tolerates %s: new pods start on nodes that are about to go", w, t.Key)
	details := []lint.Detail{lint.Suggest("Remove the toleration")}
	if w.DaemonSet != nil {
		message = fmt.Sprintf("%s tolerates %s: its pods come back on nodes that are being drained", w, t.Key)
		details = append(details, lint.As(lint.Info))
	}
	pass.Report(at.At("key"), message, details...)
}
