package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed read_write_once_claim.txtar
var readWriteOnceClaimExamples []byte

var readWriteOnceClaim = &lint.Rule{
	Name:     "read-write-once-claim",
	Category: lint.References,
	Severity: lint.Warning,
	Summary:  "The pods of a DaemonSet share a volume that one node at a time may mount",
	Examples: readWriteOnceClaimExamples,
	Check:    checkReadWriteOnceClaim,
}

func checkReadWriteOnceClaim(_ context.Context, pass *lint.Pass) error {
	for _, daemonSet := range pass.DaemonSets() {
		volumes := daemonSet.Spec().Volumes
		for i := range volumes {
			source := volumes[i].PersistentVolumeClaim
			at := daemonSet.At("spec", "volumes", i, "persistentVolumeClaim", "claimName")
			if source == nil || faulty(at) || undecodable(daemonSet) || daemonSet.Fragment() {
				continue
			}
			if claim, once := onceClaim(pass, daemonSet, source.ClaimName); claim != nil {
				reportOnce(pass, daemonSet, at, claim, once)
			}
		}
	}
	return nil
}

// onceClaim returns the claim of a name if only one node may mount it, and its mode.
func onceClaim(pass *lint.Pass, w *placement.Workload, name string) (*manifest.Object, corev1.PersistentVolumeAccessMode) {
	for _, object := range objectsOf(pass.Set, "PersistentVolumeClaim") {
		claim, ok := manifest.As[corev1.PersistentVolumeClaim](object)
		if !ok || object.Name != name || !mayShare(object, w.Object) || len(claim.Spec.AccessModes) == 0 || faulty(object.At("spec", "accessModes")) {
			continue
		}
		shared := func(mode corev1.PersistentVolumeAccessMode) bool {
			return mode == corev1.ReadWriteMany || mode == corev1.ReadOnlyMany
		}
		if !slices.ContainsFunc(claim.Spec.AccessModes, shared) {
			return object, claim.Spec.AccessModes[0]
		}
	}
	return nil, ""
}

// reportOnce is sure for ReadWriteOncePod alone, which the scheduler holds to: some
// storage mounts a ReadWriteOnce volume on several nodes for all that.
func reportOnce(
	pass *lint.Pass, w *placement.Workload, at manifest.Ref, claim *manifest.Object, mode corev1.PersistentVolumeAccessMode,
) {
	var names []string
	for _, verdict := range pass.Placement().Of(w) {
		if verdict.ShouldRun {
			names = append(names, verdict.NodeNames()...)
		}
	}
	message := fmt.Sprintf("%s shares %s among its pods, and %s lets one node mount it", w, claim, mode)
	severity := lint.Info
	switch {
	case len(names) == 1:
		return
	case len(names) > 1:
		severity = lint.Warning
		message = fmt.Sprintf("%s shares %s among its pods on %s, and %s lets one node mount it",
			w, claim, someOf(names, len(pass.Nodes())), mode)
		if mode == corev1.ReadWriteOncePod {
			severity = lint.Error
		}
	}
	pass.Report(at, message, lint.As(severity), lint.OnNodes(names...), lint.See(claim.At("spec", "accessModes"), "its access modes"),
		lint.Suggest("Use a hostPath, an ephemeral volume or a claim that many nodes may mount"))
}
