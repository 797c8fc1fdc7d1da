package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source"
)

func newInit(c *command) *cobra.Command {
	dry := false
	cmd := &cobra.Command{
		Use:   "init [FOLDER]",
		Short: "Write a configuration for what a folder holds",
		Long: `Init looks at the manifests and Nodes below a folder, the working folder where none
is given, and writes a .dslint.yaml for them, with comments: the clusters that folders
clusters/NAME and overlays/NAME stand for, their Nodes, their version of Kubernetes and
who provides them. It never overwrites a file.`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			folder := "."
			if len(args) > 0 {
				folder = args[0]
			}
			return c.initialize(folder, dry)
		},
	}
	cmd.Flags().BoolVar(&dry, "dry-run", false, "print the configuration, and write no file")
	return cmd
}

func (c *command) initialize(folder string, dry bool) error {
	if info, err := os.Stat(folder); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf("%s is no folder", folder)
	}
	name := filepath.Join(folder, source.ConfigName)
	if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) && !dry {
		return errors.Join(err, fmt.Errorf("%s is there already, and is not overwritten: --dry-run prints what would be written", name))
	}
	set, err := source.Load(source.Options{Paths: []string{folder}, Stdin: c.stdin, Root: folder})
	if err != nil {
		return err
	}
	text := newSurvey(set, folder).text()
	if _, err = lint.ParseConfig(manifest.Parse(name, []byte(text))); err != nil {
		return err
	}
	if dry {
		return c.deliver("", []byte(text))
	}
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) //nolint:gosec // as public as other files
	if err != nil {
		return err
	}
	_, writing := file.WriteString(text)
	c.complain("wrote " + filepath.ToSlash(name))
	return errors.Join(writing, file.Close())
}

// survey is what a folder holds, as a configuration says it.
type survey struct {
	all      *surveyed // what is common to all clusters, or all there is
	clusters []*surveyed
}

// surveyed is what belongs to one cluster: paths from the folder, and Nodes.
type surveyed struct {
	name             string
	manifests, files map[string]bool
	nodes            []*inventory.Node
}

func newSurveyed(name string) *surveyed {
	return &surveyed{name: name, manifests: map[string]bool{}, files: map[string]bool{}}
}

// newSurvey looks at the objects of a set that was read from a folder.
func newSurvey(set *manifest.Set, folder string) *survey {
	locate := func(name string) string { return source.Relative(folder, name) }
	s := &survey{all: newSurveyed("")}
	found := findClusters(set, locate)
	if len(found) < 2 {
		found = nil
	}
	for _, cluster := range found {
		s.clusters = append(s.clusters, newSurveyed(cluster.name))
	}
	nodes := map[*manifest.Object]*inventory.Node{}
	for _, node := range inventory.Collect(set) {
		nodes[node.Object] = node
	}
	for _, file := range set.Files {
		for _, object := range file.Objects {
			for _, owner := range s.owners(found, file, object) {
				owner.add(object, nodes[object], locate)
			}
		}
	}
	s.join()
	return s
}

// owners are the clusters that have an object: what all of them have is common.
func (s *survey) owners(found []foundCluster, file *manifest.File, object *manifest.Object) []*surveyed {
	var owners []*surveyed
	for i, cluster := range found {
		if cluster.has(file, object) {
			owners = append(owners, s.clusters[i])
		}
	}
	if len(owners) == len(found) {
		return []*surveyed{s.all}
	}
	return owners
}

// add takes in an object, which is a Node that counts where node is not nil.
func (s *surveyed) add(object *manifest.Object, node *inventory.Node, locate func(string) string) {
	if inventory.Holds(object) {
		s.files[locate(object.File)] = true
		if node != nil {
			s.nodes = append(s.nodes, node)
		}
		return
	}
	s.manifests[locate(cmp.Or(object.Root, object.File))] = true
}

// join gives every cluster what is common, at the topmost folders that hold nothing else.
func (s *survey) join() {
	if len(s.clusters) == 0 {
		return
	}
	taken := map[string]bool{}
	for _, cluster := range s.clusters {
		maps.Copy(taken, cluster.manifests)
		maps.Copy(taken, cluster.files)
	}
	delete(s.all.manifests, ".") // it would hold the others
	for _, cluster := range s.clusters {
		cluster.manifests = clusterRoots(cluster)
	}
	for place := range s.all.manifests {
		for _, cluster := range s.clusters {
			cluster.manifests[apart(place, taken)] = true
		}
	}
}

// clusterRoots are the folders clusters/NAME and overlays/NAME that places lie in; a place
// that lies in none is one by itself.
func clusterRoots(cluster *surveyed) map[string]bool {
	roots := map[string]bool{}
	for place := range cluster.manifests {
		root := place
		for at := place; at != "." && at != "/"; at = path.Dir(at) {
			if above := path.Base(path.Dir(at)); above == clustersFolder || above == overlaysFolder {
				root = at
			}
		}
		roots[root] = true
	}
	return roots
}

// apart returns the topmost folder that holds a place and nothing that is taken.
func apart(place string, taken map[string]bool) string {
	steps := strings.Split(place, "/")
	for i := 1; i < len(steps); i++ {
		folder := strings.Join(steps[:i], "/")
		holds := func(other string) bool { return other == folder || strings.HasPrefix(other, folder+"/") }
		if !slices.ContainsFunc(slices.Collect(maps.Keys(taken)), holds) {
			return folder
		}
	}
	return place
}

// namedAfter reports whether a step of a path is a name, or ends or starts in it.
func namedAfter(file, name string) bool {
	return slices.ContainsFunc(strings.Split(file, "/"), func(step string) bool {
		step = strings.TrimSuffix(step, path.Ext(step))
		return step == name || strings.HasSuffix(step, "-"+name) || strings.HasPrefix(step, name+"-")
	})
}

// version is the newest that a kubelet of the Nodes is of and that is known, "" for none.
func (s *surveyed) version() string {
	var newest kubernetes.Version
	for _, written := range inventory.KubeletVersions(s.nodes) {
		if version, err := kubernetes.Parse(written); err == nil {
			newest = max(newest, version)
		}
	}
	if newest == 0 {
		return ""
	}
	return newest.String()
}
