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

//go:embed toleration_exists_with_value.txtar
var tolerationExistsWithValueExamples []byte

var tolerationExistsWithValue = &lint.Rule{
	Name:     "toleration-exists-with-value",
	Category: lint.Tolerations,
	Severity: lint.Error,
	Summary:  "A toleration with operator Exists has a value",
	Examples: tolerationExistsWithValueExamples,
	Check:    checkTolerationExistsWithValue,
}

// checkTolerationExistsWithValue follows
// k8s.io/kubernetes/pkg/apis/core/validation, ValidateTolerations.
func checkTolerationExistsWithValue(_ context.Context, pass *lint.Pass) error {
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		if t.Operator != corev1.TolerationOpExists || t.Value == "" {
			return
		}
		pass.Report(at.At("value"),
			fmt.Sprintf("%s has a toleration with operator Exists and the value %q", w, t.Value),
			lint.UnsafeFix(fmt.Sprintf("Remove the value to tolerate every value, or set operator: Equal to tolerate only %q",
				t.Value), at.At("value").Remove()))
	})
	return nil
}
