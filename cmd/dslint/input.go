package main

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
	"github.com/dslint/dslint/lint/source"
)

// inputFlags say what is read beside the paths.
type inputFlags struct {
	projectFlags
	whatIfFlags
	nodes      []string
	kubernetes kubernetes.Version
	charts     source.Charts
	allowEmpty bool
	clusters   []string
	within     string // files are named as in this folder
	oneSide    bool   // clusters may be there in another state only
	skip       []string

	paths []string                      // what was read
	named int                           // how many of the files that were read the paths name: the first
	only  *source.Matcher               // what is reported, nil for all that was read
	pods  map[string][]*manifest.Object // those that run already, by file
}

func (i *inputFlags) add(cmd *cobra.Command) {
	i.projectFlags.add(cmd)
	cmd.Flags().StringArrayVar(&i.nodes, "nodes", nil,
		"add the Nodes of `FILE`, as kubectl get nodes -o yaml prints them; may be repeated")
	cmd.Flags().StringArrayVar(&i.clusters, "cluster", nil, "look at the cluster `NAME` only; may be repeated")
	i.whatIfFlags.add(cmd)
	cmd.Flags().Var(&i.kubernetes, "kubernetes", "decide as Kubernetes `VERSION` does, as 1.29 or v1.29.4")
	complete(cmd, "kubernetes", kubernetes.Names)
	cmd.Flags().StringArrayVar(&i.charts.Values, "values", nil,
		"render charts with the values of `FILE`, as helm template does; may be repeated")
	cmd.Flags().StringArrayVar(&i.charts.Set, "set", nil, "render charts with `KEY=VALUE`, as helm template does; may be repeated")
	cmd.Flags().BoolVar(&i.allowEmpty, "allow-empty", false, "succeed where there is nothing to examine")
}

// load reads the paths, and the Nodes that the flags and the configuration add. It
// is an error if there is nothing to read.
func (i *inputFlags) load(c *command, project *project, paths []string) (*manifest.Set, error) {
	if len(paths) == 0 {
		return nil, errors.New(`no path is given: "dslint ." reads this folder, "dslint -" standard input`)
	}
	return i.read(c, project, paths)
}

func (i *inputFlags) read(c *command, project *project, paths []string) (*manifest.Set, error) {
	charts := i.charts
	i.paths = paths
	for _, chart := range project.Charts {
		charts.Of = append(charts.Of, source.ChartValues(chart))
	}
	charts.Kubernetes = cmp.Or(i.kubernetes, project.Cluster().Version).String()
	if i.kubernetes == 0 {
		charts.KubernetesOf = i.versionsOf(project)
	}
	more, err := i.clusterPaths(project, paths)
	if err != nil {
		return nil, err
	}
	pods := project.allPods()
	set, err := source.Load(source.Options{
		Paths: slices.Concat(more, paths), Roots: more, Stdin: c.stdin, Exclude: slices.Concat(project.Exclude, pods), Root: project.root,
		Within: i.within, Charts: charts, Skip: i.skip, Substitute: i.substitutes(project),
	})
	if err != nil {
		return nil, err
	}
	i.dropPods(set, project.resolve(pods))
	if !i.allowEmpty && isEmpty(set) {
		return nil, nothingExamined(paths)
	}
	i.named = len(set.Files)
	for _, nodes := range slices.Concat(i.inventories(project), i.nodes) {
		if nodes == source.Stdin && slices.Contains(paths, source.Stdin) {
			continue
		}
		if err := i.addNodes(c, set, nodes); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// fleet is what rules and placement look at, by cluster: the set with what the flags
// change.
func (i *inputFlags) fleet(c *command, set *manifest.Set, project *project) (*lint.Fleet, error) {
	project.Relative = func(file string) string { return source.Relative(project.root, i.locate(file)) }
	fleet, err := i.divide(c, set, project)
	if err != nil {
		return nil, err
	}
	fleet.Reports = i.reports
	for _, snapshot := range fleet.Clusters {
		snapshot.Set = source.Fill(snapshot.Set, snapshot.Config.Variables())
		snapshot.Today = c.now().UTC()
		if i.kubernetes != 0 {
			snapshot.Cluster.Version = i.kubernetes
		}
	}
	err = fleet.Change(i.changes)
	return fleet, err
}

// locate returns where a file lies that findings name.
func (i *inputFlags) locate(file string) string {
	if i.within == "" || filepath.IsAbs(file) {
		return file
	}
	return filepath.Join(i.within, file)
}

func nothingExamined(paths []string) error {
	return fmt.Errorf("no manifest in %s: nothing was examined (--allow-empty accepts that)",
		strings.Join(paths, ", "))
}

// isEmpty reports whether nothing that was read could be a manifest.
func isEmpty(set *manifest.Set) bool { return report.Empty(set) && !broken(set) }

func broken(set *manifest.Set) bool {
	return slices.ContainsFunc(set.Files, func(file *manifest.File) bool { return len(file.Problems) > 0 })
}

// addNodes adds the files of an inventory that the set does not hold yet.
func (i *inputFlags) addNodes(c *command, set *manifest.Set, path string) error {
	more, err := source.Load(source.Options{Paths: []string{path}, Stdin: c.stdin, Within: i.within})
	if err != nil {
		return err
	}
	if len(inventory.Collect(more)) == 0 && !broken(more) {
		return fmt.Errorf("no Node in %s: kubectl get nodes -o yaml prints what belongs there", path)
	}
	for _, file := range more.Files {
		if !slices.ContainsFunc(set.Files, func(known *manifest.File) bool { return sameFile(known.Name, file.Name) }) {
			set.Files = append(set.Files, file)
		}
	}
	return nil
}

// sameFile compares names that may lead to a file from different places.
func sameFile(a, b string) bool {
	if a == b {
		return true
	}
	absoluteA, errA := filepath.Abs(a)
	absoluteB, errB := filepath.Abs(b)
	return errA == nil && errB == nil && absoluteA == absoluteB
}
