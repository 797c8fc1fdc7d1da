package rules_test

import (
	"slices"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/policies"
	"github.com/dslint/dslint/rules"
)

func TestExamples(t *testing.T) {
	t.Parallel()
	builtin, err := policies.Builtin()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules.All() {
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			linttest.Examples(t, rule, rules.All())
			linttest.Alone(t, rule, slices.DeleteFunc(slices.Clone(builtin), func(other *lint.Rule) bool {
				// Who forgets the resources forgets the limit, and two rules say so.
				forgotten := rule.Name == "missing-requests" || rule.Name == "unknown-field"
				return forgotten && other.Name == "missing-memory-limit"
			}))
		})
	}
}
