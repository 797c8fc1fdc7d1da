package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/lock"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
	"github.com/dslint/dslint/lint/source"
)

// placer is the command place.
type placer struct {
	*command
	input  inputFlags
	output outputFlags
	what   string // to explain
	lock   bool   // write it
}

func newPlace(c *command) *cobra.Command {
	p := &placer{command: c}
	cmd := &cobra.Command{
		Use:   "place PATH...",
		Short: "Show on which nodes workloads run",
		Long: `Place decides as Kubernetes does on which nodes the workloads of the manifests run,
and prints what kubectl get ds would: DESIRED counts the nodes that the controller
makes a pod for, CURRENT the pods that are made, READY those that are bound to
their node. Of other workloads READY is how many replicas fit beside the DaemonSets.

The flags --taint, --label, --cordon and --without-node ask what happens if: they
change the inventory first, and what becomes of pods that run is shown below.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, paths []string) error { return p.place(paths) },
	}
	cmd.Flags().SortFlags = false
	p.output.add(cmd, report.Names(report.PlacementFormats()))
	p.input.add(cmd)
	cmd.Flags().StringVar(&p.what, "explain", "",
		"show every check of `'NAMESPACE/NAME [NODE]'` with the values compared, and no table")
	cmd.Flags().BoolVar(&p.lock, "write-lock", false,
		"write where DaemonSets run to "+source.LockName+" beside the configuration, for --locked")
	cmd.Flags().BoolVarP(&p.output.quiet, "quiet", "q", false, "write no progress")
	return cmd
}

func (p *placer) place(paths []string) error {
	outputs, err := chooseOutputs(&p.output, report.PlacementFormats())
	if err != nil {
		return err
	}
	telling := p.startProgress(p.output.quiet)
	defer telling.stop()
	project, err := p.input.find(paths)
	if err != nil {
		return err
	}
	telling.phase("reading")
	set, err := p.input.load(p.command, project, paths)
	if err != nil {
		return err
	}
	telling.phase("placing")
	fleet, err := p.input.fleet(p.command, set, project)
	if err != nil {
		return err
	}
	if err := p.usable(fleet); err != nil {
		return err
	}
	for _, cluster := range fleet.Clusters {
		cluster.Placement()
	}
	telling.stop()
	p.tellProblems(set)
	p.tellUnjudged(fleet)
	if p.lock {
		if err := p.writeLock(fleet, project); err != nil {
			return err
		}
	}
	if p.what != "" {
		return p.explain(fleet)
	}
	if !fleet.HasWorkloads() {
		p.complain(noWorkload(len(set.Objects())))
	}
	return writeOutputs(p.command, &p.output, outputs, fleet)
}

// writeLock writes down where the DaemonSets of all clusters run.
func (p *placer) writeLock(fleet *lint.Fleet, project *project) error {
	switch {
	case fleet.Partial():
		return errors.New("--write-lock writes down all clusters, and --cluster leaves some out")
	case !fleet.Several():
		return p.deliver(project.lockFile(), lock.New(fleet.Clusters[0].Placement()).Bytes())
	}
	locks := map[string]*lock.Lock{}
	for _, cluster := range fleet.Clusters {
		locks[cluster.ClusterName()] = lock.New(cluster.Placement())
	}
	return p.deliver(project.lockFile(), lock.WriteAll(locks))
}

// usable reports what a placement cannot be made without.
func (p *placer) usable(fleet *lint.Fleet) error {
	if fleet.CountNodes() == 0 && !p.input.allowEmpty {
		return errors.New("no Node among the manifests: kubectl get nodes -o yaml > FILE, then --nodes FILE")
	}
	for _, cluster := range fleet.Clusters {
		if fleet.Several() && len(cluster.Nodes()) == 0 && len(cluster.Workloads()) > 0 {
			p.complain(fmt.Sprintf("no Node of the cluster %s among the manifests", cluster.ClusterName()))
		}
	}
	return nil
}

func noWorkload(objects int) string {
	if objects == 1 {
		return "the only object is no workload"
	}
	return fmt.Sprintf("no workload among %d objects", objects)
}

// tellUnjudged names what only patches objects, and is not placed itself.
func (p *placer) tellUnjudged(fleet *lint.Fleet) {
	told := map[lint.Unjudged]bool{}
	for _, cluster := range fleet.Clusters {
		for _, part := range cluster.Unjudged() {
			if !told[part] {
				told[part] = true
				p.complain(fmt.Sprintf("%s: %s", part.At, part.Message))
			}
		}
	}
}

// tellProblems names what could not be read and is missing in the result. The
// source of a template is not expected to be readable.
func (p *placer) tellProblems(set *manifest.Set) {
	for _, file := range set.Files {
		for _, problem := range file.Problems {
			p.complain(fmt.Sprintf("%s: %s", problem.Span, problem.Text()))
			if problem.Kind == manifest.BrokenYAML || problem.Kind == manifest.FailedBuild {
				p.exit = exitFindings
			}
		}
	}
}
