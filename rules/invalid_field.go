package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/validation"
)

//go:embed invalid_field.txtar
var invalidFieldExamples []byte

var invalidField = &lint.Rule{
	Name:     "invalid-field",
	Category: lint.Validity,
	Severity: lint.Error,
	Upgrade:  true,
	Summary:  "The API server refuses a field of a workload",
	Examples: invalidFieldExamples,
	Check:    checkInvalidField,
}

// checkInvalidField reports what the API server answers, in its words, where no
// other rule says it better.
func checkInvalidField(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		if w.Fragment() || unnamed(w.Object) {
			continue
		}
		for _, err := range w.Errors() {
			if err.Field != "" && !unfilled(err.At) && !hasRule(err) {
				pass.Report(err.At, fmt.Sprintf("%s is refused by the API server: %s: %s", w, err.Field, err.Message), validForm(w, err)...)
			}
		}
	}
	return nil
}

const (
	operatorField = ".operator"
	effectField   = ".effect"
)

// saidBetter are the ends of fields and the parts of messages that rules of their
// own report.
var saidBetter = []struct{ field, message string }{
	{operatorField, "operator must be Exists when"},                // toleration-empty-key
	{operatorField, "value must be empty when"},                    // toleration-exists-with-value
	{effectField, "effect must be 'NoExecute'"},                    // toleration-seconds-without-noexecute
	{operatorField, `supported values: "Equal", "Exists"`},         // toleration-unknown-effect
	{effectField, `supported values: "NoExecute", "NoSchedule"`},   // toleration-unknown-effect
	{effectField, `supported values: "NoSchedule"`},                // toleration-unknown-effect
	{"spec.template.metadata.labels", "`selector` does not match"}, // selector-template-mismatch
	{"spec.selector", ""},                                          // selector-template-mismatch
	{".requests", "must be less than or equal to"},                 // request-exceeds-limit
	{"", "aggregate container requests of"},                        // request-exceeds-limit
	{"", "must be less than or equal to pod limits of"},            // request-exceeds-limit
	{".requests", "must be equal to"},                              // request-exceeds-limit
}

func hasRule(err validation.Error) bool {
	return slices.ContainsFunc(saidBetter, func(other struct{ field, message string }) bool {
		return strings.HasSuffix(err.Field, other.field) && strings.Contains(err.Message, other.message)
	})
}
