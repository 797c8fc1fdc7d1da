package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed duplicate_daemonset.txtar
var duplicateDaemonSetExamples []byte

var duplicateDaemonSet = &lint.Rule{
	Name:     "duplicate-daemonset",
	Category: lint.References,
	Severity: lint.Warning,
	Summary:  "A DaemonSet is there twice, or two run the same agent on the same nodes",
	Examples: duplicateDaemonSetExamples,
	Check:    checkDuplicateDaemonSet,
}

func checkDuplicateDaemonSet(_ context.Context, pass *lint.Pass) error {
	named, programs := map[string]*placement.Workload{}, map[string][]*placement.Workload{}
	for _, w := range pass.DaemonSets() {
		if w.Fragment() || unnamed(w.Object) {
			continue
		}
		name := w.Object.Root + "\x00" + w.Object.File + "\x00" + w.String() // several roots may be for several clusters
		if earlier := named[name]; earlier != nil {
			pass.Report(w.Object.At("metadata", "name"), fmt.Sprintf("%s stands in the file twice: the second replaces the first", w),
				lint.See(earlier.Object.At("metadata", "name"), "the first"), lint.Suggest("Keep one of the two"))
			continue
		}
		named[name] = w
		if program := programOf(w); program != "" && len(pass.Nodes()) > 0 {
			reportSameAgent(pass, w, programs[program])
			programs[program] = append(programs[program], w)
		}
	}
	return nil
}

// programOf is equal for DaemonSets that run the same program with the same settings.
// It is "" for agents of no known class, which may be anything.
func programOf(w *placement.Workload) string {
	if len(w.Spec().Containers) == 0 || class.Of(w).Class == class.Other {
		return ""
	}
	c := &w.Spec().Containers[0]
	var settings []string
	for _, variable := range c.Env {
		settings = append(settings, variable.Name+"="+variable.Value)
	}
	for _, ref := range configReferences(w) {
		settings = append(settings, ref.kind+" "+ref.name)
	}
	return fmt.Sprintf("%q %q %q %q", class.Repository(c.Image), c.Command, c.Args, settings)
}

// reportSameAgent tells of the first of the others that runs on a node with it.
func reportSameAgent(pass *lint.Pass, w *placement.Workload, others []*placement.Workload) {
	for _, other := range others {
		names := onBoth(pass, w, other)
		if len(names) == 0 || w.String() == other.String() || maySame(w, other) {
			continue
		}
		pass.Report(w.Object.At("metadata", "name"), fmt.Sprintf("%s runs the same as %s on %s: image %s with the same settings",
			w, other, someOf(names, len(pass.Nodes())), class.Repository(w.Spec().Containers[0].Image)),
			lint.OnNodes(names...), lint.See(other.Object.At("metadata", "name"), "the other"),
			lint.Suggest("Keep one of the two, or keep them on different nodes"))
		return
	}
}

// onBoth returns the nodes on which two workloads are meant to run.
func onBoth(pass *lint.Pass, a, b *placement.Workload) []string {
	var names []string
	verdicts := pass.Placement().Of(b)
	for i, verdict := range pass.Placement().Of(a) {
		if i < len(verdicts) && verdict.ShouldRun && verdicts[i].ShouldRun {
			names = append(names, verdict.NodeNames()...)
		}
	}
	return names
}
