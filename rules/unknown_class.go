package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
)

//go:embed unknown_class.txtar
var unknownClassExamples []byte

var unknownClass = &lint.Rule{
	Name:     "unknown-class",
	Category: lint.Hygiene,
	Severity: lint.Warning,
	Summary:  "The annotation dslint.dev/class names no kind of agent",
	Examples: unknownClassExamples,
	Check:    checkUnknownClass,
}

func checkUnknownClass(_ context.Context, pass *lint.Pass) error {
	for _, workload := range pass.Workloads() {
		seen := map[string]bool{} // a Pod is its own template
		for _, at := range class.Annotations(workload) {
			text, ok := at.Text()
			if !ok || slices.Contains(class.All(), text) || seen[at.Path.String()] || faulty(at) || unfilled(at) {
				continue
			}
			seen[at.Path.String()] = true
			pass.Report(at, fmt.Sprintf("%s has the unknown class %q and is judged by its looks", workload, text),
				lint.Suggest(knownClass(text)))
		}
	}
	return nil
}

func knownClass(text string) string {
	if meant := closest(text, class.All()); meant != "" {
		return "Write " + meant
	}
	return "Write one of " + strings.Join(class.All(), ", ")
}
