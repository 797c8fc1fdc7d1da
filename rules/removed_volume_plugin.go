package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

//go:embed removed_volume_plugin.txtar
var removedVolumePluginExamples []byte

var removedVolumePlugin = &lint.Rule{
	Name:     "removed-volume-plugin",
	Category: lint.Compatibility,
	Severity: lint.Error,
	Summary:  "A volume is of a kind that the kubelet of the cluster cannot mount any more",
	Examples: removedVolumePluginExamples,
	Check:    checkRemovedVolumePlugin,
}

func checkRemovedVolumePlugin(_ context.Context, pass *lint.Pass) error {
	removed := facts.RemovedVolumes(pass.Cluster.Version)
	for _, w := range pass.Workloads() {
		for i := range w.Spec().Volumes {
			for k := range removed {
				reportRemovedVolume(pass, w, i, &removed[k])
			}
		}
	}
	return nil
}

func reportRemovedVolume(pass *lint.Pass, w *placement.Workload, i int, removed *facts.RemovedVolume) {
	at := w.At("spec", "volumes", i, removed.Field)
	if at.Value() == nil {
		return
	}
	severity, since, how := lint.Error, removed.Removed, ": its pods never start"
	if pass.Cluster.Version.Before(removed.Removed) {
		severity, since, how = lint.Warning, removed.Off, ", unless its feature gate "+removed.Gate+" is on"
	}
	pass.ReportAt(w.Object, at.KeySpan(),
		fmt.Sprintf("%s has the volume %q of kind %s, which no kubelet mounts since %s%s",
			w, w.Spec().Volumes[i].Name, removed.Field, since, how),
		lint.As(severity), lint.Suggest(removed.Remedy))
}
