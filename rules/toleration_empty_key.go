package rules

import (
	"context"
	_ "embed"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed toleration_empty_key.txtar
var tolerationEmptyKeyExamples []byte

var tolerationEmptyKey = &lint.Rule{
	Name:     "toleration-empty-key",
	Category: lint.Tolerations,
	Severity: lint.Error,
	Summary:  "A toleration without a key has an operator other than Exists",
	Examples: tolerationEmptyKeyExamples,
	Check:    checkTolerationEmptyKey,
}

// checkTolerationEmptyKey follows k8s.io/kubernetes/pkg/apis/core/validation,
// ValidateTolerations. Operators that do not exist are left to
// toleration-unknown-effect.
func checkTolerationEmptyKey(_ context.Context, pass *lint.Pass) error {
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		if t.Key != "" || t.Operator != "" && t.Operator != corev1.TolerationOpEqual {
			return
		}
		pass.Report(at.At("operator"), fmt.Sprintf("%s has a toleration with neither key nor operator Exists", w),
			lint.UnsafeFix("Set operator: Exists to tolerate every taint, or name a key", tolerateAll(t, at)...))
	})
	return nil
}

// tolerateAll makes a toleration one for all keys. A value goes: no value is compared
// where the operator is Exists.
func tolerateAll(t *corev1.Toleration, at manifest.Ref) []manifest.Change {
	changes := []manifest.Change{at.At("operator").Put(corev1.TolerationOpExists)}
	if t.Value != "" {
		changes = append(changes, at.At("value").Remove())
	}
	return changes
}
