package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"reflect"
	"slices"

	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed runtimeclass_scheduling_mismatch.txtar
var runtimeClassSchedulingMismatchExamples []byte

var runtimeClassSchedulingMismatch = &lint.Rule{
	Name:     "runtimeclass-scheduling-mismatch",
	Category: lint.Placement,
	Severity: lint.Warning,
	Summary:  "A RuntimeClass says where its pods run, and the DaemonSet controller does not look at it",
	Examples: runtimeClassSchedulingMismatchExamples,
	Check:    checkRuntimeClassSchedulingMismatch,
}

func checkRuntimeClassSchedulingMismatch(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range f.daemonSets {
		class, named := classOf(w, f.classes)
		if !named || f.intended[w] {
			continue
		}
		reportClassSelector(pass, f, w, class)
		reportClassTolerations(pass, f, w, class)
	}
	return nil
}

// runtimeClass is a RuntimeClass that says where its pods run.
type runtimeClass struct {
	*nodev1.Scheduling
	object *manifest.Object
}

func runtimeClasses(set *manifest.Set) map[string]runtimeClass {
	found := map[string]runtimeClass{}
	for _, object := range set.Objects() {
		if class, ok := manifest.As[nodev1.RuntimeClass](object); ok && class.Scheduling != nil {
			found[object.Name] = runtimeClass{class.Scheduling, object}
		}
	}
	return found
}

func classOf(w *placement.Workload, classes map[string]runtimeClass) (runtimeClass, bool) {
	if w.Spec().RuntimeClassName == nil {
		return runtimeClass{}, false
	}
	class, known := classes[*w.Spec().RuntimeClassName]
	return class, known
}

// reportClassSelector speaks of pods that are made and wait for ever, because the
// class asks for labels that their node does not have.
func reportClassSelector(pass *lint.Pass, f *fleet, w *placement.Workload, class runtimeClass) {
	pairs := class.unasked(w)
	if len(pairs) == 0 {
		return
	}
	at := w.At("spec", "runtimeClassName")
	remedy := class.copySelector(w, pairs)
	see := lint.See(class.object.At("scheduling", "nodeSelector"), "the node selector of the RuntimeClass")
	asks := fmt.Sprintf("RuntimeClass %s asks for %s", class.object.Name, pairText(pairs[0], class.NodeSelector[pairs[0]]))
	if len(f.nodes) == 0 {
		pass.Report(at, fmt.Sprintf("%s makes pods for nodes on which they wait for ever: %s", w, asks), remedy, see)
		return
	}
	var groups []int
	for g, verdict := range f.matrix.Of(w) {
		if verdict.Outcome == placement.Pending && slices.ContainsFunc(verdict.Refusals, func(r placement.Refusal) bool {
			return r.Gate == placement.GateNodeSelector
		}) {
			groups = append(groups, g)
		}
	}
	if nodes := f.machines(groups); len(nodes) > 0 {
		names := namesOf(nodes)
		pass.Report(at, fmt.Sprintf("%s stays pending on %s: %s", w, someOf(names, len(f.nodes)), asks),
			lint.As(lint.Error), lint.OnNodes(names...), remedy, see)
	}
}

// unasked returns the keys of the class's selector that the template leaves out. What
// it sets to another value has the pods refused, of which refused-pod tells.
func (c runtimeClass) unasked(w *placement.Workload) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(c.NodeSelector)), func(key string) bool {
		_, asks := w.Spec().NodeSelector[key]
		return asks
	})
}

func (c runtimeClass) copySelector(w *placement.Workload, keys []string) lint.Detail {
	var changes []manifest.Change
	for _, key := range keys {
		changes = append(changes, w.At("spec", "nodeSelector", key).Put(c.NodeSelector[key]))
	}
	return lint.UnsafeFix("Copy the node selector of the RuntimeClass into the template", changes...)
}

// reportClassTolerations speaks of nodes that get no pod, though the class tolerates
// their taints.
func reportClassTolerations(pass *lint.Pass, f *fleet, w *placement.Workload, class runtimeClass) {
	var groups []int
	var missed *corev1.Taint
	for g, verdict := range f.matrix.Of(w) {
		if keptOnlyBy(verdict, func(r *placement.Refusal) bool { return placement.Tolerates(class.Tolerations, r.Taint) }) {
			groups = append(groups, g)
			if missed == nil {
				missed = verdict.Refusals[0].Taint
			}
		}
	}
	if len(groups) == 0 {
		return
	}
	names := namesOf(f.gather(groups))
	pass.Report(w.At("spec", "tolerations"), fmt.Sprintf("%s skips %s: RuntimeClass %s tolerates taint %s, and the template does not",
		w, someOf(names, len(f.nodes)), class.object.Name, missed.ToString()), lint.OnNodes(names...),
		class.copyTolerations(w),
		lint.See(class.object.At("scheduling", "tolerations"), "the tolerations of the RuntimeClass"))
}

func (c runtimeClass) copyTolerations(w *placement.Workload) lint.Detail {
	var changes []manifest.Change
	for _, t := range c.Tolerations {
		if !slices.ContainsFunc(w.Spec().Tolerations, func(own corev1.Toleration) bool { return reflect.DeepEqual(own, t) }) {
			changes = append(changes, w.At("spec", "tolerations").Append(t))
		}
	}
	return lint.UnsafeFix("Copy the tolerations of the RuntimeClass into the template", changes...)
}

// toleratedByClass reports whether the RuntimeClass of a workload tolerates a taint:
// runtimeclass-scheduling-mismatch tells of it.
func (f *fleet) toleratedByClass(w *placement.Workload, taint *corev1.Taint) bool {
	class, named := classOf(w, f.classes)
	return named && placement.Tolerates(class.Tolerations, taint)
}
