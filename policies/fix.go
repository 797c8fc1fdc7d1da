package policies

import (
	"errors"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// fix reads what to do: a sentence, or an object with the changes that do it.
func fix(fields map[string]any, v *view) ([]lint.Detail, error) {
	value, given := fields["fix"]
	if !given {
		return nil, nil
	}
	if _, isObject := value.(map[string]any); isObject {
		return fixWithChanges(value, v)
	}
	summary := text(value)
	if summary == "" {
		return nil, fmt.Errorf("fix is not a text, but %s", kindOf(value))
	}
	return []lint.Detail{lint.Suggest(summary)}, nil
}

func fixWithChanges(value any, v *view) ([]lint.Detail, error) {
	fields, err := fieldsOf(value, "summary", "safe", "changes")
	if err != nil {
		return nil, fmt.Errorf("the fix %w", err)
	}
	summary := text(fields["summary"])
	if summary == "" {
		return nil, errors.New("the fix has no summary")
	}
	safe, isBool := fields["safe"].(bool)
	if _, given := fields["safe"]; given && !isBool {
		return nil, fmt.Errorf("safe of the fix is no boolean, but %s", kindOf(fields["safe"]))
	}
	list, err := list(fields, "changes")
	if err != nil {
		return nil, fmt.Errorf("the fix: %w", err)
	}
	changes := make([]manifest.Change, len(list))
	for i, item := range list {
		if changes[i], err = change(item, v); err != nil {
			return nil, fmt.Errorf("a change of the fix %w", err)
		}
	}
	if safe {
		return []lint.Detail{lint.SafeFix(summary, changes...)}, nil
	}
	return []lint.Detail{lint.UnsafeFix(summary, changes...)}, nil
}

// change reads one of the changes that manifest.Ref makes.
func change(value any, v *view) (manifest.Change, error) {
	fields, err := fieldsOf(value, "op", "at", "value", "key")
	if err != nil {
		return manifest.Change{}, err
	}
	at, err := v.locate(fields["at"])
	if err != nil {
		return manifest.Change{}, fmt.Errorf("is misplaced: %w", err)
	}
	switch text(fields["op"]) {
	case "put":
		return withValue(fields, at.Put)
	case "append":
		return withValue(fields, at.Append)
	case "remove":
		return at.Remove(), nil
	case "rename":
		if key := text(fields["key"]); key != "" {
			return at.Rename(key), nil
		}
		return manifest.Change{}, errors.New("has no key")
	}
	return manifest.Change{}, fmt.Errorf("has op %s: use put, append, remove or rename", kindOf(fields["op"]))
}

func withValue(fields map[string]any, change func(any) manifest.Change) (manifest.Change, error) {
	value, ok := fields["value"]
	if !ok {
		return manifest.Change{}, errors.New("has no value")
	}
	return change(value), nil
}
