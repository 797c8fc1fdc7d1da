package main

import (
	"maps"
	"slices"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// foundCluster is a cluster that folders stand for, and what belongs to it.
type foundCluster struct {
	name string
	has  belongs
}

// findClusters takes the folders clusters/NAME and overlays/NAME for clusters: what
// stands in them, or is built there, belongs to the cluster of that name, and so does
// what a chart makes with the values of that name, and a file of Nodes that bears it. All
// else is common to all of them.
//
// Where folders clusters/NAME hold Nodes, these are the clusters, and an overlay that is
// called otherwise is a feature of all of them: where several features make the same
// object they are alternatives, each in a cluster of its own, NAME/FEATURE.
func findClusters(set *manifest.Set, locate func(string) string) []foundCluster {
	f := &clusterFinder{places: &placeNames{locate, map[string]string{}}, made: map[string]map[string]bool{}}
	f.collect(set)
	f.chooseFeatures()
	var found []foundCluster
	for _, name := range slices.Sorted(maps.Keys(f.made)) {
		if slices.Contains(f.features, name) {
			continue
		}
		if len(f.alternatives) == 0 {
			found = append(found, foundCluster{name, f.part(name, "")})
		}
		for _, feature := range f.alternatives {
			found = append(found, foundCluster{name + "/" + feature, f.part(name, feature)})
		}
	}
	return found
}

// clusterFinder is what is known of the folders that may stand for clusters.
type clusterFinder struct {
	places *placeNames
	// made are the names of clusters and overlays, and the objects that each has.
	made map[string]map[string]bool
	// withNodes are the folders clusters/NAME that hold Nodes.
	withNodes []string
	// features are overlays that are no clusters, and alternatives those that exclude each
	// other.
	features, alternatives []string
}

func (f *clusterFinder) collect(set *manifest.Set) {
	for _, file := range set.Files {
		in, _ := clusterFolder(f.places.locate(file.Name), false)
		for _, object := range file.Objects {
			name := f.places.cluster(file, object)
			if name == "" {
				continue
			}
			if f.made[name] == nil {
				f.made[name] = map[string]bool{}
			}
			if object.Kind != "Namespace" { // which several may declare
				f.made[name][object.String()] = true
			}
			if in == clustersFolder && inventory.Holds(object) && !slices.Contains(f.withNodes, name) {
				f.withNodes = append(f.withNodes, name)
			}
		}
	}
}

// chooseFeatures finds the overlays that are features of clusters: those that are not
// named after one and make nothing that a cluster makes itself.
func (f *clusterFinder) chooseFeatures() {
	if len(f.withNodes) == 0 {
		return
	}
	var free []string
	for _, name := range slices.Sorted(maps.Keys(f.made)) {
		switch {
		case slices.Contains(f.withNodes, name):
		case len(f.namesakes(name)) > 0:
			f.features = append(f.features, name)
		case !slices.ContainsFunc(f.withNodes, func(cluster string) bool { return f.collide(name, cluster) }):
			f.features, free = append(f.features, name), append(free, name)
		}
	}
	for _, name := range free {
		if slices.ContainsFunc(free, func(other string) bool { return other != name && f.collide(name, other) }) {
			f.alternatives = append(f.alternatives, name)
		}
	}
}

// namesakes are the clusters that bear the name of an overlay: prod-eu and prod-us for prod.
func (f *clusterFinder) namesakes(overlay string) []string {
	return slices.DeleteFunc(slices.Clone(f.withNodes), func(cluster string) bool { return !namedAfter(cluster, overlay) })
}

// collide reports whether two names make an object of the same kind and name.
func (f *clusterFinder) collide(a, b string) bool {
	for object := range f.made[a] {
		if f.made[b][object] {
			return true
		}
	}
	return false
}

// part tells what belongs to a cluster with one of the alternatives.
func (f *clusterFinder) part(cluster, alternative string) belongs {
	return func(file *manifest.File, object *manifest.Object) bool {
		owner := f.places.cluster(file, object)
		_, known := f.made[owner]
		switch {
		case !known: // "", or a folder without any object
			return f.isOf(file, object, cluster)
		case slices.Contains(f.alternatives, owner):
			return owner == alternative
		case slices.Contains(f.features, owner):
			namesakes := f.namesakes(owner)
			return len(namesakes) == 0 || slices.Contains(namesakes, cluster)
		}
		return owner == cluster
	}
}

// isOf reports whether what stands in no folder of a cluster is of one: files with Nodes may
// be named after it.
func (f *clusterFinder) isOf(file *manifest.File, object *manifest.Object, cluster string) bool {
	if object == nil || !inventory.Holds(object) {
		return true
	}
	name, named := f.places.locate(file.Name), false
	for other := range f.made {
		if !slices.Contains(f.features, other) && namedAfter(name, other) {
			if other == cluster {
				return true
			}
			named = true
		}
	}
	return !named
}
