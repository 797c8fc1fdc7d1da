package manifest_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
)

func TestChangeString(t *testing.T) {
	t.Parallel()
	pod := manifest.Parse("a.yaml", []byte("apiVersion: v1\nkind: Pod\n")).Objects[0]
	spec := pod.At("spec")
	var got []string
	for _, change := range []manifest.Change{
		spec.At("hostNetwork").Put(true),
		spec.At("tolerations").Append(corev1.Toleration{Operator: "Exists", Effect: "NoSchedule"}),
		spec.At("containers", 0, "image").Remove(),
		spec.At("nodeselector").Rename("nodeSelector"),
	} {
		got = append(got, change.String())
	}
	want := []string{
		"put spec.hostNetwork true",
		`append to spec.tolerations {"operator":"Exists","effect":"NoSchedule"}`,
		"remove spec.containers[0].image",
		"rename spec.nodeselector to nodeSelector",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
