package report

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"sync"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/fix"
)

// fixable counts the findings that dslint can fix, the safe fixes and the others.
// Those count as neither that were tried in vain.
func (f *Findings) fixable() (safe, unsafe int) {
	tried := map[string]bool{}
	if f.Fixes != nil {
		for _, refused := range f.Fixes.Refused {
			tried[sameKind(refused.Finding)] = true
		}
	}
	findPatches(f.Result.Findings)
	for _, finding := range f.Result.Findings {
		switch {
		case !finding.Fixable() || f.Editable != nil && !f.Editable(finding.At.File) || tried[sameKind(finding)]:
		case finding.Fix.Safe:
			safe++
		default:
			unsafe++
		}
	}
	return safe, unsafe
}

// findPatches finds what all fixes edit, at the same time: each is proved on the parsed
// document. Neighbours in a file share what is read of it.
func findPatches(findings []*lint.Finding) {
	var group sync.WaitGroup
	for some := range slices.Chunk(findings, len(findings)/runtime.GOMAXPROCS(0)+1) {
		group.Go(func() {
			for _, finding := range some {
				finding.Fixable()
			}
		})
	}
	group.Wait()
}

// sameKind tells findings apart where lines have moved.
func sameKind(finding *lint.Finding) string {
	return finding.At.File + "\x00" + finding.Rule.Name + "\x00" + finding.Message
}

// remedy tells how many of the findings dslint can fix, "" for none.
func (s summary) remedy() string {
	switch {
	case s.Fixable > 0 && s.UnsafeFixable > 0:
		return fmt.Sprintf("%d fixable with dslint fix, %d more with --unsafe-fixes", s.Fixable, s.UnsafeFixable)
	case s.Fixable > 0:
		return fmt.Sprintf("%d fixable with dslint fix", s.Fixable)
	case s.UnsafeFixable > 0:
		return fmt.Sprintf("%d fixable with dslint fix --unsafe-fixes", s.UnsafeFixable)
	}
	return ""
}

// fixes tells what was fixed, by file and rule.
func (t *textWriter) fixes(outcome *fix.Outcome) {
	if len(outcome.Made) > 0 {
		t.put("fixed ", count(len(outcome.Made), "finding"), ":\n")
	}
	var files []string
	rules := map[string]map[string]int{}
	for _, finding := range outcome.Made {
		file := finding.At.File
		if rules[file] == nil {
			files = append(files, file)
			rules[file] = map[string]int{}
		}
		rules[file][finding.Rule.Name]++
	}
	for _, file := range files {
		t.put("  ", t.place(Visible(file)), "\n")
		for _, rule := range slices.Sorted(maps.Keys(rules[file])) {
			t.put(fmt.Sprintf("    %d × ", rules[file][rule]), t.rule(rule), "\n")
		}
	}
}

// refused tells what was left alone, and why.
func (t *textWriter) refused(outcome *fix.Outcome) {
	for _, refused := range outcome.Refused {
		t.put("not fixed: ", t.place(placeOf(refused.Finding.At)+":"), " ", Visible(refused.Reason), " ",
			t.rule("["+refused.Finding.Rule.Name+"]"), "\n")
	}
}

// fixedJSON tells what was fixed, and what was not for a reason.
type fixedJSON struct {
	spanJSON
	Rule    string `json:"rule"`
	Message string `json:"message"`
	Reason  string `json:"reason,omitempty"`
}

func newFixesJSON(outcome *fix.Outcome) (made, refused []fixedJSON) {
	if outcome == nil {
		return nil, nil
	}
	for _, f := range outcome.Made {
		made = append(made, fixedJSON{newSpanJSON(f.At), f.Rule.Name, f.Message, ""})
	}
	for _, r := range outcome.Refused {
		refused = append(refused, fixedJSON{newSpanJSON(r.Finding.At), r.Finding.Rule.Name, r.Finding.Message, r.Reason})
	}
	return made, refused
}
