// Package report turns results into bytes, one file a format. It is the only room
// that knows colour; it writes to what it is given and opens nothing.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/fix"
)

// Format is one way to write results of one kind.
type Format[T any] struct {
	// Name is what the user asks for it by.
	Name string
	// Summary says in a few words whom it is for.
	Summary string
	// Write writes the results. The same results give the same bytes.
	Write func(w io.Writer, results T, options Options) error
}

// Options are the wishes of a reader. A format that cannot fulfil one passes over
// it.
type Options struct {
	// Color asks for terminal colours.
	Color bool
	// Quiet leaves out all but the findings.
	Quiet bool
}

// Findings is what a run of rules has to tell.
type Findings struct {
	Fleet  *lint.Fleet
	Result *lint.Result
	// Fixes are what was fixed before; nil where nothing was to be.
	Fixes *fix.Outcome
	// Editable tells the files that may be fixed; nil stands for all.
	Editable func(file string) bool
}

const (
	jsonName    = "json"
	forPeople   = "for people"
	forPrograms = "for programs"
)

// FindingFormats returns the formats of findings, the default first.
func FindingFormats() []Format[*Findings] {
	return []Format[*Findings]{
		{"text", forPeople, writeText},
		{jsonName, forPrograms, writeJSON},
		{"github", "annotations of a GitHub workflow", writeGitHub},
	}
}

// PlacementFormats returns the formats of the placement in a fleet, the default
// first.
func PlacementFormats() []Format[*lint.Fleet] {
	return []Format[*lint.Fleet]{
		{"table", "as kubectl get ds prints it", writePlacementTable},
		{"wide", "which nodes, and why", writePlacementWide},
		{jsonName, "for programs, node by node", writePlacementJSON},
	}
}

// DiffFormats returns the formats of a diff, the default first.
func DiffFormats() []Format[*diff.Diff] {
	return []Format[*diff.Diff]{
		{"text", forPeople, writeDiffText},
		{"markdown", "for a comment on a pull request", writeDiffMarkdown},
		{jsonName, forPrograms, writeDiffJSON},
	}
}

// RuleFormats returns the formats of the catalogue of rules, the default first.
func RuleFormats() []Format[[]*lint.Rule] {
	return []Format[[]*lint.Rule]{
		{"table", forPeople, writeRuleTable},
		{"markdown", "for documentation", writeRuleMarkdown},
		{jsonName, forPrograms, writeRuleJSON},
	}
}

// Pick returns the format of a name. The error for an unknown one lists those that
// are there.
func Pick[T any](formats []Format[T], name string) (Format[T], error) {
	for _, format := range formats {
		if format.Name == name {
			return format, nil
		}
	}
	return Format[T]{}, fmt.Errorf("unknown output format %q: use %s", name, alternatives(Names(formats)))
}

// Names returns the names of formats in order.
func Names[T any](formats []Format[T]) []string {
	names := make([]string, len(formats))
	for i, format := range formats {
		names[i] = format.Name
	}
	return names
}

// alternatives writes "a, b or c".
func alternatives(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}
