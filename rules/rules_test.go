package rules_test

import (
	"testing"

	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/rules"
)

func TestExamples(t *testing.T) {
	t.Parallel()
	for _, rule := range rules.All() {
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			linttest.Examples(t, rule, rules.All())
		})
	}
}
