package policies

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// report turns a member of findings into a finding of the pass, and returns the field
// that it is at. Its errors say what a policy did wrong.
func report(pass *lint.Pass, v *view, value any) (manifest.Ref, error) {
	fields, err := fieldsOf(value, "at", "message", "severity", "nodes", "related", "fix")
	if err != nil {
		return manifest.Ref{}, fmt.Errorf("a finding %w", err)
	}
	message := text(fields["message"])
	if message == "" {
		return manifest.Ref{}, errors.New("a finding has no message")
	}
	at, err := v.locate(fields["at"])
	if err != nil {
		return manifest.Ref{}, fmt.Errorf("the finding %q: %w", message, err)
	}
	var details []lint.Detail
	for _, read := range []func(map[string]any, *view) ([]lint.Detail, error){severity, nodes, related, fix} {
		more, err := read(fields, v)
		if err != nil {
			return manifest.Ref{}, fmt.Errorf("the finding %q: %w", message, err)
		}
		details = append(details, more...)
	}
	pass.Report(at, message, details...)
	return at, nil
}

// text returns a text, "" for anything else.
func text(value any) string {
	text, _ := value.(string)
	return text
}

// fieldsOf returns the fields of an object of which all are known.
func fieldsOf(value any, known ...string) (map[string]any, error) {
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("is not an object with at and message, but %s", kindOf(value))
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(known, name) {
			return nil, fmt.Errorf("has the unknown field %q", name)
		}
	}
	return fields, nil
}

func severity(fields map[string]any, _ *view) ([]lint.Detail, error) {
	value, given := fields["severity"]
	if !given {
		return nil, nil
	}
	parsed, err := severityOf(value)
	if err != nil {
		return nil, err
	}
	return []lint.Detail{lint.As(parsed)}, nil
}

// severityOf reads the severity of a finding.
func severityOf(value any) (lint.Severity, error) {
	parsed, err := lint.ParseSeverity(text(value))
	if err != nil || parsed == lint.Off {
		return 0, fmt.Errorf("severity is %s: use error, warning or info", kindOf(value))
	}
	return parsed, nil
}

func nodes(fields map[string]any, _ *view) ([]lint.Detail, error) {
	names, err := list(fields, "nodes")
	if err != nil {
		return nil, err
	}
	var details []lint.Detail
	for _, value := range names {
		name, ok := value.(string)
		if !ok {
			return nil, fmt.Errorf("nodes holds no names, but %s", kindOf(value))
		}
		details = append(details, lint.OnNodes(name))
	}
	return details, nil
}

func related(fields map[string]any, v *view) ([]lint.Detail, error) {
	places, err := list(fields, "related")
	if err != nil {
		return nil, err
	}
	var details []lint.Detail
	for _, value := range places {
		place, err := fieldsOf(value, "at", "message")
		if err != nil {
			return nil, fmt.Errorf("a related place %w", err)
		}
		message := text(place["message"])
		if message == "" {
			return nil, errors.New("a related place has no message")
		}
		at, err := v.locate(place["at"])
		if err != nil {
			return nil, fmt.Errorf("the related place %q: %w", message, err)
		}
		details = append(details, lint.See(at, message))
	}
	return details, nil
}

// list reads a field that is a list where it is there.
func list(fields map[string]any, name string) ([]any, error) {
	value, given := fields[name]
	if !given {
		return nil, nil
	}
	items, ok := value.([]any)
	if !ok {
		return nil, errors.New(name + " is not a list, but " + kindOf(value))
	}
	return items, nil
}

// kindOf says in the words of Rego what a value is.
func kindOf(value any) string {
	switch value := value.(type) {
	case nil:
		return "not there"
	case bool:
		return "a boolean"
	case json.Number, int, float64:
		return fmt.Sprintf("the number %v", value)
	case string:
		return fmt.Sprintf("the text %q", value)
	case []any:
		return "a list"
	}
	return "an object"
}
