package fix

import (
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// step is a fix that is to be made.
type step struct {
	finding *lint.Finding
	place   place
}

// batch are fixes of one file that are made in one go.
type batch struct {
	steps []step
	patch *manifest.Patch // of all of them
}

func (b *batch) file() *manifest.File { return b.patch.File() }

// plan is what one round makes: batches for different files.
type plan []*batch

// plan chooses fixes that can be made in one round.
func (f *fixer) plan(now *state) plan {
	var chosen plan
	byFile := map[*manifest.File]*batch{}
	for _, finding := range now.result.Findings {
		if f.ctx.Err() != nil {
			return nil
		}
		next := step{finding, now.place(finding)}
		if !f.fixable(finding) || f.left[next.place] {
			continue
		}
		patch, err := f.patch(finding)
		if err != nil {
			f.refuse(next.place, finding, err.Error())
			continue
		}
		b := byFile[patch.File()]
		if b == nil {
			b = &batch{nil, patch}
			byFile[patch.File()] = b
			chosen = append(chosen, b)
		} else if patch, err = b.patch.Join(patch); err != nil {
			continue // it has its turn in another round
		}
		b.steps, b.patch = append(b.steps, next), patch
	}
	return chosen
}

// fixable reports whether the options ask for the fix of a finding.
func (f *fixer) fixable(finding *lint.Finding) bool {
	return finding.Fix != nil && len(finding.Fix.Changes) > 0 && (finding.Fix.Safe || f.options.Unsafe) &&
		(f.options.Wanted == nil || f.options.Wanted(finding))
}

func (f *fixer) patch(finding *lint.Finding) (*manifest.Patch, error) {
	patch, err := finding.Fix.Patch()
	if err == nil && f.options.Editable != nil && !f.options.Editable(patch.File().Name) {
		return nil, fmt.Errorf("%s is not one of the files to fix", patch.File().Name)
	}
	return patch, err
}

// batch makes one of some steps of a batch, which can be joined.
func (f *fixer) batch(steps []step) *batch {
	b := &batch{}
	for _, s := range steps {
		patch, err := f.patch(s.finding)
		if err == nil && b.patch != nil {
			patch, err = b.patch.Join(patch)
		}
		if err != nil {
			break
		}
		b.steps, b.patch = append(b.steps, s), patch
	}
	return b
}

// apply returns the set with the plan carried out.
func (p plan) apply(set *manifest.Set) *manifest.Set {
	next := &manifest.Set{Files: slices.Clone(set.Files)}
	for _, b := range p {
		next.Files[slices.Index(set.Files, b.file())] = b.file().With(b.patch)
	}
	return next
}

// of returns the batch for a file, nil where there is none.
func (p plan) of(file string) *batch {
	for _, b := range p {
		if b.file().Name == file {
			return b
		}
	}
	return nil
}
