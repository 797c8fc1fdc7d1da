package diff

import (
	appsv1 "k8s.io/api/apps/v1"
	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/dslint/dslint/lint/placement"
)

// Rollout is how pods are replaced once a template changed.
type Rollout struct {
	// Pods is how many run and are replaced.
	Pods int
	// OnDelete tells that nothing happens until somebody deletes them.
	OnDelete bool
	// Steps is how many rounds a DaemonSet needs that replaces as many pods at once as
	// it may, each round waiting for the one before; 0 for other workloads.
	Steps int
	// AtOnce is how many it may replace at once, and Surge whether the new pod is made
	// before the old one goes.
	AtOnce int
	Surge  bool
}

// rolloutOf tells what a changed template does to the pods that run, nil where it
// did not change or none runs.
func rolloutOf(w *Workload) *Rollout {
	pods := w.Was.Ready - w.gone()
	if pods <= 0 || placement.SameTemplate(w.Before, w.After) {
		return nil
	}
	if !w.After.Rolls() {
		if _, onDelete := strategies[w.After.Object.Kind]; !onDelete {
			return nil
		}
		return &Rollout{Pods: pods, OnDelete: true}
	}
	rollout := &Rollout{Pods: pods}
	if ds := w.After.DaemonSet; ds != nil {
		rollout.AtOnce, rollout.Surge = atOnce(ds, w.Is.Desired)
		rollout.Steps = (pods + rollout.AtOnce - 1) / rollout.AtOnce
	}
	return rollout
}

// gone counts the pods of a DaemonSet that no rollout finds any more.
func (w *Workload) gone() int {
	count := 0
	for _, move := range w.Moves {
		if w.After.DaemonSet != nil && (move.Kind == placement.Evicted || move.Kind == placement.Lost) {
			count++
		}
	}
	return count
}

// strategies are the kinds that have an update strategy OnDelete.
var strategies = map[string]bool{"DaemonSet": true, "StatefulSet": true}

// atOnce follows k8s.io/kubernetes/pkg/controller/daemon, updatedDesiredNodeCounts:
// percentages are of the nodes that are wanted, rounded up, and one pod is always
// allowed.
func atOnce(ds *appsv1.DaemonSet, desired int) (pods int, surge bool) {
	rolling := ds.Spec.UpdateStrategy.RollingUpdate
	if rolling == nil {
		return 1, false
	}
	if pods := scaled(rolling.MaxSurge, desired, 0); pods > 0 {
		return pods, true
	}
	return max(1, scaled(rolling.MaxUnavailable, desired, 1)), false
}

func scaled(value *intstr.IntOrString, total, byDefault int) int {
	if value == nil {
		return byDefault
	}
	count, err := intstr.GetScaledValueFromIntOrPercent(value, total, true)
	if err != nil {
		return byDefault
	}
	return count
}
