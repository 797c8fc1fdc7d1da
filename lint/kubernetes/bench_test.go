package kubernetes_test

import (
	"os"
	"testing"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

// BenchmarkDifferences reads the tables once a run, and looks for absent fields in every
// object.
func BenchmarkDifferences(b *testing.B) {
	data, err := os.ReadFile("../../testdata/quickstart/fluentd.yaml")
	if err != nil {
		b.Fatal(err)
	}
	objects := manifest.Parse("fluentd.yaml", data).Objects
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			kubernetes.DifferencesOf(kubernetes.Oldest)
		}
	})
	for _, version := range []kubernetes.Version{kubernetes.Oldest, kubernetes.Latest} {
		differences := kubernetes.DifferencesOf(version)
		b.Run("find/"+version.String(), func(b *testing.B) {
			for b.Loop() {
				for _, object := range objects {
					differences.Stored(object, differences.Find(object))
				}
			}
		})
	}
}
