package policies_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

const withOptions = `-- own.rego --
# METADATA
# title: A test
# custom:
#   severity: warning
#   options:
#     most: {default: 3, summary: Most}
#     share: {default: 25%, type: percentage, summary: Share}
#     memory: {default: 1Gi, type: quantity, summary: Memory}
#     mode: {default: soft, oneOf: [soft, hard], summary: Mode}
#     strict: {default: false, summary: Strict}
#     allowed: {default: [a], summary: Allowed}
#     lists: {default: {a: [b]}, summary: Lists}
package dslint.own

findings contains {"at": ["pods", 0], "message": sprintf("%v", [input.config.options])}
`

func TestOptions(t *testing.T) {
	t.Parallel()
	rule := one(t, withOptions)
	for config, want := range map[string]string{
		"": `{"allowed": ["a"], "lists": {"a": ["b"]}, "memory": "1Gi", "mode": "soft", "most": 3, "share": 0.25, "strict": false}`,
		"rules: {own: {most: 4, share: 50%, memory: 4Gi, mode: hard, strict: true, allowed: [], lists: {}}}": `{"allowed": [], "lists": {}, "memory": "4Gi", "mode": "hard", "most": 4, "share": 0.5, "strict": true}`,
		"rules: {own: {mots: 4}}": `c.yaml:1:15: rule own has no option "mots", did you mean "most"?`,
	} {
		parsed, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(config)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, configured(t, parsed, rule)); diff != "" {
			t.Errorf("%s: %s", config, diff)
		}
	}
}

// configured returns what the rule finds as the config sets it, or the error.
func configured(t *testing.T, config *lint.Config, rule *lint.Rule) string {
	t.Helper()
	chosen, err := config.Choose([]*lint.Rule{rule})
	if err != nil {
		return err.Error()
	}
	result := check(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", chosen...)
	if len(result.Failures) > 0 {
		t.Fatal(result.Failures)
	}
	return result.Findings[0].Message
}

func TestOptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	for options, want := range map[string]string{
		"[most]":                                        "custom.options is not a mapping of names to options, but a list",
		"{most: 3}":                                     "custom.options.most is not an object",
		"{most: {default: 3}}":                          "custom.options.most has no summary",
		"{most: {summary: M}}":                          `custom.options.most is of no type that options have: the default is not there, the type ""`,
		"{most: {summary: M, default: -1}}":             "custom.options.most holds the number -1, where an integer from 0 on belongs",
		"{most: {summary: M, usual: 3}}":                `custom.options.most has the unknown field "usual"`,
		"{most: {summary: M, default: [1]}}":            "custom.options.most holds a list with 1, where a list of strings belongs",
		"{m: {summary: M, default: 2, oneOf: a}}":       "custom.options.m oneOf is not a list",
		"{m: {summary: M, default: 3%, type: percent}}": `custom.options.m is of no type that options have: the default is the text "3%", the type "percent"`,
	} {
		_, err := load(t, "-- own.rego --\n# METADATA\n# title: A\n# custom: {severity: info, options: "+options+"}\npackage dslint.own\n\nfindings contains 1 if false\n")
		if err == nil || !strings.HasPrefix(err.Error(), "own.rego:1:1: "+want) {
			t.Errorf("%s: %v, want %s", options, err, want)
		}
	}
}
