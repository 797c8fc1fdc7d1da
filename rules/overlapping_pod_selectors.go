package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed overlapping_pod_selectors.txtar
var overlappingPodSelectorsExamples []byte

var overlappingPodSelectors = &lint.Rule{
	Name:     "overlapping-pod-selectors",
	Category: lint.References,
	Severity: lint.Warning,
	Summary:  "The selector of a workload picks the pods of another one",
	Examples: overlappingPodSelectorsExamples,
	Check:    checkOverlappingPodSelectors,
}

func checkOverlappingPodSelectors(_ context.Context, pass *lint.Pass) error {
	told := map[*placement.Workload]bool{}
	chosen, byLabel := selectors(pass)
	for _, s := range chosen {
		for _, other := range byLabel[s.label] {
			if !told[s.Workload] && !told[other] && s.picks(other) {
				told[s.Workload] = true
				reportOverlap(pass, s.Workload, other)
			}
		}
	}
	return nil
}

// selectors returns the workloads that select pods, and those that have them by each of
// the labels.
func selectors(pass *lint.Pass) ([]selecting, map[string][]*placement.Workload) {
	var chosen []selecting
	byLabel := map[string][]*placement.Workload{}
	for _, w := range pass.Workloads() {
		written, _ := w.Selector()
		if written == nil || len(written.MatchLabels) == 0 || w.Fragment() || unnamed(w.Object) {
			continue
		}
		selector, err := metav1.LabelSelectorAsSelector(written)
		if err != nil {
			continue
		}
		first := slices.Sorted(maps.Keys(written.MatchLabels))[0]
		chosen = append(chosen, selecting{w, selector, first + "=" + written.MatchLabels[first]})
		for key, value := range w.Template.Labels {
			byLabel[key+"="+value] = append(byLabel[key+"="+value], w)
		}
	}
	return chosen, byLabel
}

// selecting is a workload with its selector.
type selecting struct {
	*placement.Workload
	selector labels.Selector
	label    string // one that the selector asks for
}

// picks reports whether the selector matches the pods of another workload that is
// applied together with it. Those of two clusters, or of two versions of one, are not
// kept in one folder, or share their name.
func (s selecting) picks(other *placement.Workload) bool {
	return s.Namespace() == other.Namespace() && s.Object.Name != other.Object.Name && beside(s.Object, other.Object) &&
		(s.DaemonSet != nil || other.DaemonSet != nil) && s.selector.Matches(labels.Set(other.Template.Labels))
}

// reportOverlap says it softly of variants of one agent, for each architecture or
// operating system: there the label is meant to be shared.
func reportOverlap(pass *lint.Pass, by, other *placement.Workload) {
	details := []lint.Detail{
		lint.See(other.At("metadata", "labels"), "the labels of the other pods"),
		lint.Suggest("Add a label to selector and pods that tells the two apart"),
	}
	if kind := class.Of(by).Class; kind != class.Other && kind == class.Of(other).Class || firstImage(by) == firstImage(other) {
		details = append(details, lint.As(lint.Info))
	}
	pass.Report(by.Object.At("spec", "selector"), fmt.Sprintf("%s selects the pods of %s too", by, other), details...)
}

func firstImage(w *placement.Workload) string {
	if len(w.Spec().Containers) == 0 {
		return ""
	}
	return class.Repository(w.Spec().Containers[0].Image)
}
