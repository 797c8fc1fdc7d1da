package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
)

// linter is the command lint.
type linter struct {
	*command
	input  inputFlags
	rules  ruleFlags
	output outputFlags
	failOn *choice
	whole  bool
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
	l.output.add(cmd, report.Names(report.FindingFormats()))
	l.input.add(cmd)
	l.rules.add(cmd)
	l.failOn = addChoice(cmd, "fail-on", "end with 1 from this severity on", "error", "warning", "info", never)
	cmd.Flags().BoolVar(&l.whole, "whole-repository", false,
		"read the repository that holds the PATHs, and report what is wrong in the PATHs")
	cmd.Flags().BoolVarP(&l.output.quiet, "quiet", "q", false, "write findings only, no summary")
	return cmd
}

func (l *linter) lint(ctx context.Context, paths []string) error {
	outputs, err := chooseOutputs(&l.output, report.FindingFormats())
	if err != nil {
		return err
	}
	telling := l.startProgress(l.output.quiet)
	defer telling.stop()
	found, err := l.find(ctx, telling, paths)
	if err != nil {
		return err
	}
	telling.stop()
	if err := writeOutputs(l.command, &l.output, outputs, found); err != nil {
		return err
	}
	return l.judge(found, paths)
}

// find reads and checks.
func (l *linter) find(ctx context.Context, telling *progress, paths []string) (*report.Findings, error) {
	project, err := l.input.find(paths)
	if err != nil {
		return nil, err
	}
	chosen, err := l.rules.choose(project)
	if err != nil {
		return nil, err
	}
	telling.phase("reading")
	set, err := l.read(project, paths)
	if err != nil {
		return nil, err
	}
	telling.phase(fmt.Sprintf("checking %d files with %d rules", len(set.Files), len(chosen)))
	snapshot, err := l.input.snapshot(set, project)
	if err != nil {
		return nil, err
	}
	result, err := lint.Run(ctx, snapshot, chosen)
	if err == nil && l.whole {
		keepOnly(result, paths)
	}
	return &report.Findings{Snapshot: snapshot, Result: result}, err
}

func (l *linter) read(project *project, paths []string) (*manifest.Set, error) {
	if l.whole {
		whole, err := wholeRepository(paths)
		if err != nil {
			return nil, err
		}
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
	if !l.input.allowEmpty && report.Empty(found.Snapshot.Set) {
		return nothingExamined(paths)
	}
	return nil
}

// failsAt reports whether a severity is at or above a limit, which may be never.
func failsAt(limit string, worst lint.Severity) bool {
	least, err := lint.ParseSeverity(limit)
	return limit != never && err == nil && worst >= least
}
