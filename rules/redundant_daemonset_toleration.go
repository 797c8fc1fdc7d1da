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

//go:embed redundant_daemonset_toleration.txtar
var redundantDaemonSetTolerationExamples []byte

var redundantDaemonSetToleration = &lint.Rule{
	Name:     "redundant-daemonset-toleration",
	Category: lint.Tolerations,
	Severity: lint.Info,
	Off:      true,
	Summary:  "A DaemonSet has a toleration that another one covers, or that it gets anyway",
	Examples: redundantDaemonSetTolerationExamples,
	Check:    checkRedundantDaemonSetToleration,
}

func checkRedundantDaemonSetToleration(_ context.Context, pass *lint.Pass) error {
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		if w.DaemonSet == nil || t.TolerationSeconds != nil {
			return
		}
		remove := lint.SafeFix("Remove the toleration", at.Prune())
		if isAutomatic(w, t) {
			pass.Report(at, fmt.Sprintf("%s has a toleration for %s:%s, which the DaemonSet controller gives to all pods of DaemonSets",
				w, t.Key, t.Effect), remove)
			return
		}
		wider := coveredBy(w, t)
		if len(wider) == 0 {
			return
		}
		others, related := "another one tolerates", "the other toleration"
		if len(wider) > 1 {
			others, related = "two others together tolerate", "one of the two"
		}
		details := []lint.Detail{remove}
		for _, i := range wider {
			details = append(details, lint.See(w.At("spec", "tolerations", i), related))
		}
		pass.Report(at, fmt.Sprintf("%s has a toleration that changes nothing: %s the same and more", w, others), details...)
	})
	return nil
}

// isAutomatic reports whether the DaemonSet controller adds what t tolerates.
func isAutomatic(w *placement.Workload, t *corev1.Toleration) bool {
	return slices.ContainsFunc(placement.AutomaticTolerations(w.Spec()), func(own corev1.Toleration) bool { return covers(&own, t) })
}

// coveredBy returns the tolerations of a workload that cover t without a limit of
// time. Of two that are equal the later one is covered. One without an effect may be
// covered by two: no taint of PreferNoSchedule decides on a pod that has one node only.
func coveredBy(w *placement.Workload, t *corev1.Toleration) []int {
	if whole := coveredWhole(w, t); whole >= 0 {
		return []int{whole}
	}
	if t.Effect != "" {
		return nil
	}
	all := w.Spec().Tolerations
	var both []int
	for _, effect := range []corev1.TaintEffect{corev1.TaintEffectNoExecute, corev1.TaintEffectNoSchedule} {
		part := *t
		part.Effect = effect
		by := slices.IndexFunc(all, func(other corev1.Toleration) bool {
			return other.Effect == effect && other.TolerationSeconds == nil && covers(&other, &part) && !covers(t, &other)
		})
		if by < 0 {
			return nil
		}
		both = append(both, by)
	}
	return both
}

// coveredWhole returns the one toleration that covers all of t, -1 where there is none.
func coveredWhole(w *placement.Workload, t *corev1.Toleration) int {
	all := w.Spec().Tolerations
	for i := range all {
		other := &all[i]
		if other != t && other.TolerationSeconds == nil && covers(other, t) && (!covers(t, other) || isBefore(all, other, t)) {
			return i
		}
	}
	return -1
}

func isBefore(all []corev1.Toleration, a, b *corev1.Toleration) bool {
	for i := range all {
		if &all[i] == a || &all[i] == b {
			return &all[i] == a
		}
	}
	return false
}

// covers reports whether each taint that narrow tolerates is tolerated by wide.
func covers(wide, narrow *corev1.Toleration) bool {
	if wide.Effect != "" && wide.Effect != narrow.Effect || !isPlain(wide) || !isPlain(narrow) {
		return false
	}
	if wide.Key == "" {
		return wide.Operator == corev1.TolerationOpExists
	}
	return wide.Key == narrow.Key && (wide.Operator == corev1.TolerationOpExists ||
		narrow.Operator != corev1.TolerationOpExists && wide.Value == narrow.Value)
}
