package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// eachToleration visits the tolerations of all workloads, but for those with a
// part that cannot be decoded.
func eachToleration(
	pass *lint.Pass, visit func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref),
) {
	for _, workload := range pass.Workloads() {
		tolerations := workload.Spec().Tolerations
		for i := range tolerations {
			if at := workload.At("spec", "tolerations", i); !faulty(at) {
				visit(workload, &tolerations[i], at)
			}
		}
	}
}

// effects are those that a taint may have.
func effects() []string {
	return []string{
		string(corev1.TaintEffectNoSchedule),
		string(corev1.TaintEffectPreferNoSchedule),
		string(corev1.TaintEffectNoExecute),
	}
}
