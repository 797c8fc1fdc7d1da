package main

import (
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// byVariant tells the alternatives within a cluster of the configuration apart. Of those
// that are named after clusters it has its own one only; otherwise there is a cluster of
// its own for each.
func byVariant(cluster *lint.Snapshot, clusters []string) []*lint.Snapshot {
	var variants []string
	for _, object := range cluster.Set.Objects() {
		if object.Variant != "" && !slices.Contains(variants, object.Variant) {
			variants = append(variants, object.Variant)
		}
	}
	if len(variants) == 0 {
		return []*lint.Snapshot{cluster}
	}
	others := slices.DeleteFunc(slices.Clone(variants), func(v string) bool { return slices.Contains(clusters, v) })
	if len(others) == 0 || slices.Contains(variants, cluster.Name) {
		return []*lint.Snapshot{withVariant(cluster, cluster.Name, cluster.Name)}
	}
	apart := make([]*lint.Snapshot, len(others))
	for i, variant := range others {
		apart[i] = withVariant(cluster, variant, cluster.Name+"/"+variant)
	}
	return apart
}

// withVariant is a cluster with one of the alternatives.
func withVariant(cluster *lint.Snapshot, variant, name string) *lint.Snapshot {
	only := lint.NewSnapshot(cluster.Set.Part(func(_ *manifest.File, object *manifest.Object) bool {
		return object == nil || object.Variant == "" || object.Variant == variant
	}))
	only.Name, only.Config, only.Cluster = name, cluster.Config, cluster.Cluster
	return only
}
