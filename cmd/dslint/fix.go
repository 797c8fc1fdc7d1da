package main

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/fix"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
	"github.com/dslint/dslint/lint/source"
)

// fixFlags say whether files are fixed, and how.
type fixFlags struct {
	fix, unsafe, diff bool
	only              []string
}

func (f *fixFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.BoolVar(&f.unsafe, "unsafe-fixes", false, "make the fixes, too, that change what a workload does or are one of several answers")
	flags.BoolVar(&f.diff, "diff", false, "write no file: show what would be fixed, and end with 1 where something would be")
	flags.StringArrayVar(&f.only, "select", nil, "fix only what `RULE` finds; may be repeated")
	complete(cmd, "select", builtinNames)
}

func newFix(c *command) *cobra.Command {
	l := &linter{command: c}
	cmd := &cobra.Command{
		Use:   "fix PATH...",
		Short: "Fix mistakes in manifests (what dslint lint --fix does)",
		Long: `Fix makes the safe fixes of all findings and reports what is left.

It edits as little as it can: comments, order, indentation, quotes and line ends stay.
Each file is read again after it is fixed; where a finding is still there, or an error
came in its place, the file is left as it was. An error that another one hid may show
then, and what all workloads together ask of a node. Standard input (-) is written
fixed to standard output, and the report to standard error.

It ends as dslint lint does, by what is left.`,
		Args:          cobra.ArbitraryArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, paths []string) error {
			l.fixes.fix = true
			return l.lint(cmd.Context(), paths)
		},
	}
	cmd.Flags().SortFlags = false
	l.fixes.add(cmd)
	l.add(cmd)
	return cmd
}

// asked reports whether files are to be fixed, or what would be is to be shown.
func (f *fixFlags) asked() bool { return f.fix || f.diff }

// check reports flags that mean nothing, and rules that are not there.
func (f *fixFlags) check(rules []*lint.Rule) error {
	if !f.asked() && (f.unsafe || len(f.only) > 0) {
		return errors.New("--unsafe-fixes and --select go with --fix or --diff")
	}
	for _, name := range f.only {
		if _, err := findRule(rules, name); err != nil {
			return err
		}
	}
	return nil
}

// named tells the files that the paths name: these may be fixed.
func (l *linter) named(set *manifest.Set) func(file string) bool {
	named := map[string]bool{}
	for _, file := range set.Files[:l.input.named] {
		named[file.Name] = l.input.only == nil || l.input.only.Holds(l.input.locate(file.Name))
	}
	return func(file string) bool { return named[file] }
}

// repair makes the fixes in the set and returns what is left.
func (l *linter) repair(ctx context.Context, j *job, paths []string) (*fix.Outcome, error) {
	named := l.named(j.set)
	return fix.Run(ctx, j.set, fix.Options{
		Rules:    j.rules,
		Unsafe:   l.fixes.unsafe,
		Fleet:    func(set *manifest.Set) (*lint.Fleet, error) { return l.fleet(j, set, paths) },
		Editable: named,
		Wanted: func(finding *lint.Finding) bool {
			return named(finding.At.File) && (len(l.fixes.only) == 0 || slices.Contains(l.fixes.only, finding.Rule.Name))
		},
	})
}

// fixAndReport fixes the files, or shows how, and reports what is left.
func (l *linter) fixAndReport(ctx context.Context, j *job, outputs []output[*report.Findings], paths []string) error {
	outcome, err := l.repair(ctx, j, paths)
	if err != nil {
		return err
	}
	found := &report.Findings{Fleet: outcome.Fleet, Result: outcome.Result, Fixes: outcome, Editable: l.named(j.set)}
	j.telling.stop()
	changed := outcome.Changed(j.set)
	if l.fixes.diff {
		return l.show(j.set, changed, outcome.Result)
	}
	to := *l.command
	if piped := j.set.File(source.StdinName); piped != nil {
		to.stdout = l.stderr // the fixed text has stdout for itself
	}
	if err := l.writeFixed(j.set, changed); err != nil {
		return err
	}
	if err := l.adopt(ctx, j, found.Fleet, found.Result); err != nil {
		return err
	}
	l.input.keepOnly(found.Result)
	if err := writeOutputs(&to, &l.output, outputs, found); err != nil {
		return err
	}
	return l.judge(found, paths)
}

// show writes the changes as a unified diff.
func (l *linter) show(before *manifest.Set, changed []*manifest.File, result *lint.Result) error {
	for _, file := range changed {
		text := diff.Diff(file.Name, before.File(file.Name).Data(), file.Name, file.Data())
		_, text, _ = bytes.Cut(text, []byte("\n")) // the command line that diff was called with
		if _, err := l.stdout.Write(text); err != nil {
			return err
		}
		l.exit = exitFindings
	}
	return errors.Join(result.Failures...)
}

// writeFixed writes the changed files, and the text that came from standard input.
func (l *linter) writeFixed(before *manifest.Set, changed []*manifest.File) error {
	var faults []error
	written := map[string][]byte{}
	for _, file := range before.Files {
		after := file
		if i := slices.IndexFunc(changed, func(f *manifest.File) bool { return f.Name == file.Name }); i >= 0 {
			after = changed[i]
		}
		switch {
		case file.Name == source.StdinName:
			_, err := l.stdout.Write(after.Data())
			faults = append(faults, err)
		case after != file:
			faults = append(faults, rewrite(file.Name, file.Data(), after.Data(), written))
		}
	}
	return errors.Join(faults...)
}
