package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source"
)

// divide tells apart what the clusters of a set have, and keeps those that are asked
// for.
func (i *inputFlags) divide(c *command, set *manifest.Set, project *project) (*lint.Fleet, error) {
	if len(project.Clusters) > 0 {
		return i.namedClusters(c, set, project)
	}
	running, err := i.running(c, project, project.Config)
	if err != nil {
		return nil, err
	}
	fleet := foundClusters(set, i.locator(set))
	for _, snapshot := range fleet.Clusters {
		snapshot.Config, snapshot.Cluster = project.Config, project.Cluster()
		snapshot.Cluster.Running = running
	}
	return i.pick(fleet)
}

// pick keeps the clusters that are asked for by name.
func (i *inputFlags) pick(fleet *lint.Fleet) (*lint.Fleet, error) {
	if len(i.clusters) == 0 {
		return fleet, nil
	}
	names := fleet.Names()
	for _, name := range i.clusters {
		if !slices.Contains(names, name) && !i.oneSide {
			return nil, unknownCluster(name, names)
		}
	}
	kept := slices.DeleteFunc(slices.Clone(fleet.Clusters), func(s *lint.Snapshot) bool {
		return !slices.Contains(i.clusters, s.ClusterName())
	})
	if len(kept) == 0 {
		return i.noCluster(names), nil
	}
	left := slices.DeleteFunc(names, func(name string) bool { return slices.Contains(i.clusters, name) })
	picked := &lint.Fleet{Set: fleet.Set, Clusters: kept, LeftOut: left}
	if picked.Partial() {
		picked.Set = unite(fleet.Set, kept)
	}
	return picked, nil
}

// noCluster is what there is of a cluster that is not there, but others are.
func (i *inputFlags) noCluster(others []string) *lint.Fleet {
	nothing := lint.NewSnapshot(&manifest.Set{})
	nothing.Name = i.clusters[0]
	return &lint.Fleet{Set: nothing.Set, Clusters: []*lint.Snapshot{nothing}, LeftOut: others}
}

func unknownCluster(name string, names []string) error {
	if slices.Equal(names, []string{lint.DefaultCluster}) {
		return fmt.Errorf("there is no cluster %q: the configuration names none, and the paths hold no folder clusters/NAME or overlays/NAME", name)
	}
	return fmt.Errorf("there is no cluster %q%s: there are %s", name, lint.Hint(name, names), strings.Join(names, ", "))
}

// unite returns what of a set some of the clusters have.
func unite(set *manifest.Set, clusters []*lint.Snapshot) *manifest.Set {
	files, objects := map[string]bool{}, map[*manifest.Object]bool{}
	for _, cluster := range clusters {
		for _, file := range cluster.Set.Files {
			files[file.Name] = true
			for _, object := range file.Objects {
				objects[object] = true
			}
		}
	}
	return set.Part(func(file *manifest.File, object *manifest.Object) bool {
		return files[file.Name] && (object == nil || objects[object])
	})
}

// foundClusters takes apart what belongs to the clusters that folders stand for.
func foundClusters(set *manifest.Set, locate func(string) string) *lint.Fleet {
	found := findClusters(set, locate)
	if len(found) < 2 {
		only := lint.NewSnapshot(set)
		for _, cluster := range found {
			only.Name = cluster.name
		}
		return lint.NewFleet(only)
	}
	fleet := &lint.Fleet{Set: set}
	for _, cluster := range found {
		snapshot := lint.NewSnapshot(set.Part(cluster.has))
		snapshot.Name = cluster.name
		fleet.Clusters = append(fleet.Clusters, snapshot)
	}
	return fleet
}

// placeNames finds the clusters that folders are named after.
type placeNames struct {
	locate func(string) string
	known  map[string]string
}

// cluster returns the name of the one cluster that has an object, or a file where the
// object is nil; "" for what is common.
func (p *placeNames) cluster(file *manifest.File, object *manifest.Object) string {
	if object == nil {
		return p.of(file.Name, false)
	}
	if object.Variant != "" {
		return object.Variant
	}
	if object.Root != "" {
		if name := p.of(object.Root, true); name != "" {
			return name
		}
	}
	return p.of(object.File, false)
}

func (p *placeNames) of(name string, folder bool) string {
	key := name
	if folder {
		key += "/"
	}
	cluster, known := p.known[key]
	if !known {
		_, cluster = clusterFolder(p.locate(name), folder)
		p.known[key] = cluster
	}
	return cluster
}

const (
	clustersFolder = "clusters"
	overlaysFolder = "overlays"
)

// clusterFolder returns NAME of clusters/NAME or overlays/NAME in a path, and which of them
// it is; "" where there is no such folder.
func clusterFolder(path string, folder bool) (in, name string) {
	steps := strings.Split(filepath.ToSlash(path), "/")
	if !folder {
		steps = steps[:len(steps)-1]
	}
	for i := range steps[:max(0, len(steps)-1)] {
		if steps[i] == clustersFolder || steps[i] == overlaysFolder {
			return steps[i], steps[i+1]
		}
	}
	return "", ""
}

// locator returns how a file is called within the project: what lies above that says
// nothing of clusters.
func (i *inputFlags) locator(set *manifest.Set) func(string) string {
	root := ""
	for _, file := range set.Files {
		if !filepath.IsLocal(file.Name) && file.Name != source.StdinName {
			root = i.rootOf(file.Name)
			break
		}
	}
	return func(name string) string {
		if root == "" || filepath.IsLocal(name) {
			return name
		}
		inside := source.Relative(root, name)
		if !filepath.IsLocal(inside) {
			return filepath.Base(name)
		}
		return inside
	}
}

// rootOf is the repository of a file, or the folder among the paths that holds it.
func (i *inputFlags) rootOf(name string) string {
	if root, err := source.Repository(name); err == nil {
		return root
	}
	for _, path := range i.paths {
		if source.NewMatcher([]string{path}).Holds(name) {
			return path
		}
	}
	return filepath.Dir(name)
}
