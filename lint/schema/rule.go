package schema

import (
	"encoding/json"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
)

// Add describes more rules in a schema: their names and their options.
func Add(described Schema, rules []*lint.Rule) {
	settings := dig(described, "properties", "rules", "properties")
	for _, rule := range rules {
		settings[rule.Name] = setting(rule)
	}
	names := slices.Sorted(maps.Keys(settings))
	dig(described, "definitions")["ruleName"] = oneOf(names)
}

// dig returns what lies at keys of a schema.
func dig(in Schema, keys ...string) Schema {
	for _, key := range keys {
		in, _ = in[key].(Schema)
	}
	return in
}

// definitions are what several places of the schema refer to.
func definitions() Schema {
	return Schema{
		"severity": Schema{
			"description": "The severity of all findings of the rule; on leaves it to the rule, off keeps the rule from running.",
			"enum":        append(words(lint.Levels()), true, false, nil),
		},
		"setting": Schema{
			"description": "A severity, or a mapping of severity and the options of the rule.",
			"anyOf": []any{
				reference("severity"),
				Schema{"type": "object", "properties": Schema{"severity": reference("severity")}},
			},
		},
		"settingWithoutOptions": Schema{
			"description": "A severity, by itself or as a mapping: the rule has no options.",
			"anyOf":       levelOr(Schema{"severity": reference("severity")}),
		},
	}
}

// setting describes what a config may say of a rule.
func setting(rule *lint.Rule) Schema {
	described := Schema{"description": rule.Summary + ". " + standard(rule) + " dslint explain " + rule.Name + " says more."}
	if len(rule.Options) == 0 {
		described["allOf"] = []any{reference("settingWithoutOptions")}
		return described
	}
	properties := Schema{"severity": reference("severity")}
	for i := range rule.Options {
		properties[rule.Options[i].Name] = option(&rule.Options[i])
	}
	described["anyOf"] = levelOr(properties)
	return described
}

// levelOr describes a level, or a mapping of properties.
func levelOr(properties Schema) []any {
	return []any{
		reference("severity"),
		Schema{"type": "object", "additionalProperties": false, "properties": properties},
	}
}

func standard(rule *lint.Rule) string {
	if rule.Off {
		return "Off by default, " + rule.Severity.String() + " where it is on."
	}
	return "By default " + rule.Severity.String() + "."
}

// option describes what [lint.Option.Parse] takes.
func option(o *lint.Option) Schema {
	described := typeOf(o)
	described["description"] = o.Summary + "."
	var standard any
	if json.Unmarshal([]byte(o.DefaultText()), &standard) != nil {
		standard = o.DefaultText() // it is a text that is written without quotes
	}
	if standard != "none" {
		described["default"] = standard
	}
	return described
}

// The spellings of percentages and quantities; those of resource.ParseQuantity that are
// not negative.
const (
	percentage = `^(100(\.0*)?|[0-9]{1,2}(\.[0-9]*)?|\.[0-9]+)%$`
	quantity   = `^\+?([0-9]+(\.[0-9]*)?|\.[0-9]+)(n|u|m|k|M|G|T|P|E|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?[0-9]+)?$`
)

// amount describes a quantity that is not negative.
func amount() Schema {
	return Schema{"anyOf": []any{Schema{"type": "string", "pattern": quantity}, Schema{"type": "number", "minimum": 0}}}
}

func typeOf(o *lint.Option) Schema {
	text := Schema{"type": "string"}
	switch o.Default.(type) {
	case bool:
		return Schema{"type": "boolean"}
	case int:
		return Schema{"type": "integer", "minimum": 0}
	case lint.Percent:
		return Schema{"type": "string", "pattern": percentage}
	case resource.Quantity:
		return amount()
	case []string:
		return Schema{"type": "array", "items": text}
	case map[string][]string:
		return Schema{"type": "object", "additionalProperties": Schema{"type": "array", "items": text}}
	}
	if len(o.OneOf) > 0 {
		return oneOf(o.OneOf)
	}
	return text
}
