package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// adoptFlags leave out what is not new.
type adoptFlags struct {
	baseline string
	write    bool
	newFrom  string
}

func (a *adoptFlags) add(cmd *cobra.Command) {
	a.addFile(cmd)
	cmd.Flags().BoolVar(&a.write, "write-baseline", false, "accept all findings: write them into the file of --baseline")
	cmd.Flags().StringVar(&a.newFrom, "new-from", "",
		"report only what stands at objects that changed since the git revision `REV`, and placement where Nodes did")
}

func (a *adoptFlags) addFile(cmd *cobra.Command) {
	cmd.Flags().StringVar(&a.baseline, "baseline", "", "leave out the findings that `FILE` accepts")
}

// file returns the path of the baseline, "" where there is none.
func (a *adoptFlags) file(project *project) string {
	if a.baseline == "" && project.Baseline != "" {
		return project.resolve([]string{project.Baseline})[0]
	}
	return a.baseline
}

// adopt writes the baseline, or leaves out what it and a revision accept.
func (l *linter) adopt(ctx context.Context, j *job, fleet *lint.Fleet, result *lint.Result) error {
	if len(result.Failures) > 0 && l.adoption.write {
		return errors.Join(result.Failures...) // a baseline without their findings would be wrong
	}
	if err := l.applyBaseline(j, fleet, result); err != nil {
		return err
	}
	if l.adoption.newFrom == "" {
		return nil
	}
	return l.keepNew(ctx, fleet, result)
}

func (l *linter) applyBaseline(j *job, fleet *lint.Fleet, result *lint.Result) error {
	name := l.adoption.file(j.project)
	if name == "" {
		if l.adoption.write {
			return errors.New("--write-baseline takes the file from --baseline or the configuration, and neither names one")
		}
		return nil
	}
	if l.adoption.write {
		if err := l.writeBaseline(name, lint.NewBaseline(fleet, result)); err != nil {
			return err
		}
	}
	return acceptBaseline(name, filepath.ToSlash(name), fleet, result, j.rules)
}

// acceptBaseline leaves out what a file accepts, which findings call by another name.
func acceptBaseline(name, called string, fleet *lint.Fleet, result *lint.Result, rules []*lint.Rule) error {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: --write-baseline makes one", err)
	}
	if err != nil {
		return err
	}
	baseline, err := lint.ParseBaseline(manifest.Parse(called, data))
	if err != nil {
		return err
	}
	result.Accept(baseline, fleet, rules)
	return nil
}

// writeBaseline leaves a file alone that holds the same already.
func (l *linter) writeBaseline(name string, baseline *lint.Baseline) error {
	text := []byte(baseline.Text())
	if before, err := os.ReadFile(name); err == nil && bytes.Equal(before, text) {
		return nil
	}
	//nolint:gosec // it is as public as the user's umask lets other files be
	if err := os.WriteFile(name, text, 0o666); err != nil {
		return err
	}
	if !l.output.quiet {
		l.complain(fmt.Sprintf("%s accepts %d kinds of findings", name, len(baseline.Findings)))
	}
	return nil
}

// keepNew compares with the files of a revision, read from the object store.
func (l *linter) keepNew(ctx context.Context, fleet *lint.Fleet, result *lint.Result) error {
	trees, err := findRevisions(ctx, l.adoption.newFrom, "")
	if err != nil {
		return fmt.Errorf("--new-from: %w", err)
	}
	defer trees.close()
	before, err := l.readBefore(trees.before)
	if err != nil {
		return fmt.Errorf("--new-from %s: %w", l.adoption.newFrom, err)
	}
	result.KeepChanged(before, fleet.Set, func(name string) bool {
		inside, err := trees.before.inside(name)
		if err != nil {
			return false
		}
		was, errBefore := os.ReadFile(inside)
		is, errNow := os.ReadFile(name)
		return errBefore == nil && errNow == nil && bytes.Equal(was, is)
	})
	return nil
}

// readBefore reads all manifests of a revision, with its configuration: an object may
// have stood in another place.
func (l *linter) readBefore(before tree) (*manifest.Set, error) {
	input := l.input
	input.within, input.allowEmpty = before.root, true
	project, err := input.find([]string{before.root})
	if err != nil {
		return nil, err
	}
	return input.load(l.command, project, []string{before.root})
}
