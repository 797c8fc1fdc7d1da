package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed toleration_unknown_effect.txtar
var tolerationUnknownEffectExamples []byte

var tolerationUnknownEffect = &lint.Rule{
	Name:     "toleration-unknown-effect",
	Category: lint.Tolerations,
	Severity: lint.Error,
	Upgrade:  true,
	Summary:  "A toleration has an effect or an operator that the API server does not know",
	Examples: tolerationUnknownEffectExamples,
	Check:    checkTolerationUnknownEffect,
}

// checkTolerationUnknownEffect follows
// k8s.io/kubernetes/pkg/apis/core/validation, ValidateTolerations and
// validateTaintEffect.
func checkTolerationUnknownEffect(_ context.Context, pass *lint.Pass) error {
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		if t.Effect != "" && !slices.Contains(effects(), string(t.Effect)) {
			pass.Report(at.At("effect"), fmt.Sprintf("%s has a toleration with the unknown effect %q", w, t.Effect),
				writeOneOf(at.At("effect"), string(t.Effect), effects()))
		}
		reportOperator(pass, w, t, at.At("operator"))
	})
	return nil
}

func reportOperator(pass *lint.Pass, w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
	known := []string{string(corev1.TolerationOpEqual), string(corev1.TolerationOpExists)}
	switch t.Operator {
	case "", corev1.TolerationOpEqual, corev1.TolerationOpExists:
	case corev1.TolerationOpGt, corev1.TolerationOpLt:
		reportComparison(pass, w, t, at)
	default:
		pass.Report(at, fmt.Sprintf("%s has a toleration with the unknown operator %q", w, t.Operator),
			writeOneOf(at, string(t.Operator), known))
	}
}

// reportComparison says what is missing for tolerations that compare numbers.
func reportComparison(pass *lint.Pass, w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
	version := pass.Cluster.Version
	feature, _ := kubernetes.FeatureOf(kubernetes.TaintTolerationComparisonOperators)
	if feature.In(version) == kubernetes.Absent {
		pass.Report(at, fmt.Sprintf("%s has a toleration with operator %s, which Kubernetes %s does not know: it came with %s",
			w, t.Operator, version, feature.Alpha), lint.Suggest("Use the operator Equal or Exists"))
		return
	}
	pass.Report(at, fmt.Sprintf("%s has a toleration with operator %s, which Kubernetes %s refuses "+
		"unless the feature gate %s is on", w, t.Operator, version, feature.Gate),
		lint.Suggest("Use the operator Equal or Exists, or turn the feature gate on in every component"))
}

// writeOneOf puts the word that was meant into a field, or names all there are.
func writeOneOf(at manifest.Ref, found string, known []string) lint.Detail {
	if meant := closest(found, known); meant != "" {
		return lint.SafeFix("Write "+meant, at.Put(meant))
	}
	last := len(known) - 1
	return lint.Suggest("Write " + strings.Join(known[:last], ", ") + " or " + known[last])
}
