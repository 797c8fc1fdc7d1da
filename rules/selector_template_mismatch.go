package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed selector_template_mismatch.txtar
var selectorTemplateMismatchExamples []byte

var selectorTemplateMismatch = &lint.Rule{
	Name:     "selector-template-mismatch",
	Category: lint.Validity,
	Severity: lint.Error,
	Summary:  "The selector of a workload does not match the labels of its pods",
	Examples: selectorTemplateMismatchExamples,
	Check:    checkSelectorTemplateMismatch,
}

// checkSelectorTemplateMismatch follows k8s.io/kubernetes/pkg/apis/apps/validation,
// ValidateDaemonSetSpec, and its likes for the other kinds.
func checkSelectorTemplateMismatch(_ context.Context, pass *lint.Pass) error {
	for _, workload := range pass.Workloads() {
		selector, selects := workload.Selector()
		at := workload.Object.At("spec", "selector")
		if !selects || faulty(at) || faulty(workload.At("metadata", "labels")) || workload.Fragment() {
			continue
		}
		if selector == nil {
			reportNoSelector(pass, workload)
			continue
		}
		compareSelector(pass, workload, selector)
	}
	return nil
}

// The versions of the API that workloads had before apps/v1.
const (
	extensionsBeta1 = "extensions/v1beta1"
	appsBeta1       = "apps/v1beta1"
)

// reportNoSelector leaves the versions alone that took the selector from the labels
// of the template.
func reportNoSelector(pass *lint.Pass, w *placement.Workload) {
	if w.Object.APIVersion == extensionsBeta1 || w.Object.APIVersion == appsBeta1 {
		return
	}
	pass.Report(w.Object.At("spec", "selector"), fmt.Sprintf("%s has no selector", w),
		selectTemplate("Add spec.selector.matchLabels with labels of the pod template", w))
}

func compareSelector(pass *lint.Pass, w *placement.Workload, selector *metav1.LabelSelector) {
	at := w.Object.At("spec", "selector")
	if len(selector.MatchLabels)+len(selector.MatchExpressions) == 0 {
		pass.Report(at, fmt.Sprintf("%s has an empty selector", w),
			selectTemplate("Add matchLabels with labels of the pod template", w))
		return
	}
	matcher, err := metav1.LabelSelectorAsSelector(selector)
	if err != nil {
		pass.Report(at, fmt.Sprintf("%s has a selector that is not valid: %v", w, err))
		return
	}
	if matcher.Matches(labels.Set(w.Template.Labels)) {
		reportReserved(pass, w, selector)
		return
	}
	found := "which has no labels"
	if len(w.Template.Labels) > 0 {
		found = "whose labels are " + labels.Set(w.Template.Labels).String()
	}
	pass.Report(at, fmt.Sprintf("%s selects pods with %s, and not its own template, %s", w, matcher, found),
		lint.See(w.At("metadata", "labels"), "the labels of the pods"),
		lint.UnsafeFix("Give the pod template the labels of the selector", labelTemplate(w, selector)...))
}

// reportReserved speaks of labels that the controller gives to pods itself, over what the
// template says: the pods that it makes do not match, and it makes others without end
// (k8s.io/kubernetes/pkg/controller/daemon/util, CreatePodTemplate). The API server takes them.
func reportReserved(pass *lint.Pass, w *placement.Workload, selector *metav1.LabelSelector) {
	if w.DaemonSet == nil {
		return
	}
	for _, key := range []string{appsv1.ControllerRevisionHashLabelKey, "pod-template-generation"} {
		at := w.Object.At("spec", "selector", "matchLabels", key)
		if value, asked := selector.MatchLabels[key]; asked && !faulty(at) {
			pass.Report(at, fmt.Sprintf("%s selects pods with %s=%s, and the DaemonSet controller sets that label itself: it loses the pods that it makes",
				w, key, value), lint.Suggest("Take the label out of the selector and of the template"))
		}
	}
}

// selectTemplate selects by all labels of the pods, where there are any.
func selectTemplate(summary string, w *placement.Workload) lint.Detail {
	if len(w.Template.Labels) == 0 {
		return lint.Suggest(summary)
	}
	return lint.UnsafeFix(summary, w.Object.At("spec", "selector", "matchLabels").Put(w.Template.Labels))
}

// labelTemplate gives the pods the labels that are asked for one by one; it cannot
// tell what expressions ask for.
func labelTemplate(w *placement.Workload, selector *metav1.LabelSelector) []manifest.Change {
	var changes []manifest.Change
	for _, key := range slices.Sorted(maps.Keys(selector.MatchLabels)) {
		if value, has := w.Template.Labels[key]; !has || value != selector.MatchLabels[key] {
			changes = append(changes, w.At("metadata", "labels", key).Put(selector.MatchLabels[key]))
		}
	}
	return changes
}
