package rules

import (
	"context"
	_ "embed"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
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
// ValidateTolerations.
func checkTolerationEmptyKey(_ context.Context, pass *lint.Pass) error {
	for _, workload := range pass.Workloads() {
		for i, toleration := range workload.Spec().Tolerations {
			if toleration.Key == "" && toleration.Operator != corev1.TolerationOpExists {
				at := workload.At("spec", "tolerations", i, "operator")
				pass.Report(at, fmt.Sprintf("%s has a toleration with neither key nor operator Exists", workload),
					lint.Suggest("Set operator: Exists to tolerate every taint, or name a key"))
			}
		}
	}
	return nil
}
