package report

import (
	"fmt"
	"maps"
	"slices"

	"github.com/dslint/dslint/lint/fix"
)

// fixes tells what was fixed, by file and rule, and what was left alone.
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
