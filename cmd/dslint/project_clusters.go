package main

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source"
)

// picked reports whether a cluster is to be looked at.
func (i *inputFlags) picked(name string) bool {
	return len(i.clusters) == 0 || slices.Contains(i.clusters, name)
}

// clusterPaths returns what is read beside the paths, so that each cluster is judged
// with all it has: its manifests. What is reported stays what the paths name.
func (i *inputFlags) clusterPaths(project *project, paths []string) ([]string, error) {
	if len(project.Clusters) == 0 {
		return nil, nil
	}
	if err := i.checkNames(project); err != nil {
		return nil, err
	}
	if named := source.NewMatcher(paths); i.only == nil && !named.Holds(project.root) {
		i.only = named
	}
	var more []string
	var faults []error
	for number := range project.Clusters {
		cluster := &project.Clusters[number]
		if !i.picked(cluster.Name) {
			continue
		}
		for item, path := range project.resolve(cluster.Manifests) {
			found, err := source.Expand(path)
			if err != nil {
				faults = append(faults, project.WrongPath(number, item, fmt.Errorf("%s: %w", cluster.Manifests[item], err)))
			}
			more = append(more, found...)
		}
	}
	return alike(more, paths), errors.Join(faults...)
}

// checkNames looks for clusters that are asked for and not there. The default one is
// there if some file belongs to no other.
func (i *inputFlags) checkNames(project *project) error {
	names := make([]string, len(project.Clusters))
	for number := range project.Clusters {
		names[number] = project.Clusters[number].Name
	}
	for _, name := range i.clusters {
		if !i.oneSide && name != lint.DefaultCluster && !slices.Contains(names, name) {
			return unknownCluster(name, names)
		}
	}
	return nil
}

// alike writes paths as other ones are written, absolute or from the working folder: a
// file has one name.
func alike(paths, others []string) []string {
	absolute := len(others) > 0 && !slices.ContainsFunc(others, func(path string) bool { return !filepath.IsAbs(path) })
	here, err := os.Getwd()
	if err != nil {
		return paths
	}
	written := make([]string, len(paths))
	for i, path := range paths {
		written[i] = path
		if !filepath.IsAbs(path) {
			path = filepath.Join(here, path)
		}
		if absolute {
			written[i] = path
		} else if relative, err := filepath.Rel(here, path); err == nil {
			written[i] = relative
		}
	}
	return written
}

// inventories are the files of the configuration with Nodes, of all clusters that are
// looked at.
func (i *inputFlags) inventories(project *project) []string {
	files := slices.Clone(project.Nodes)
	for number := range project.Clusters {
		if i.picked(project.Clusters[number].Name) {
			files = append(files, project.Clusters[number].Nodes...)
		}
	}
	slices.Sort(files)
	return alike(project.resolve(slices.Compact(files)), i.paths)
}

// allPods are the files with Pods that run already, of all clusters.
func (p *project) allPods() []string {
	files := slices.Clone(p.Pods)
	for number := range p.Clusters {
		files = append(files, p.Clusters[number].Pods...)
	}
	return files
}

// dropPods takes files out of a set that hold Pods which run already: they are no
// manifests.
func (i *inputFlags) dropPods(set *manifest.Set, pods []string) {
	if len(pods) == 0 {
		return
	}
	running := source.NewMatcher(pods)
	set.Files = slices.DeleteFunc(set.Files, func(file *manifest.File) bool { return running.Holds(i.locate(file.Name)) })
}

// running reads the Pods that run already in a cluster.
func (i *inputFlags) running(c *command, project *project, config *lint.Config) ([]*manifest.Object, error) {
	var all []*manifest.Object
	for _, path := range project.resolve(config.Pods) {
		pods, known := i.pods[path]
		if !known {
			set, err := source.Load(source.Options{Paths: []string{path}, Stdin: c.stdin, Within: i.within})
			if err != nil {
				return nil, err
			}
			if pods, err = podsOf(set, path); err != nil {
				return nil, err
			}
			if i.pods == nil {
				i.pods = map[string][]*manifest.Object{}
			}
			i.pods[path] = pods
		}
		all = append(all, pods...)
	}
	return all, nil
}

func podsOf(set *manifest.Set, path string) ([]*manifest.Object, error) {
	for _, file := range set.Files {
		for _, problem := range file.Problems {
			return nil, fmt.Errorf("%s: %s", problem.Span, problem.Message)
		}
	}
	pods := slices.DeleteFunc(set.Objects(), func(object *manifest.Object) bool { return object.Kind != "Pod" })
	if len(pods) == 0 {
		return nil, fmt.Errorf("no Pod in %s: kubectl get pods -A -o yaml prints what belongs there", path)
	}
	return pods, nil
}

// namedClusters tells apart what the clusters of the configuration have.
func (i *inputFlags) namedClusters(c *command, set *manifest.Set, project *project) (*lint.Fleet, error) {
	fleet := &lint.Fleet{Set: set}
	places := i.clusterPlaces(set, project)
	names := make([]string, len(places))
	for number, place := range places {
		names[number] = place.name
	}
	for _, place := range places {
		if !i.picked(place.name) {
			fleet.LeftOut = append(fleet.LeftOut, place.name)
			continue
		}
		running, err := i.running(c, project, place.config)
		if err != nil {
			return nil, err
		}
		snapshot := lint.NewSnapshot(set.Part(place.has))
		snapshot.Name, snapshot.Config, snapshot.Cluster = place.name, place.config, place.config.Cluster()
		snapshot.Cluster.Running = running
		fleet.Clusters = append(fleet.Clusters, byVariant(snapshot, names)...)
	}
	if len(fleet.Clusters) == 0 && i.oneSide {
		return i.noCluster(fleet.LeftOut), nil
	}
	if len(fleet.Clusters) == 0 {
		return nil, fmt.Errorf("there is no cluster %q: each file belongs to one that the configuration names", lint.DefaultCluster)
	}
	if fleet.Partial() {
		fleet.Set = unite(set, fleet.Clusters)
	}
	return fleet, nil
}

