package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed version_gated_field.txtar
var versionGatedFieldExamples []byte

var versionGatedField = &lint.Rule{
	Name:     "version-gated-field",
	Category: lint.Compatibility,
	Severity: lint.Error,
	Summary:  "A field is one that the Kubernetes of the cluster does not know, or drops in silence",
	Examples: versionGatedFieldExamples,
	Check:    checkVersionGatedField,
}

func checkVersionGatedField(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		if placement.PatchDirective(w.Object) {
			continue
		}
		absent := w.Absent()
		for i := range absent {
			if !absent[i].Harmless() {
				reportAbsence(pass, w, &absent[i])
			}
		}
	}
	return nil
}

func reportAbsence(pass *lint.Pass, w *placement.Workload, absent *kubernetes.Absence) {
	version, feature := pass.Cluster.Version, absent.Feature
	if absent.Unknown {
		pass.ReportAt(w.Object, absent.At.KeySpan(),
			fmt.Sprintf("%s sets %s, which Kubernetes %s does not know: it is there since %s, and kubectl refuses what is unknown",
				w, absent.At.Path, version, absent.Since),
			lint.Suggest(unknownRemedy(absent)))
		return
	}
	severity, stage := lint.Error, feature.In(version)
	switch {
	case stage == kubernetes.Beta:
		severity = lint.Info
	case version == 0: // nobody said what the cluster is
		severity = lint.Warning
	}
	pass.ReportAt(w.Object, absent.At.KeySpan(),
		fmt.Sprintf("%s sets %s, which Kubernetes %s drops without a word: its feature gate %s is %s there and off by default",
			w, absent.At.Path, version, feature.Gate, stage),
		lint.As(severity), lint.Suggest(gateRemedy(feature)))
}

func unknownRemedy(absent *kubernetes.Absence) string {
	if absent.Feature.Gate != "" && absent.Feature.On == 0 {
		return "Leave it out"
	}
	return fmt.Sprintf("Leave it out until the cluster has %s", max(absent.Since, absent.Feature.On))
}

func gateRemedy(feature kubernetes.Feature) string {
	if feature.On == 0 {
		return fmt.Sprintf("Leave it out, or turn the feature gate %s on in every component", feature.Gate)
	}
	return fmt.Sprintf("Leave it out until the cluster has %s, or turn the feature gate %s on in every component",
		feature.On, feature.Gate)
}
