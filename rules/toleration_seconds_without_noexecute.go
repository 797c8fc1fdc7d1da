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

//go:embed toleration_seconds_without_noexecute.txtar
var tolerationSecondsWithoutNoExecuteExamples []byte

var tolerationSecondsWithoutNoExecute = &lint.Rule{
	Name:     "toleration-seconds-without-noexecute",
	Category: lint.Tolerations,
	Severity: lint.Error,
	Summary:  "A toleration has tolerationSeconds and an effect other than NoExecute",
	Examples: tolerationSecondsWithoutNoExecuteExamples,
	Check:    checkTolerationSecondsWithoutNoExecute,
}

// checkTolerationSecondsWithoutNoExecute follows
// k8s.io/kubernetes/pkg/apis/core/validation, ValidateTolerations. Effects that do
// not exist are left to toleration-unknown-effect.
func checkTolerationSecondsWithoutNoExecute(_ context.Context, pass *lint.Pass) error {
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		if t.TolerationSeconds == nil || t.Effect == corev1.TaintEffectNoExecute {
			return
		}
		found := "no effect"
		if t.Effect != "" {
			found = "effect " + string(t.Effect)
		}
		if t.Effect == "" || slices.Contains(effects(), string(t.Effect)) {
			pass.Report(at.At("tolerationSeconds"),
				fmt.Sprintf("%s has a toleration with tolerationSeconds and %s", w, found),
				lint.UnsafeFix("Set effect: NoExecute, or remove tolerationSeconds", at.At("tolerationSeconds").Remove()))
		}
	})
	return nil
}
