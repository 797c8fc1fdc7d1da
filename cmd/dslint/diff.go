package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/report"
	"github.com/dslint/dslint/lint/source"
)

// differ is the command diff.
type differ struct {
	*command
	input  inputFlags
	rules  ruleFlags
	output outputFlags
	failOn *choice
	whole  bool

	adoption adoptFlags
}

func newDiff(c *command) *cobra.Command {
	d := &differ{command: c}
	cmd := &cobra.Command{
		Use:   "diff BASE [HEAD] [-- PATH...]",
		Short: "Tell what a change does to placements and findings",
		Long: `Diff compares two states of a repository, or two folders, and tells which pods come,
go or wait, what they request in sum, how a rollout goes, and which findings are new.

BASE and HEAD are git revisions; without HEAD it is the working tree, and BASE...HEAD
compares with the commit at which the two parted. Nothing is checked out or fetched.
Where both are folders, these are compared. PATHs narrow what is read of either, or with
--whole-repository what is told.

It ends with 1 where a new finding is as grave as --fail-on.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			states, paths := args, []string(nil)
			if dash := cmd.ArgsLenAtDash(); dash >= 0 {
				states, paths = args[:dash], args[dash:]
			}
			return d.diff(cmd.Context(), states, paths)
		},
	}
	cmd.Flags().SortFlags = false
	d.output.add(cmd, report.Names(report.DiffFormats()))
	d.input.add(cmd)
	d.rules.add(c, cmd)
	d.adoption.addFile(cmd)
	d.failOn = addChoice(cmd, "fail-on", "end with 1 where a new finding has this severity; an update that is refused is an error", "error", "warning", "info", never)
	cmd.Flags().BoolVar(&d.whole, "whole-repository", false, "read all there is, and tell of what is in the PATHs")
	cmd.Flags().BoolVarP(&d.output.quiet, "quiet", "q", false, "write no progress")
	return cmd
}

func (d *differ) diff(ctx context.Context, states, paths []string) error {
	outputs, err := chooseOutputs(&d.output, report.DiffFormats())
	if err != nil {
		return err
	}
	telling := d.startProgress(d.output.quiet)
	defer telling.stop()
	telling.phase("reading")
	trees, err := findTrees(ctx, states)
	if err != nil {
		return err
	}
	defer trees.close()
	found, err := d.compare(ctx, telling, trees, paths)
	if err != nil {
		return err
	}
	telling.stop()
	if err := writeOutputs(d.command, &d.output, outputs, found); err != nil {
		return err
	}
	if failsAt(d.failOn.word, found.Worst()) {
		d.exit = exitFindings
	}
	return nil
}

func (d *differ) compare(ctx context.Context, telling *progress, trees *trees, paths []string) (*diff.Diff, error) {
	telling.phase("examining " + trees.before.name)
	d.input.skip = trees.scratch
	before, err := d.side(ctx, trees.before, paths, false)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", trees.before.name, err)
	}
	telling.phase("examining " + trees.after.name)
	after, err := d.side(ctx, trees.after, paths, true)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", trees.after.name, err)
	}
	for _, name := range d.input.clusters {
		if !known(name, before.Fleet, after.Fleet) {
			names := slices.Concat(before.Fleet.LeftOut, after.Fleet.LeftOut)
			return nil, fmt.Errorf("there is no cluster %q in either state%s", name, lint.Hint(name, names))
		}
	}
	if !d.input.allowEmpty && (isEmpty(before.Fleet.Set) && isEmpty(after.Fleet.Set) || !trees.hold(paths)) {
		return nil, nothingExamined([]string{trees.before.name, trees.after.name})
	}
	return diff.Compare(before, after), nil
}

// side examines one state. What the flags change in the inventory is part of the
// state after.
func (d *differ) side(ctx context.Context, tree tree, paths []string, after bool) (diff.Side, error) {
	input := d.input
	input.within, input.allowEmpty, input.oneSide = tree.root, true, true
	if !after {
		input.changes = nil
	}
	present, err := tree.paths(paths)
	if err != nil {
		return diff.Side{}, err
	}
	project, err := input.find(append(present, tree.root))
	if err != nil {
		return diff.Side{}, err
	}
	if d.whole && len(paths) > 0 {
		input.only, present = source.NewMatcher(present), []string{tree.root}
	}
	set, err := input.read(d.command, project, present)
	if err != nil {
		return diff.Side{}, err
	}
	chosen, err := d.rules.choose(project, set)
	if err != nil {
		return diff.Side{}, err
	}
	fleet, err := input.fleet(d.command, set, project)
	if err != nil {
		return diff.Side{}, err
	}
	result, err := fleet.Run(ctx, chosen)
	if err == nil {
		err = errors.Join(result.Failures...)
	}
	if err == nil {
		err = d.accept(tree, project, after, fleet, result, chosen)
	}
	if err == nil {
		input.keepOnly(result)
	}
	return diff.Side{Fleet: fleet, Result: result}, err
}

// accept leaves out what the baseline of a state accepts. The state before may have none
// yet.
func (d *differ) accept(tree tree, project *project, after bool, fleet *lint.Fleet, result *lint.Result, rules []*lint.Rule) error {
	name := d.adoption.file(project)
	if name == "" {
		return nil
	}
	called := filepath.ToSlash(name)
	if d.adoption.baseline == "" {
		called = source.Relative(tree.root, name)
	}
	err := acceptBaseline(name, called, fleet, result, rules)
	if errors.Is(err, fs.ErrNotExist) && !after {
		return nil
	}
	return err
}

// trees are the two states to compare.
type trees struct {
	before, after tree
	scratch       []string // folders to remove
}

// hold reports whether one of the paths is there in one of the states, if there are any.
func (t *trees) hold(paths []string) bool {
	before, _ := t.before.paths(paths) // a path that leads out of the tree is told before
	after, _ := t.after.paths(paths)
	return len(before)+len(after) > 0
}

func (t *trees) close() {
	for _, folder := range t.scratch {
		_ = os.RemoveAll(folder) // what is left is in the folder for temporary files
	}
}

// findTrees brings the states into folders.
func findTrees(ctx context.Context, states []string) (*trees, error) {
	switch {
	case len(states) == 1:
		return findRevisions(ctx, states[0], "")
	case len(states) == 2 && isFolder(states[0]) && isFolder(states[1]):
		return &trees{before: tree{name: states[0], root: states[0]}, after: tree{name: states[1], root: states[1]}}, nil
	case len(states) == 2:
		return findRevisions(ctx, states[0], states[1])
	}
	return nil, errors.New(`diff takes one or two states: "dslint diff main" compares the working tree with main`)
}

func isFolder(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func findRevisions(ctx context.Context, base, head string) (*trees, error) {
	repository, err := source.Repository(".")
	if err != nil {
		return nil, err
	}
	if repository, err = filepath.Abs(repository); err != nil {
		return nil, err
	}
	found := &trees{after: tree{"the working tree", repository, repository}}
	fork := false
	if a, b, dots := strings.Cut(base, "..."); dots && head == "" {
		base, head, fork = a, orHead(b), true
	} else if a, b, dots := strings.Cut(base, ".."); dots && head == "" {
		base, head = a, orHead(b)
	}
	base = orHead(base)
	if fork {
		if base, err = source.MergeBase(ctx, repository, base, head); err != nil {
			return nil, err
		}
	}
	if found.before, err = found.checkout(ctx, repository, base); err == nil && head != "" {
		found.after, err = found.checkout(ctx, repository, head)
	}
	if err != nil {
		found.close()
		return nil, err
	}
	return found, nil
}

// orHead is what git takes for a revision that is left out.
func orHead(revision string) string {
	if revision == "" {
		return "HEAD"
	}
	return revision
}

func (t *trees) checkout(ctx context.Context, repository, revision string) (tree, error) {
	folder, err := os.MkdirTemp("", "dslint-")
	if err != nil {
		return tree{}, err
	}
	t.scratch = append(t.scratch, folder)
	return tree{revision, folder, repository}, source.Checkout(ctx, repository, revision, folder)
}

// known reports whether one of the states has a cluster of a name.
func known(name string, states ...*lint.Fleet) bool {
	return slices.ContainsFunc(states, func(fleet *lint.Fleet) bool {
		cluster := fleet.Cluster(name)
		return cluster != nil && len(cluster.Set.Files) > 0
	})
}
