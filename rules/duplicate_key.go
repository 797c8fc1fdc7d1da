package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed duplicate_key.txtar
var duplicateKeyExamples []byte

var duplicateKey = &lint.Rule{
	Name:     "duplicate-key",
	Category: lint.Validity,
	Severity: lint.Warning,
	Summary:  "A key stands twice in one mapping, and only the last counts",
	Examples: duplicateKeyExamples,
	Check:    checkDuplicateKey,
}

func checkDuplicateKey(_ context.Context, pass *lint.Pass) error {
	eachFault(pass, func(object *manifest.Object, fault *manifest.Fault) {
		pass.ReportAt(object, fault.Place, fmt.Sprintf("%s loses a value: %s", object, fault.Message),
			removeRepeated(fault))
	}, manifest.RepeatedKey)
	return nil
}

// removeRepeated takes the entry away that does not count.
func removeRepeated(fault *manifest.Fault) lint.Detail {
	if fault.Same {
		return lint.SafeFix("Remove one of the two", fault.Remove())
	}
	return lint.UnsafeFix("Remove one of the two, or merge them", fault.Remove())
}
