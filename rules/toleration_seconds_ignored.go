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
)

//go:embed toleration_seconds_ignored.txtar
var tolerationSecondsIgnoredExamples []byte

var tolerationSecondsIgnored = &lint.Rule{
	Name:     "toleration-seconds-ignored",
	Category: lint.Tolerations,
	Severity: lint.Warning,
	Summary:  "A DaemonSet limits a toleration that the DaemonSet controller makes unlimited again",
	Examples: tolerationSecondsIgnoredExamples,
	Check:    checkTolerationSecondsIgnored,
}

// checkTolerationSecondsIgnored looks for tolerations that the controller replaces:
// those that equal one of its own in all but the seconds.
func checkTolerationSecondsIgnored(_ context.Context, pass *lint.Pass) error {
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		if w.DaemonSet == nil || t.TolerationSeconds == nil || !addedByController(w, t) {
			return
		}
		seconds := at.At("tolerationSeconds")
		pass.Report(seconds, fmt.Sprintf("%s tolerates %s:%s for ever and not for %d seconds: "+
			"the DaemonSet controller puts its own toleration in the place of this one", w, t.Key, t.Effect, *t.TolerationSeconds),
			lint.SafeFix("Remove tolerationSeconds", seconds.Remove()))
	})
	return nil
}

func addedByController(w *placement.Workload, t *corev1.Toleration) bool {
	return slices.ContainsFunc(placement.AutomaticTolerations(w.Spec()), func(own corev1.Toleration) bool {
		return own.MatchToleration(t)
	})
}
