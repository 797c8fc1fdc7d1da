package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

//go:embed deprecated_pod_annotations.txtar
var deprecatedPodAnnotationsExamples []byte

var deprecatedPodAnnotations = &lint.Rule{
	Name:     "deprecated-pod-annotations",
	Category: lint.Compatibility,
	Severity: lint.Warning,
	Summary:  "An annotation of a pod has no effect any more: a field or another annotation took its place",
	Examples: deprecatedPodAnnotationsExamples,
	Check:    checkDeprecatedPodAnnotations,
}

func checkDeprecatedPodAnnotations(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		for _, key := range slices.Sorted(maps.Keys(w.Template.Annotations)) {
			reportOldAnnotation(pass, w, key)
		}
	}
	return nil
}

func reportOldAnnotation(pass *lint.Pass, w *placement.Workload, key string) {
	old, known := facts.AnnotationOf(key)
	if !known || !old.HoldsIn(pass.Cluster.Version) {
		return
	}
	annotation := w.At("metadata", "annotations", key)
	set := replacementSet(w, &old)
	if lastStep(old.Field) == "sysctls" {
		set = sysctlsSet(w, w.Template.Annotations[key])
	}
	if old.Heeded && set {
		return
	}
	severity, remedy := lint.Warning, oldAnnotation{w, &old, annotation}.remedy()
	if old.Renamed() {
		severity, remedy = lint.Info, lint.SafeFix("Rename it to "+old.Field, annotation.Rename(old.Field))
	}
	what := "which has had no effect since Kubernetes " + old.Since
	switch {
	case old.Heeded:
		severity, what = lint.Info, fmt.Sprintf("which the field %s has replaced since %s", lastStep(old.Field), old.Since)
	case set:
		severity, remedy = lint.Info, removeAnnotation(annotation)
	}
	pass.ReportAt(w.Object, annotation.KeySpan(), fmt.Sprintf("%s has the annotation %s, %s", w, key, what), lint.As(severity), remedy)
}

func lastStep(field string) string { return field[strings.LastIndexByte(field, '.')+1:] }

// replacementSet reports whether the field that took the place of an annotation is set: for
// a container its own, or that of the pod, which holds for all containers.
func replacementSet(w *placement.Workload, old *facts.Annotation) bool {
	steps := func(field string) []any {
		var path []any
		for step := range strings.SplitSeq(field, ".") {
			path = append(path, step)
		}
		return path
	}
	if old.Renamed() {
		return isSet(w.At("metadata", "annotations", old.Field))
	}
	if strings.HasPrefix(old.Field, "spec.") {
		return isSet(w.At(steps(old.Field)...))
	}
	container := containerOf(w, old.Container)
	return isSet(w.At(steps("spec."+old.Field)...)) || !container.IsZero() && isSet(container.At(steps(old.Field)...))
}

// isSet reports whether a field holds something.
func isSet(field manifest.Ref) bool {
	switch value := field.Value().(type) {
	case nil:
		return false
	case []any:
		return len(value) > 0
	case string:
		return value != ""
	}
	return true
}

// containerOf returns a container by its name, nothing where there is none.
func containerOf(w *placement.Workload, name string) manifest.Ref {
	for i := range w.Spec().InitContainers {
		if w.Spec().InitContainers[i].Name == name {
			return w.At("spec", "initContainers", i)
		}
	}
	for i := range w.Spec().Containers {
		if w.Spec().Containers[i].Name == name {
			return w.At("spec", "containers", i)
		}
	}
	return manifest.Ref{}
}
