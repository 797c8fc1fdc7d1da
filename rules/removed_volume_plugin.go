package rules

import (
	"context"
	_ "embed"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/placement"
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

// The versions in which the plugin of gitRepo was turned off by default, and for good
// (the feature gate GitRepoVolumeDriver, k8s.io/kubernetes/pkg/features).
const (
	gitRepoOff  = kubernetes.Version(33)
	gitRepoGone = kubernetes.Version(36)
)

// removedPlugin is a kind of volume whose plugin is gone.
type removedPlugin struct {
	field   string
	removed kubernetes.Version
	has     func(*corev1.VolumeSource) bool
}

// removedPlugins follows warningsForPodSpecAndMeta (k8s.io/kubernetes/pkg/api/pod).
var removedPlugins = []removedPlugin{
	{"photonPersistentDisk", 16, func(v *corev1.VolumeSource) bool { return v.PhotonPersistentDisk != nil }},
	{"scaleIO", 22, func(v *corev1.VolumeSource) bool { return v.ScaleIO != nil }},
	{"flocker", 25, func(v *corev1.VolumeSource) bool { return v.Flocker != nil }},
	{"storageos", 25, func(v *corev1.VolumeSource) bool { return v.StorageOS != nil }},
	{"quobyte", 25, func(v *corev1.VolumeSource) bool { return v.Quobyte != nil }},
	{"glusterfs", 26, func(v *corev1.VolumeSource) bool { return v.Glusterfs != nil }},
	{"cephfs", 31, func(v *corev1.VolumeSource) bool { return v.CephFS != nil }},
	{"rbd", 31, func(v *corev1.VolumeSource) bool { return v.RBD != nil }},
}

func checkRemovedVolumePlugin(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		for i := range w.Spec().Volumes {
			reportRemovedPlugin(pass, w, i)
		}
	}
	return nil
}

func reportRemovedPlugin(pass *lint.Pass, w *placement.Workload, i int) {
	volume, version := &w.Spec().Volumes[i], pass.Cluster.Version
	at := w.At("spec", "volumes", i)
	for _, plugin := range removedPlugins {
		if !plugin.has(&volume.VolumeSource) || version.Before(plugin.removed) {
			continue
		}
		pass.ReportAt(w.Object, at.At(plugin.field).KeySpan(),
			fmt.Sprintf("%s has the volume %q of kind %s, which no kubelet mounts since %s: its pods never start",
				w, volume.Name, plugin.field, plugin.removed),
			lint.Suggest("Use a volume of a CSI driver"))
	}
	if volume.GitRepo == nil || version.Before(gitRepoOff) {
		return
	}
	severity, how := lint.Warning, "unless its feature gate GitRepoVolumeDriver is on"
	since := gitRepoOff
	if version.AtLeast(gitRepoGone) {
		severity, how, since = lint.Error, "and its pods never start", gitRepoGone
	}
	pass.ReportAt(w.Object, at.At("gitRepo").KeySpan(),
		fmt.Sprintf("%s has the volume %q of kind gitRepo, which no kubelet mounts since %s, %s", w, volume.Name, since, how),
		lint.As(severity), lint.Suggest("Clone in an init container into an emptyDir"))
}
