package lint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// optional reports the values of its options, one of each type.
func optional() *lint.Rule {
	return &lint.Rule{
		Name: "optional", Severity: lint.Info,
		Options: []lint.Option{
			{Name: "strict", Default: false, Summary: "s"},
			{Name: "most", Default: 3, Summary: "s"},
			{Name: "budget", Default: lint.Percent(0.25), Summary: "s"},
			{Name: "memory", Default: resource.MustParse("1Ti"), Summary: "s"},
			{Name: "mode", Default: "soft", OneOf: []string{"soft", "hard"}, Summary: "s"},
			{Name: "allowed", Default: []string{}, Summary: "s"},
			{Name: "byName", Default: map[string][]string{}, Summary: "s"},
		},
		Check: func(_ context.Context, pass *lint.Pass) error {
			memory := lint.OptionOf[resource.Quantity](pass, "memory")
			pass.ReportAt(nil, manifest.Span{}, fmt.Sprint(
				lint.OptionOf[bool](pass, "strict"), " ", lint.OptionOf[int](pass, "most"), " ",
				lint.OptionOf[lint.Percent](pass, "budget"), " ", memory.String(), " ",
				lint.OptionOf[string](pass, "mode"), " ", lint.OptionOf[[]string](pass, "allowed"), " ",
				lint.OptionOf[map[string][]string](pass, "byName")))
			return nil
		},
	}
}

// configure runs a rule as a config sets it, and returns its messages or the error.
func configure(t *testing.T, rule *lint.Rule, text string) string {
	t.Helper()
	config, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(text)))
	if err != nil {
		return err.Error()
	}
	chosen, err := config.Choose([]*lint.Rule{rule})
	if err != nil {
		return err.Error()
	}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set(t, "")), chosen)
	if err != nil || len(result.Failures) > 0 {
		t.Fatal(err, result.Failures)
	}
	var messages []string
	for _, finding := range result.Findings {
		messages = append(messages, finding.Severity.String()+": "+finding.Message)
	}
	return strings.Join(messages, "\n")
}

func TestOptions(t *testing.T) {
	t.Parallel()
	const defaults = "false 3 25% 1Ti soft [] map[]"
	for text, want := range map[string]string{
		"":                                     "info: " + defaults,
		"optional: warning":                    "warning: " + defaults,
		"optional: {severity: error}":          "error: " + defaults,
		"optional: {severity: off}":            "",
		"optional: off":                        "",
		"optional: {severity: on, most: 0}":    "info: false 0 25% 1Ti soft [] map[]",
		"optional: {strict: true, budget: 3%}": "info: true 3 3% 1Ti soft [] map[]",
		"optional: {budget: 12.5%, memory: 2}": "info: false 3 12.5% 2 soft [] map[]",
		"optional: {memory: 4Gi, mode: hard}":  "info: false 3 25% 4Gi hard [] map[]",
		"optional: {allowed: [a, b]}":          "info: false 3 25% 1Ti soft [a b] map[]",
		"optional: {byName: {a: [b], c: []}}":  "info: false 3 25% 1Ti soft [] map[a:[b] c:[]]",

		"optional: {budgte: 3%}":         `c.yaml:1:20: rule optional has no option "budgte", did you mean "budget"?`,
		"optional: {serverity: off}":     `c.yaml:1:20: rule optional has no option "serverity", did you mean "severity"?`,
		"optional: {budget: 3}":          "c.yaml:1:28: budget holds the number 3, where a percentage such as 25% belongs",
		"optional: {budget: 101%}":       `c.yaml:1:28: budget holds the string "101%", where a percentage such as 25% belongs`,
		"optional: {budget: NaN%}":       `c.yaml:1:28: budget holds the string "NaN%", where a percentage such as 25% belongs`,
		"optional: {most: -1}":           "c.yaml:1:26: most holds the number -1, where an integer from 0 on belongs",
		"optional: {most: 1.5}":          "c.yaml:1:26: most holds the number 1.5, where an integer from 0 on belongs",
		"optional: {strict: 'true'}":     `c.yaml:1:28: strict holds the string "true", where true or false belongs`,
		"optional: {memory: 4 Gi}":       `c.yaml:1:28: memory holds the string "4 Gi", where a quantity such as 128Mi belongs`,
		"optional: {mode: hrad}":         `c.yaml:1:26: mode holds the string "hrad", where one of soft, hard belongs, did you mean "hard"?`,
		"optional: {allowed: a}":         `c.yaml:1:29: allowed holds the string "a", where a list of strings belongs`,
		"optional: {allowed: [a, 1]}":    "c.yaml:1:29: allowed holds a list with the number 1, where a list of strings belongs",
		"optional: {byName: {a: b}}":     "c.yaml:1:28: byName holds a mapping with the string \"b\" at \"a\", where a mapping of names to lists of strings belongs",
		"optional: {most: }":             "c.yaml:1:20: most holds nothing, where an integer from 0 on belongs",
		"optional: {a: 1, strict: soft}": "c.yaml:1:20: rule optional has no option \"a\"\nc.yaml:1:34: strict holds the string \"soft\", where true or false belongs",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(want, configure(t, optional(), "rules: {"+text+"}")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUnknownOptionIsAMistakeOfTheRule(t *testing.T) {
	t.Parallel()
	for name, check := range map[string]func(*lint.Pass){
		"no such option": func(pass *lint.Pass) { lint.OptionOf[int](pass, "gone") },
		"another type":   func(pass *lint.Pass) { lint.OptionOf[string](pass, "most") },
	} {
		rule := optional()
		rule.Check = func(_ context.Context, pass *lint.Pass) error { check(pass); return nil }
		result, err := lint.Run(context.Background(), lint.NewSnapshot(set(t, "")), []*lint.Rule{rule})
		if err != nil || len(result.Failures) != 1 || !strings.Contains(result.Failures[0].Error(), "rule optional has no option") {
			t.Errorf("%s: %v, %v", name, err, result.Failures)
		}
	}
}
