package fix

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// Options say which fixes are made, and how a set is checked.
type Options struct {
	Rules []*lint.Rule
	// Fleet says what of a set is judged together; nil stands for one cluster.
	Fleet func(*manifest.Set) (*lint.Fleet, error)
	// Unsafe makes the fixes, too, that somebody must look at.
	Unsafe bool
	// Wanted tells the findings whose fixes are made; nil stands for all.
	Wanted func(*lint.Finding) bool
	// Editable tells the files, by name, that may be edited; nil stands for all.
	Editable func(file string) bool
}

// Outcome is what came of fixing.
type Outcome struct {
	// Fleet and Result are what is left when no fix is left to make.
	Fleet  *lint.Fleet
	Result *lint.Result
	// Made are the findings that were fixed, in the order in which they were.
	Made []*lint.Finding
	// Refused are the findings whose fixes could not be made.
	Refused []Refusal
}

// Refusal is a fix that was left alone, and why.
type Refusal struct {
	Finding *lint.Finding
	Reason  string
}

// mostRounds ends fixes that go in circles: far fewer are needed for those that do
// not.
const mostRounds = 1000

// Run makes fixes until none is left. Nothing is written: the files of the outcome
// hold what is to be. Files without a fix are those of the set.
func Run(ctx context.Context, set *manifest.Set, options Options) (*Outcome, error) {
	f := &fixer{ctx: ctx, options: options, careful: map[string]bool{}, left: map[place]bool{}}
	now, err := f.check(set)
	if err != nil {
		return nil, err
	}
	for range mostRounds {
		plan := f.plan(now)
		if len(plan) == 0 {
			break
		}
		if now, err = f.round(now, plan); err != nil {
			return nil, err
		}
	}
	return &Outcome{Fleet: now.fleet, Result: now.result, Made: f.made, Refused: f.refused}, nil
}

// fixer holds what it learns from round to round.
type fixer struct {
	ctx     context.Context
	options Options
	made    []*lint.Finding
	refused []Refusal
	careful map[string]bool // files in which one fix is made at a time
	alone   bool            // one fix is made at a time everywhere
	left    map[place]bool  // what is not to be tried again
}

// place tells a finding from others, whatever moved since.
type place struct {
	file, rule, message string
	object              int
}

// state is a set and what the rules find in it.
type state struct {
	fleet   *lint.Fleet
	result  *lint.Result
	objects map[*manifest.Object]int // the number of each in its file
}

func (f *fixer) check(set *manifest.Set) (*state, error) {
	fleet := lint.NewFleet(lint.NewSnapshot(set))
	if f.options.Fleet != nil {
		var err error
		if fleet, err = f.options.Fleet(set); err != nil {
			return nil, err
		}
	}
	result, err := fleet.Run(f.ctx, f.options.Rules)
	if err != nil {
		return nil, err
	}
	checked := &state{fleet, result, map[*manifest.Object]int{}}
	for _, file := range set.Files {
		for i, object := range file.Objects {
			checked.objects[object] = i
		}
	}
	return checked, nil
}

// place of a finding; one about a file has the object -1.
func (s *state) place(finding *lint.Finding) place {
	object, known := s.objects[finding.Object]
	if !known {
		object = -1
	}
	return place{finding.At.File, finding.Rule.Name, finding.Message, object}
}

// fixable reports whether the options ask for the fix of a finding.
func (f *fixer) fixable(finding *lint.Finding) bool {
	return finding.Fix != nil && len(finding.Fix.Changes) > 0 && (finding.Fix.Safe || f.options.Unsafe) &&
		(f.options.Wanted == nil || f.options.Wanted(finding))
}

// step is a fix that is to be made.
type step struct {
	finding *lint.Finding
	place   place
	patch   *manifest.Patch
}

// plan chooses fixes that can be made in one round, by file.
func (f *fixer) plan(now *state) map[string][]step {
	plan := map[string][]step{}
	for _, finding := range now.result.Findings {
		if f.ctx.Err() != nil {
			return nil
		}
		at := now.place(finding)
		if !f.fixable(finding) || f.left[at] || f.alone && len(plan) > 0 {
			continue
		}
		next := step{finding, at, nil}
		var err error
		if next.patch, err = f.patch(finding); err != nil {
			f.refuse(next, err.Error())
			continue
		}
		file := next.patch.File().Name
		if len(plan[file]) == 0 || !f.careful[file] && !slices.ContainsFunc(plan[file], next.clashes) {
			plan[file] = append(plan[file], next)
		}
	}
	return plan
}

func (s step) clashes(other step) bool { return s.patch.Clashes(other.patch) }

func (f *fixer) patch(finding *lint.Finding) (*manifest.Patch, error) {
	patch, err := finding.Fix.Patch()
	if err == nil && f.options.Editable != nil && !f.options.Editable(patch.File().Name) {
		return nil, fmt.Errorf("%s is not one of the files to fix", patch.File().Name)
	}
	return patch, err
}

func (f *fixer) refuse(s step, reason string) {
	f.left[s.place] = true
	f.refused = append(f.refused, Refusal{s.finding, reason})
}

// round makes the fixes of a plan, but for files in which they do not do what they
// are to do: there one is tried at a time, and left alone where it is the cause.
func (f *fixer) round(now *state, plan map[string][]step) (*state, error) {
	for len(plan) > 0 {
		next, err := f.check(apply(now.fleet.Set, plan))
		if err != nil {
			return nil, err
		}
		verdict := judge(f.fixable, now, next, plan)
		switch {
		case verdict.good():
			f.keep(now, plan)
			return next, nil
		case verdict.elsewhere != "" && (len(plan) > 1 || several(plan)):
			f.alone = true
			return now, nil
		}
		for file, steps := range plan {
			reason := cmp.Or(verdict.faults[file], verdict.elsewhere)
			if reason == "" {
				continue
			}
			if len(steps) == 1 {
				f.refuse(steps[0], reason)
			}
			f.careful[file] = true
			delete(plan, file)
		}
	}
	return now, nil
}

func several(plan map[string][]step) bool {
	for _, steps := range plan {
		if len(steps) > 1 {
			return true
		}
	}
	return false
}

// keep notes what was made, in the order of findings.
func (f *fixer) keep(now *state, plan map[string][]step) {
	for _, file := range now.fleet.Set.Files {
		for _, s := range plan[file.Name] {
			f.made = append(f.made, s.finding)
		}
	}
}

func apply(set *manifest.Set, plan map[string][]step) *manifest.Set {
	next := &manifest.Set{Files: slices.Clone(set.Files)}
	for i, file := range next.Files {
		var patches []*manifest.Patch
		for _, s := range plan[file.Name] {
			patches = append(patches, s.patch)
		}
		if len(patches) > 0 {
			next.Files[i] = file.With(patches...)
		}
	}
	return next
}
