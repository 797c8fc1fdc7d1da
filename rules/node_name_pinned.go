package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed node_name_pinned.txtar
var nodeNamePinnedExamples []byte

var nodeNamePinned = &lint.Rule{
	Name:     "node-name-pinned",
	Category: lint.Placement,
	Severity: lint.Warning,
	Summary:  "A template names its node, so that the scheduler never sees the pods",
	Examples: nodeNamePinnedExamples,
	Check:    checkNodeNamePinned,
}

// checkNodeNamePinned leaves a name that no node has to daemonset-matches-no-node.
func checkNodeNamePinned(_ context.Context, pass *lint.Pass) error {
	var f *fleet
	for _, w := range pass.Workloads() {
		at := w.At("spec", "nodeName")
		if w.Standalone() || w.Spec().NodeName == "" || faulty(at) {
			continue
		}
		if f == nil {
			f = fleetOf(pass)
		}
		if f.intended[w] || f.runsNowhere(w) {
			continue
		}
		pass.Report(at, fmt.Sprintf("%s names the node %q: %s the scheduler, which would check that it fits",
			w, w.Spec().NodeName, pinnedPods(w)),
			lint.UnsafeFix("Ask for metadata.name under matchFields of required node affinity",
				append(requireName(w, w.Spec().NodeName), at.Remove())...))
	}
	return nil
}

func pinnedPods(w *placement.Workload) string {
	switch {
	case w.DaemonSet != nil:
		return "its only pod bypasses"
	case w.Replicas > 1:
		return fmt.Sprintf("all %d pods go there and bypass", w.Replicas)
	}
	return "its pod bypasses"
}
