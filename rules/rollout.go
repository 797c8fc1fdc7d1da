package rules

import (
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// rollout is how a DaemonSet replaces its pods.
type rollout struct {
	w              *placement.Workload
	maxUnavailable intstr.IntOrString
	maxSurge       intstr.IntOrString
}

// rolloutOf returns how a DaemonSet rolls out, false where it waits until its pods are
// deleted, or where it cannot be read. Defaults are those of apps/v1
// (k8s.io/kubernetes/pkg/apis/apps/v1, SetDefaults_DaemonSet).
func rolloutOf(w *placement.Workload) (rollout, bool) {
	strategy := &w.DaemonSet.Spec.UpdateStrategy
	r := rollout{w, intstr.FromInt32(1), intstr.FromInt32(0)}
	old := w.Object.Group() == "extensions" && strategy.Type == ""
	if old || strategy.Type == appsv1.OnDeleteDaemonSetStrategyType || faulty(strategyAt(w)) {
		return r, false
	}
	if rolling := strategy.RollingUpdate; rolling != nil {
		if rolling.MaxUnavailable != nil {
			r.maxUnavailable = *rolling.MaxUnavailable
		}
		if rolling.MaxSurge != nil {
			r.maxSurge = *rolling.MaxSurge
		}
	}
	return r, true
}

func strategyAt(w *placement.Workload) manifest.Ref { return w.Object.At("spec", "updateStrategy") }

func (r rollout) at() manifest.Ref { return strategyAt(r.w).At("rollingUpdate", "maxUnavailable") }

// unavailable is how many pods of so many nodes may be missing at once: percents are
// rounded up (k8s.io/kubernetes/pkg/controller/daemon/util, UnavailableCount).
func (r rollout) unavailable(nodes int) int { return resolve(r.maxUnavailable, nodes) }

// surges reports whether new pods start beside the old ones.
func (r rollout) surges(nodes int) bool { return resolve(r.maxSurge, nodes) > 0 }

func resolve(value intstr.IntOrString, nodes int) int {
	count, err := intstr.GetScaledValueFromIntOrPercent(&value, nodes, true)
	if err != nil {
		return 0
	}
	return count
}

// rollouts visits the DaemonSets that roll out by themselves.
func rollouts(pass *lint.Pass, visit func(rollout)) {
	for _, daemonSet := range pass.DaemonSets() {
		if r, ok := rolloutOf(daemonSet); ok && !daemonSet.Fragment() {
			visit(r)
		}
	}
}
