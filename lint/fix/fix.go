package fix

import (
	"context"

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
	f := &fixer{ctx: ctx, options: options, left: map[place]bool{}}
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
	left    map[place]bool // what is not to be tried again
}

// round makes the fixes of a plan. Where they do not do what they are to do, fewer
// are tried, down to the one that is the cause: that is left alone, and the others
// have their turn in the next round.
func (f *fixer) round(now *state, plan plan) (*state, error) {
	for len(plan) > 0 {
		next, err := f.check(plan.apply(now.fleet.Set))
		if err != nil {
			return nil, err
		}
		verdict := judge(now, next, plan)
		if verdict.good() {
			f.keep(plan)
			return next, nil
		}
		plan = f.narrow(plan, verdict)
	}
	return now, nil
}

func (f *fixer) keep(plan plan) {
	for _, b := range plan {
		for _, s := range b.steps {
			f.made = append(f.made, s.finding)
		}
	}
}

// narrow returns a part of the plan that may be without what is at fault, and
// refuses a fix that is at fault for certain.
func (f *fixer) narrow(tried plan, verdict *verdict) plan {
	if len(verdict.faults) == 0 && len(tried) > 1 {
		return tried[:len(tried)/2]
	}
	var left plan
	for _, b := range tried {
		reason := verdict.elsewhere
		if len(verdict.faults) > 0 {
			reason = verdict.faults[b.file().Name]
		}
		switch {
		case reason == "":
			left = append(left, b)
		case len(b.steps) == 1:
			f.refuse(b.steps[0].place, b.steps[0].finding, reason)
		default:
			left = append(left, f.batch(b.steps[:len(b.steps)/2]))
		}
	}
	return left
}

func (f *fixer) refuse(at place, finding *lint.Finding, reason string) {
	f.left[at] = true
	f.refused = append(f.refused, Refusal{finding, reason})
}
