package diff

import (
	"github.com/dslint/dslint/lint"
)

// compareFindings tells which findings came and which went.
func compareFindings(before, after *lint.Result) (come, gone []*lint.Finding) {
	return missingIn(before, after.Findings), missingIn(after, before.Findings)
}

// missingIn returns the findings that a result does not have, each as often as it
// has it less.
func missingIn(result *lint.Result, findings []*lint.Finding) []*lint.Finding {
	has := map[string]int{}
	for _, finding := range result.Findings {
		has[identity(finding)]++
	}
	var missing []*lint.Finding
	for _, finding := range findings {
		key := identity(finding)
		if has[key]--; has[key] < 0 {
			missing = append(missing, finding)
		}
	}
	return missing
}

func identity(f *lint.Finding) string {
	object := ""
	if f.Object != nil {
		object = f.Object.String()
	}
	return f.Rule.Name + "\x00" + object + "\x00" + f.Message
}
