package policies

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
)

// options reads custom.options of METADATA: by name, a default, a summary, and what
// the default leaves open of the type.
func options(value any) ([]lint.Option, error) {
	named, ok := value.(map[string]any)
	if !ok {
		return nil, fmt.Errorf("custom.options is not a mapping of names to options, but %s", kindOf(value))
	}
	var all []lint.Option
	for _, name := range slices.Sorted(maps.Keys(named)) {
		option, err := newOption(name, named[name])
		if err != nil {
			return nil, fmt.Errorf("custom.options.%s %w", name, err)
		}
		all = append(all, option)
	}
	return all, nil
}

func newOption(name string, value any) (lint.Option, error) {
	fields, err := fieldsOf(value, "default", "summary", "type", "oneOf")
	if err != nil {
		return lint.Option{}, err
	}
	option := lint.Option{Name: name, Summary: text(fields["summary"])}
	if option.Summary == "" {
		return option, errors.New("has no summary, which says in a sentence what it does")
	}
	words, err := list(fields, "oneOf")
	if err != nil {
		return option, err
	}
	for _, word := range words {
		option.OneOf = append(option.OneOf, text(word))
	}
	standard := plainValue(fields["default"])
	if option.Default = zeroOf(standard, text(fields["type"])); option.Default == nil {
		return option, fmt.Errorf("is of no type that options have: the default is %s, the type %q",
			kindOf(fields["default"]), text(fields["type"]))
	}
	if option.Default, err = option.Parse(standard); err != nil {
		return option, errors.New(strings.TrimPrefix(err.Error(), name+" "))
	}
	return option, nil
}

// zeroOf returns a value of the type that a default has, nil where no option has it.
func zeroOf(standard any, named string) any {
	switch standard.(type) {
	case bool:
		return false
	case json.Number:
		return 0
	case []any:
		return []string(nil)
	case map[string]any:
		return map[string][]string(nil)
	case string:
		switch named {
		case "":
			return ""
		case "percentage":
			return lint.Percent(0)
		case "quantity":
			return resource.Quantity{}
		}
	}
	return nil
}

// plainValue gives numbers the type that they have in a config.
func plainValue(value any) any {
	switch number := value.(type) {
	case int:
		return json.Number(strconv.Itoa(number))
	case float64:
		return json.Number(strconv.FormatFloat(number, 'f', -1, 64))
	}
	return value
}

// configTerm is input.config of a policy: the values of its options.
func (v *view) configTerm(rule *lint.Rule) (*ast.Term, error) {
	values := make(map[string]any, len(rule.Options))
	for _, option := range rule.Options {
		switch value := rule.Option(option.Name).(type) {
		case lint.Percent:
			values[option.Name] = float64(value)
		case resource.Quantity:
			values[option.Name] = value.String()
		default:
			values[option.Name] = value
		}
	}
	config := &lint.Config{}
	if v.Config != nil {
		config = v.Config
	}
	term, err := termOf(config)
	if err != nil {
		return nil, err
	}
	options, err := termOf(values)
	if err != nil {
		return nil, err
	}
	return extend(term, "options", options), nil
}
