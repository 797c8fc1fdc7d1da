package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
	"github.com/dslint/dslint/lint/source"
)

// linter is the command lint.
type linter struct {
	*command
	input    inputFlags
	rules    ruleFlags
	output   outputFlags
	fixes    fixFlags
	adoption adoptFlags
	failOn   *choice
	whole    bool
	locked   bool
	verbose  bool
}

const never = "never"

func newLint(c *command) *cobra.Command {
	l := &linter{command: c}
	cmd := &cobra.Command{
		Use:   "lint PATH...",
		Short: "Report mistakes in manifests (what dslint PATH... does)",
		Long: `Lint reads files, folders, globs and standard input (-) and reports mistakes.

It ends with 0 where no finding is as grave as --fail-on, with 1 where one is, and
with 2 where dslint could not do its work.`,
		Args:          cobra.ArbitraryArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE:          func(cmd *cobra.Command, paths []string) error { return l.lint(cmd.Context(), paths) },
	}
	cmd.Flags().SortFlags = false
	l.add(cmd)
	cmd.Flags().BoolVar(&l.fixes.fix, "fix", false, "make the safe fixes, and report what is left (see dslint fix)")
	l.fixes.add(cmd)
	return cmd
}

func (l *linter) add(cmd *cobra.Command) {
	l.output.add(cmd, report.Names(report.FindingFormats()))
	l.input.add(cmd)
	l.rules.add(l.command, cmd)
	l.adoption.add(cmd)
	l.failOn = addChoice(cmd, "fail-on", "end with 1 from this severity on", "error", "warning", "info", never)
	cmd.Flags().BoolVar(&l.whole, "whole-repository", false,
		"read the repository that holds the PATHs, and report what is wrong in the PATHs")
	cmd.Flags().BoolVar(&l.locked, "locked", false,
		"hold DaemonSets to "+source.LockName+", which place --write-lock writes")
	cmd.Flags().BoolVarP(&l.output.quiet, "quiet", "q", false, "write findings only, no summary")
	cmd.Flags().BoolVarP(&l.verbose, "verbose", "v", false,
		"tell on stderr what is read, and which findings of policies point at a field that is not there")
}

func (l *linter) lint(ctx context.Context, paths []string) error {
	outputs, err := chooseOutputs(&l.output, report.FindingFormats())
	if err != nil {
		return err
	}
	telling := l.startProgress(l.output.quiet)
	defer telling.stop()
	j, err := l.prepare(telling, paths)
	if err != nil {
		return err
	}
	if l.fixes.asked() {
		return l.fixAndReport(ctx, j, outputs, paths)
	}
	found, err := l.find(ctx, j, paths)
	if err != nil {
		return err
	}
	telling.stop()
	if err := writeOutputs(l.command, &l.output, outputs, found); err != nil {
		return err
	}
	return l.judge(found, paths)
}

// job is what is checked, and with which rules.
type job struct {
	project *project
	rules   []*lint.Rule
	set     *manifest.Set
	telling *progress
}

// prepare reads all that a run needs.
func (l *linter) prepare(telling *progress, paths []string) (*job, error) {
	project, err := l.input.find(paths)
	if err != nil {
		return nil, err
	}
	telling.phase("reading")
	if l.verbose {
		l.rules.Note = l.note
	}
	set, fault := l.read(project, paths)
	chosen, err := l.rules.choose(project, set)
	if err != nil {
		return nil, err // what is wrong with the call is told first
	}
	if unfit := l.fixes.check(chosen); unfit != nil {
		return nil, unfit
	}
	if fault != nil {
		return nil, fault
	}
	telling.phase(fmt.Sprintf("checking %d files with %d rules", len(set.Files), len(chosen)))
	j := &job{project, chosen, set, telling}
	l.tell(j)
	return j, nil
}

// find checks.
func (l *linter) find(ctx context.Context, j *job, paths []string) (*report.Findings, error) {
	fleet, err := l.fleet(j, j.set, paths)
	if err != nil {
		return nil, err
	}
	result, err := fleet.Run(ctx, j.rules)
	if err == nil {
		err = l.adopt(ctx, j, fleet, result)
	}
	if err == nil {
		l.input.keepOnly(result)
	}
	return &report.Findings{Fleet: fleet, Result: result, Editable: l.named(j.set)}, err
}

// fleet is what the rules look at.
func (l *linter) fleet(j *job, set *manifest.Set, paths []string) (*lint.Fleet, error) {
	fleet, err := l.input.fleet(l.command, set, j.project)
	if err != nil {
		return nil, err
	}
	complete := l.whole || source.NewMatcher(paths).Holds(j.project.root)
	for _, cluster := range fleet.Clusters {
		cluster.Complete = complete
	}
	if l.locked {
		err = holdToLock(fleet, j.project, complete)
	}
	return fleet, err
}

// holdToLock gives each cluster its lock.
func holdToLock(fleet *lint.Fleet, project *project, complete bool) error {
	file, err := project.readLock()
	if err != nil {
		return err
	}
	locks, err := file.Of(fleet.Names())
	if err != nil {
		return err
	}
	for i, cluster := range fleet.Clusters {
		cluster.Lock = locks[i]
	}
	if complete && !fleet.Partial() {
		locks[0].Gone = file.Gone(fleet.Names())
	}
	return nil
}

func (l *linter) read(project *project, paths []string) (*manifest.Set, error) {
	if l.whole {
		whole, err := wholeRepository(paths)
		if err != nil {
			return nil, err
		}
		l.input.only = source.NewMatcher(paths)
		paths = whole
	}
	return l.input.load(l.command, project, paths)
}

// judge sets the exit code. A run that looked at no object is no clean one.
func (l *linter) judge(found *report.Findings, paths []string) error {
	if failures := errors.Join(found.Result.Failures...); failures != nil {
		return failures
	}
	if failsAt(l.failOn.word, found.Result.Worst()) {
		l.exit = exitFindings
		return nil
	}
	if !l.input.allowEmpty && report.Empty(found.Fleet.Set) {
		return nothingExamined(paths)
	}
	return nil
}

// failsAt reports whether a severity is at or above a limit, which may be never.
func failsAt(limit string, worst lint.Severity) bool {
	least, err := lint.ParseSeverity(limit)
	return limit != never && err == nil && worst >= least
}
