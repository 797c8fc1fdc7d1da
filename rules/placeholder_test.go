package rules_test

import (
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/rules"
)

// TestPlaceholders wants no rule to speak of a value that is not known.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	may := map[string][]string{
		// Objects of different names are both there.
		"host-port-conflict":         {"metadata.name", "metadata.namespace"},
		"daemonset-overhead":         {"metadata.name", "metadata.namespace"},
		"volatile-label-in-selector": {"metadata.name"},
		// What the example is good for is in the field; without it the rest is as bad.
		"startup-taint-deadlock": {"spec.priorityClassName"},
		"blanket-toleration":     {"hostPath.path"},
		"missing-priority-class": {"metadata.name"},
	}
	for _, rule := range rules.All() {
		t.Run(rule.Name, func(t *testing.T) {
			t.Parallel()
			linttest.Placeholders(t, rule, []*lint.Rule{rule}, may[rule.Name]...)
		})
	}
}
