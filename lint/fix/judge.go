package fix

import (
	"cmp"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// kind is what findings have in common whose words a fix elsewhere may change.
type kind struct {
	thing
	rule *lint.Rule
}

func (s *state) kind(finding *lint.Finding) kind { return kind{s.place(finding).thing, finding.Rule} }

// count counts the findings of a severity by their kinds.
func (s *state) count(severity lint.Severity) map[kind]int {
	counted := map[kind]int{}
	for _, finding := range s.result.Findings {
		if finding.Severity == severity {
			counted[s.kind(finding)] += times(finding)
		}
	}
	return counted
}

// times is how many clusters and objects a finding is true of.
func times(finding *lint.Finding) int { return max(len(finding.Clusters), 1) + len(finding.Others) }

// left counts the findings that fixes are for: by their words, and by their kinds
// as long as they have fixes, for a fix may leave less of a finding, and its words
// may change.
func (s *state) left() map[any]int {
	counted := map[any]int{}
	for _, finding := range s.result.Findings {
		counted[s.place(finding)] += times(finding)
		if finding.Fix != nil && len(finding.Fix.Changes) > 0 {
			counted[s.kind(finding)] += times(finding)
		}
	}
	return counted
}

// verdict says what went wrong in a round.
type verdict struct {
	plan      plan
	faults    map[string]string // by the edited file
	elsewhere string            // in a file that was not edited
}

func (v *verdict) good() bool { return len(v.faults) == 0 && v.elsewhere == "" }

func (v *verdict) blame(file, reason string) {
	if v.plan.of(file) == nil {
		v.elsewhere = cmp.Or(v.elsewhere, reason)
		return
	}
	v.faults[file] = cmp.Or(v.faults[file], reason)
}

// judge compares what the rules find before and after a round: what was fixed must
// be gone, and no error may come but those that it hid.
func judge(before, after *state, plan plan) *verdict {
	v := &verdict{plan: plan, faults: map[string]string{}}
	for i, file := range after.fleet.Set.Files {
		was := before.fleet.Set.Files[i]
		added := 0
		if b := plan.of(file.Name); b != nil {
			added = b.patch.Added()
		}
		if len(file.Problems) > len(was.Problems) || len(file.Objects) != len(was.Objects)+added {
			v.blame(file.Name, "the file reads otherwise after it")
		}
	}
	v.gone(before, after)
	v.added(before, after)
	return v
}

// gone looks for findings that are still there.
func (v *verdict) gone(before, after *state) {
	was, is := before.left(), after.left()
	for _, b := range v.plan {
		made := map[any]int{}
		for _, s := range b.steps {
			made[s.place] += times(s.finding)
			made[kind{s.place.thing, s.finding.Rule}] += times(s.finding)
		}
		for _, s := range b.steps {
			for _, key := range []any{s.place, kind{s.place.thing, s.finding.Rule}} {
				if is[key] > was[key]-made[key] {
					v.blame(b.file().Name, s.place.rule+" finds it still")
				}
			}
		}
	}
}

// added looks for errors that were not there.
func (v *verdict) added(before, after *state) {
	was, is := before.count(lint.Error), after.count(lint.Error)
	freed := v.freed()
	for _, finding := range after.result.Findings {
		kind := after.kind(finding)
		if finding.Severity == lint.Error && is[kind] > was[kind] && !freed.showed(finding, kind.thing) {
			v.blame(kind.file, "it would bring an error of "+kind.rule.Name)
		}
	}
}

// freed are the objects that a round takes an error away from, and their files.
type freed struct {
	things map[thing]bool
	files  map[string]bool
}

func (v *verdict) freed() freed {
	f := freed{map[thing]bool{}, map[string]bool{}}
	for _, b := range v.plan {
		for _, s := range b.steps {
			if s.finding.Severity == lint.Error {
				f.things[s.place.thing] = true
				f.files[s.place.file] = true
			}
		}
	}
	return f
}

// showed reports whether an error was hidden before: of an object that the API
// server refuses, or that runs nowhere, nothing else can be told but what is invalid
// in it, and nothing of others that it will get in the way of.
func (f freed) showed(finding *lint.Finding, at thing) bool {
	if finding.Rule.Category == lint.Validity {
		return false
	}
	if finding.Rule.Whole {
		return true // what all together ask of nodes: no single fix brings it
	}
	return f.things[at] || slices.ContainsFunc(finding.Related, func(r lint.Related) bool { return f.files[r.At.File] })
}

// Changed returns the files of the outcome that differ from those of a set.
func (o *Outcome) Changed(set *manifest.Set) []*manifest.File {
	var changed []*manifest.File
	for i, file := range o.Fleet.Set.Files {
		if file != set.Files[i] {
			changed = append(changed, file)
		}
	}
	return changed
}
