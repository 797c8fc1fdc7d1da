package fix

import (
	"cmp"
	"maps"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// tally counts findings of one kind: those of a rule about an object.
type tally map[place]int

// count counts the findings that are of a kind.
func (s *state) count(is func(*lint.Finding) bool) tally {
	counted := tally{}
	for _, finding := range s.result.Findings {
		if is(finding) {
			counted[s.place(finding).kind()]++
		}
	}
	return counted
}

// kind is the place without what a fix elsewhere may change in its words.
func (p place) kind() place {
	p.message = ""
	return p
}

// verdict says what went wrong in a round.
type verdict struct {
	plan      map[string][]step
	faults    map[string]string // by the edited file
	elsewhere string            // in a file that was not edited
}

func (v *verdict) good() bool { return len(v.faults) == 0 && v.elsewhere == "" }

func (v *verdict) blame(file, reason string) {
	if len(v.plan[file]) == 0 {
		v.elsewhere = cmp.Or(v.elsewhere, reason)
		return
	}
	v.faults[file] = cmp.Or(v.faults[file], reason)
}

// judge compares what the rules find before and after a round: what was fixed must
// be gone, and no error may come.
func judge(fixable func(*lint.Finding) bool, before, after *state, plan map[string][]step) *verdict {
	v := &verdict{plan: plan, faults: map[string]string{}}
	for i, file := range after.fleet.Set.Files {
		was := before.fleet.Set.Files[i]
		if len(file.Problems) > len(was.Problems) || len(file.Objects) != len(was.Objects) {
			v.blame(file.Name, "the file reads otherwise after it")
		}
	}
	v.gone(before.count(fixable), after.count(fixable))
	isError := func(finding *lint.Finding) bool { return finding.Severity == lint.Error }
	v.added(before.count(isError), after.count(isError))
	return v
}

// gone looks for findings that are still there.
func (v *verdict) gone(was, is tally) {
	for file, steps := range v.plan {
		made := tally{}
		for _, s := range steps {
			made[s.place.kind()]++
		}
		for kind, number := range made {
			if is[kind] > was[kind]-number {
				v.blame(file, kind.rule+" finds it still")
			}
		}
	}
}

// added looks for errors that were not there.
func (v *verdict) added(was, is tally) {
	for _, kind := range slices.SortedFunc(maps.Keys(is), func(a, b place) int { return cmp.Compare(a.rule, b.rule) }) {
		if is[kind] > was[kind] {
			v.blame(kind.file, "it would bring an error of "+kind.rule)
		}
	}
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
