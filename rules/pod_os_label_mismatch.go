package rules

import (
	"context"
	_ "embed"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed pod_os_label_mismatch.txtar
var podOSLabelMismatchExamples []byte

var podOSLabelMismatch = &lint.Rule{
	Name:     "pod-os-label-mismatch",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "Pods have the label kubernetes.io/os, and the kubelet refuses them on another operating system",
	Examples: podOSLabelMismatchExamples,
	Check:    checkPodOSLabelMismatch,
}

// checkPodOSLabelMismatch follows k8s.io/kubernetes/pkg/kubelet/lifecycle,
// rejectPodAdmissionBasedOnOSSelector: the kubelet compares the label of the pod with
// that of its node, and the scheduler looks at neither.
func checkPodOSLabelMismatch(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		label, labelled := w.Template.Labels[corev1.LabelOSStable]
		switch {
		case !labelled:
		case len(pass.Nodes()) > 0:
			reportOSLabel(pass, w, label)
		case !asksForOS(w) && !w.Standalone():
			pass.Report(w.At("metadata", "labels", corev1.LabelOSStable), fmt.Sprintf(
				"%s has %s=%s as a label of its pods, which chooses no nodes", w, corev1.LabelOSStable, label),
				lint.As(lint.Warning), dropOSLabel(w, label))
		}
	}
	return nil
}

func reportOSLabel(pass *lint.Pass, w *placement.Workload, label string) {
	var refused []string
	for _, verdict := range pass.Placement().Of(w) {
		if verdict.Outcome == placement.Excluded || w.DaemonSet == nil && verdict.Outcome == placement.Refused {
			continue
		}
		for _, node := range verdict.Nodes {
			if refusesOSLabel(w, node) {
				refused = append(refused, node.Name)
			}
		}
	}
	if len(refused) == 0 {
		return
	}
	severity := lint.Error
	if w.DaemonSet == nil {
		severity = lint.Warning // they may be bound to other nodes
	}
	pass.Report(w.At("metadata", "labels", corev1.LabelOSStable), fmt.Sprintf("%s is refused by the kubelet of %s: its pods have the label %s=%s",
		w, someOf(refused, len(pass.Nodes())), corev1.LabelOSStable, label),
		lint.As(severity), lint.OnNodes(refused...), dropOSLabel(w, label))
}

// refusesOSLabel reports whether the kubelet of a node refuses the pods of a workload
// for their label.
func refusesOSLabel(w *placement.Workload, node *inventory.Node) bool {
	label, labelled := w.Template.Labels[corev1.LabelOSStable]
	os := node.Labels[corev1.LabelOSStable]
	return labelled && os != "" && os != label
}

// dropOSLabel makes a node selector of the label, unless the selector of the workload,
// which nobody can change, needs the label.
func dropOSLabel(w *placement.Workload, label string) lint.Detail {
	const summary = "Make the label a node selector"
	at := w.At("metadata", "labels", corev1.LabelOSStable)
	if selector, _ := w.Selector(); selector != nil && selector.MatchLabels[corev1.LabelOSStable] != "" || !isPlatform(label) {
		return lint.Suggest(summary)
	}
	if asksForOS(w) {
		return lint.UnsafeFix("Remove the label", at.Remove())
	}
	return lint.UnsafeFix(summary, at.Remove(), w.At("spec", "nodeSelector", corev1.LabelOSStable).Put(label))
}