// substitutes tells the values of ${NAME} for what is built of a folder or file: those
// that hold in all clusters that have it.
func (i *inputFlags) substitutes(project *project) func(root string) map[string]manifest.Ref {
	return func(root string) map[string]manifest.Ref {
		var fields map[string]manifest.Ref
		for number := range project.Clusters {
			if !source.NewMatcher(project.resolve(project.Clusters[number].Manifests)).Holds(i.locate(root)) {
				continue
			}
			own := project.Of(number).Variables()
			if fields == nil {
				fields = own
			}
			maps.DeleteFunc(fields, func(name string, field manifest.Ref) bool {
				other, known := own[name]
				return !known || field.Value() != other.Value()
			})
		}
		if fields == nil {
			return project.Variables()
		}
		return fields
	}
}

// clusterPlace is a cluster of the configuration and what belongs to it.
type clusterPlace struct {
	name   string
	config *lint.Config
	has    belongs
}

// belongs tells whether a file, or an object of it, belongs to something.
type belongs = func(*manifest.File, *manifest.Object) bool

// clusterPlaces are the clusters of the configuration. What belongs to none of them is
// the cluster "default"; but a file without objects, which may be part of anything, is
// common to all, and so are the Nodes that the call adds.
func (i *inputFlags) clusterPlaces(set *manifest.Set, project *project) []*clusterPlace {
	var places []*clusterPlace
	var owners []belongs
	for number := range project.Clusters {
		said, config := &project.Clusters[number], project.Of(number)
		has := i.holder(slices.Concat(project.resolve(said.Manifests), project.resolve(config.Nodes)))
		places, owners = append(places, &clusterPlace{said.Name, config, has}), append(owners, has)
	}
	nobodys := func(file *manifest.File, object *manifest.Object) bool {
		return !slices.ContainsFunc(owners, func(has belongs) bool { return has(file, object) })
	}
	added, inventory := i.holder(i.nodes), i.holder(project.resolve(project.Nodes))
	left := set.Part(func(file *manifest.File, object *manifest.Object) bool {
		return object != nil && nobodys(file, object) && !added(file, object) && !inventory(file, object)
	})
	named := slices.ContainsFunc(places, func(p *clusterPlace) bool { return p.name == lint.DefaultCluster })
	if len(left.Files) > 0 && !named {
		places = append(places, &clusterPlace{lint.DefaultCluster, project.Config, inventory})
	}
	for _, place := range places {
		place.widen(added, nobodys)
	}
	return places
}

// widen gives a cluster what is added to all of them, and what nobody has.
func (p *clusterPlace) widen(added, nobodys belongs) {
	own, byDefault, fits := p.has, p.name == lint.DefaultCluster, p.fits()
	p.has = func(file *manifest.File, object *manifest.Object) bool {
		return fits(object) && (own(file, object) || added(file, object) || (byDefault || len(file.Objects) == 0) && nobodys(file, object))
	}
}

// fits tells the objects that are not for another version of Kubernetes.
func (p *clusterPlace) fits() func(*manifest.Object) bool {
	version := p.config.Cluster().Version.String()
	return func(object *manifest.Object) bool {
		return object == nil || object.Kubernetes == "" || object.Kubernetes == version
	}
}

// versionsOf returns the versions of the clusters that have a file or folder, and of all
// that are looked at for "": charts are rendered for them. It is nil where all are of one.
func (i *inputFlags) versionsOf(project *project) func(root string) []string {
	held, all := map[string][]string{}, []string{project.Cluster().Version.String()}
	for number := range project.Clusters {
		if said := &project.Clusters[number]; i.picked(said.Name) {
			version := project.Of(number).Cluster().Version.String()
			held[version] = append(held[version], project.resolve(said.Manifests)...)
			all = append(all, version)
		}
	}
	slices.Sort(all)
	if all = slices.Compact(all); len(all) == 1 {
		return nil
	}
	matchers := map[string]*source.Matcher{}
	for version, paths := range held {
		matchers[version] = source.NewMatcher(paths)
	}
	return func(root string) []string {
		if root == "" {
			return all
		}
		return slices.DeleteFunc(slices.Clone(all), func(version string) bool {
			return matchers[version] == nil || !matchers[version].Holds(i.locate(root))
		})
	}
}

// holder tells what stands in some paths, or is built there: not what is built elsewhere
// of files in them.
func (i *inputFlags) holder(paths []string) belongs {
	held := source.NewMatcher(paths)
	return func(file *manifest.File, object *manifest.Object) bool {
		switch {
		case object == nil:
			return held.Holds(i.locate(file.Name))
		case object.Root != "":
			return held.Holds(i.locate(object.Root))
		}
		return held.Holds(i.locate(object.File))
	}
}
