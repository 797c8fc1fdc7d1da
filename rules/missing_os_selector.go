package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed missing_os_selector.txtar
var missingOSSelectorExamples []byte

var missingOSSelector = &lint.Rule{
	Name:     "missing-os-selector",
	Category: lint.Placement,
	Severity: lint.Info,
	Summary:  "A DaemonSet takes nodes of every operating system",
	Examples: missingOSSelectorExamples,
	Check:    checkMissingOSSelector,
}

func checkMissingOSSelector(_ context.Context, pass *lint.Pass) error {
	for _, daemonSet := range pass.DaemonSets() {
		switch {
		case faulty(daemonSet.At("spec", "nodeSelector")) || faulty(daemonSet.At("spec", "affinity")):
		case asksForOS(daemonSet) || daemonSet.Fragment() || labelsItsOS(daemonSet):
		case len(pass.Nodes()) == 0:
			reportOpenOS(pass, daemonSet)
		case slices.ContainsFunc(pass.Nodes(), isWindows):
			reportForeignNodes(pass, daemonSet)
		}
	}
	return nil
}

func isWindows(node *inventory.Node) bool { return nodeOS(node) == corev1.Windows }

// labelsItsOS reports whether the pods have the label that pod-os-label-mismatch speaks
// of.
func labelsItsOS(w *placement.Workload) bool {
	_, labelled := w.Template.Labels[corev1.LabelOSStable]
	return labelled
}

// reportOpenOS speaks of a DaemonSet whose nodes are not known.
func reportOpenOS(pass *lint.Pass, w *placement.Workload) {
	if picksNodes(w) || w.Spec().OS != nil {
		return
	}
	pass.Report(w.At("spec", "nodeSelector"), fmt.Sprintf("%s takes nodes of every operating system", w), suggestOS(w, ""))
}

// reportForeignNodes speaks of the nodes of another operating system that the
// DaemonSet runs on.
func reportForeignNodes(pass *lint.Pass, w *placement.Workload) {
	needs, proof := osProof(w)
	var linux, windows []string
	for _, verdict := range pass.Placement().Of(w) {
		for _, node := range verdict.Nodes {
			switch os := nodeOS(node); {
			case !verdict.ShouldRun:
			case os == corev1.Windows:
				windows = append(windows, node.Name)
			case os == corev1.Linux:
				linux = append(linux, node.Name)
			}
		}
	}
	at := w.At("spec", "nodeSelector")
	total := len(pass.Nodes())
	switch {
	case needs == corev1.Linux && len(windows) > 0:
		pass.Report(at, fmt.Sprintf("%s is made for Linux (%s) and gets pods on Windows: %s", w, proof, someOf(windows, total)),
			lint.As(lint.Error), lint.OnNodes(windows...), suggestOS(w, proof))
	case needs == corev1.Windows && len(linux) > 0:
		pass.Report(at, fmt.Sprintf("%s is made for Windows (%s) and gets pods on Linux: %s", w, proof, someOf(linux, total)),
			lint.As(lint.Error), lint.OnNodes(linux...), suggestOS(w, proof))
	case len(windows) > 0 && len(linux) > 0:
		pass.Report(at, fmt.Sprintf("%s gets pods on Linux and on Windows: %s", w, someOf(windows, total)),
			lint.As(lint.Warning), lint.OnNodes(windows...), suggestOS(w, proof))
	}
}

// suggestOS is safe where a proof tells what nodes the pods get that they cannot run
// on: elsewhere it is likely, and no more.
func suggestOS(w *placement.Workload, proof string) lint.Detail {
	os, known := osProof(w)
	if known == "" {
		os = corev1.Linux
	}
	summary := fmt.Sprintf("Add the node selector %s: %s", corev1.LabelOSStable, os)
	change := w.At("spec", "nodeSelector", corev1.LabelOSStable).Put(string(os))
	if proof == "" {
		return lint.UnsafeFix(summary, change)
	}
	return lint.SafeFix(summary, change)
}
