package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed admission_selector_mismatch.txtar
var admissionSelectorMismatchExamples []byte

var admissionSelectorMismatch = &lint.Rule{
	Name:     "admission-selector-mismatch",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "The node selector of a Namespace keeps the pods of a DaemonSet off nodes that it wants",
	Examples: admissionSelectorMismatchExamples,
	Check:    checkAdmissionSelectorMismatch,
}

// The annotations of a Namespace by which all its pods get a node selector
// (k8s.io/kubernetes/plugin/pkg/admission/podnodeselector;
// github.com/openshift/api/project/v1, ProjectNodeSelector).
const (
	podNodeSelector     = "scheduler.alpha.kubernetes.io/node-selector"
	projectNodeSelector = "openshift.io/node-selector"
)

// namespaceSelector is the node selector of a Namespace and where it is written.
type namespaceSelector struct {
	at    manifest.Ref
	pairs labels.Set
	// project tells the annotation of OpenShift, which its DaemonSet controller looks
	// at (github.com/openshift/kubernetes/pkg/controller/daemon, nodeSelectorMatches).
	project bool
}

func checkAdmissionSelectorMismatch(_ context.Context, pass *lint.Pass) error {
	selectors := namespaceSelectors(pass.Set)
	if len(selectors) == 0 {
		return nil
	}
	f := fleetOf(pass)
	for _, w := range f.daemonSets {
		selector, found := selectors[w.Namespace()]
		switch key := selector.conflict(w); {
		case !found || f.intended[w]:
		case key != "":
			reportSelectorConflict(pass, w, selector, key)
		default:
			reportSelectorMismatch(pass, f, w, selector)
		}
	}
	return nil
}

func namespaceSelectors(set *manifest.Set) map[string]namespaceSelector {
	found := map[string]namespaceSelector{}
	for _, object := range set.Objects() {
		namespace, ok := manifest.As[corev1.Namespace](object)
		if !ok || object.Group() != "" {
			continue
		}
		for _, key := range []string{podNodeSelector, projectNodeSelector} {
			text, written := namespace.Annotations[key]
			pairs, err := labels.ConvertSelectorToLabelsMap(text)
			if written && err == nil {
				found[namespace.Name] = namespaceSelector{
					object.At("metadata", "annotations", key), pairs, key == projectNodeSelector,
				}
				break // the API server looks at no other
			}
		}
	}
	return found
}

// conflict returns the key for which the workload asks for another value.
func (s namespaceSelector) conflict(w *placement.Workload) string {
	for _, key := range slices.Sorted(maps.Keys(s.pairs)) {
		if own, asks := w.Spec().NodeSelector[key]; asks && own != s.pairs[key] {
			return key
		}
	}
	return ""
}

func reportSelectorConflict(pass *lint.Pass, w *placement.Workload, s namespaceSelector, key string) {
	pass.Report(w.At("spec", "nodeSelector", key), fmt.Sprintf("%s gets no pods: it asks for %s, and its Namespace for %s",
		w, pairText(key, w.Spec().NodeSelector[key]), pairText(key, s.pairs[key])),
		lint.Suggest("Change one of the two node selectors"), lint.See(s.at, "the node selector of the Namespace"))
}

// reportSelectorMismatch speaks of pods that wait for ever, or of nodes that OpenShift
// passes over.
func reportSelectorMismatch(pass *lint.Pass, f *fleet, w *placement.Workload, s namespaceSelector) {
	missed := f.choose(f.wanting(w), func(number int) bool { return !f.virtual[number] })
	wanted := len(missed)
	missed = slices.DeleteFunc(missed, s.matches)
	if len(missed) == 0 {
		return
	}
	names := namesOf(missed)
	asks := fmt.Sprintf("Namespace %s asks for %s", w.Namespace(), s.pairs)
	details := []lint.Detail{lint.OnNodes(names...), lint.See(s.at, "the node selector of the Namespace")}
	if !s.project {
		pass.Report(w.At("spec", "nodeSelector"), fmt.Sprintf("%s never runs on %s, where it wants a pod: %s",
			w, someOf(names, len(f.nodes)), asks), append(details, s.ask(w))...)
		return
	}
	if len(missed) < wanted {
		details = append(details, lint.As(lint.Warning))
	}
	pass.Report(w.At("spec", "nodeSelector"), fmt.Sprintf("%s skips %s: %s", w, someOf(names, len(f.nodes)), asks),
		append(details, lint.UnsafeFix(`Set openshift.io/node-selector: "" on the Namespace`, s.at.Put("")))...)
}

func (s namespaceSelector) matches(node *inventory.Node) bool {
	return labels.SelectorFromSet(s.pairs).Matches(labels.Set(node.Labels))
}

// ask has the workload ask for the labels itself, which the DaemonSet controller sees.
func (s namespaceSelector) ask(w *placement.Workload) lint.Detail {
	var changes []manifest.Change
	for _, key := range slices.Sorted(maps.Keys(s.pairs)) {
		if _, asks := w.Spec().NodeSelector[key]; !asks {
			changes = append(changes, w.At("spec", "nodeSelector", key).Put(s.pairs[key]))
		}
	}
	return lint.UnsafeFix(fmt.Sprintf("Ask for %s in the node selector, or change that of the Namespace", s.pairs), changes...)
}
