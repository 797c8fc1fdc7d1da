// Package schema describes the config as a JSON Schema, by which editors complete and
// check what is written in it.
package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/dslint/dslint/lint"
)

// Schema is a JSON Schema of draft 7, which editors know best.
type Schema = map[string]any

// Comments returns what the documentation says of a field of a type, "" where it says
// nothing.
type Comments func(of reflect.Type, field string) string

// ID is where the schema of the newest dslint is kept.
const ID = "https://raw.githubusercontent.com/dslint/dslint/main/docs/dslint.schema.json"

// New describes [lint.Config] and the options of rules. What a key may hold follows from
// its Go type; a field without documentation, or of a type that is not known to be
// described, is an error.
func New(comments Comments, rules []*lint.Rule) (Schema, error) {
	d := &describer{comments: comments, used: map[string]bool{}}
	described := d.of(reflect.TypeFor[lint.Config]())
	for name := range fieldDetails() {
		if !d.used[name] {
			d.faults = append(d.faults, fmt.Errorf("there is no field %s to describe", name))
		}
	}
	if err := errors.Join(d.faults...); err != nil {
		return nil, err
	}
	merge(described, Schema{
		"$schema": "http://json-schema.org/draft-07/schema#", "$id": ID,
		"title": "The config of dslint, .dslint.yaml", "definitions": definitions(),
		"properties": Schema{"rules": Schema{"properties": Schema{}}},
		// Policies of a project bring rules that are not known here.
		"if":   Schema{"required": []any{"policies"}, "properties": Schema{"policies": Schema{"type": "array", "minItems": 1}}},
		"else": Schema{"properties": Schema{"rules": Schema{"propertyNames": reference("ruleName")}, "exempt": knownInExempt()}},
	})
	Add(described, rules)
	return described, nil
}

func knownInExempt() Schema {
	return Schema{"items": Schema{"properties": Schema{"rules": Schema{"items": reference("ruleName")}}}}
}

// describer makes schemas of Go types.
type describer struct {
	comments Comments
	used     map[string]bool // the fields with details that there are
	faults   []error
}

// of describes a type.
func (d *describer) of(t reflect.Type) Schema {
	if described, known := types()[t]; known {
		return described
	}
	switch t.Kind() {
	case reflect.String:
		return Schema{"type": "string"}
	case reflect.Bool:
		return Schema{"type": "boolean"}
	case reflect.Int:
		return Schema{"type": "integer"}
	case reflect.Pointer:
		return d.of(t.Elem())
	case reflect.Slice:
		return Schema{"type": "array", "items": filled(d.of(t.Elem()))}
	case reflect.Map:
		return Schema{"type": "object", "additionalProperties": filled(d.of(t.Elem()))}
	case reflect.Struct:
		if !reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]()) {
			return d.structure(t)
		}
	}
	d.faults = append(d.faults, fmt.Errorf("nobody knows how to describe %s", t))
	return Schema{}
}

// filled keeps the items of lists and mappings from being empty strings.
func filled(item Schema) Schema {
	if item["type"] == "string" && item["enum"] == nil {
		item["minLength"] = 1
	}
	return item
}

func (d *describer) structure(t reflect.Type) Schema {
	details := typeDetails()[t]
	required, _ := details["required"].([]any)
	properties := Schema{}
	for field := range t.Fields() {
		key := field.Tag.Get("json")
		if !field.IsExported() || key == "-" {
			continue
		}
		name := t.Name() + "." + field.Name
		described := d.of(field.Type)
		merge(described, fieldDetails()[name])
		if !slices.Contains(required, any(key)) {
			orNothing(described)
		}
		d.used[name] = true
		if described["description"] = d.comments(t, field.Name); key == "" || described["description"] == "" {
			d.faults = append(d.faults, fmt.Errorf("field %s has no key or no documentation", name))
		}
		properties[key] = described
	}
	described := Schema{"type": "object", "additionalProperties": false, "properties": properties}
	merge(described, details)
	return described
}

// orNothing lets a key stand there without a value.
func orNothing(described Schema) {
	if name, typed := described["type"].(string); typed {
		described["type"] = []any{name, "null"}
	}
	if words, listed := described["enum"].([]any); listed {
		described["enum"] = append(slices.Clone(words), nil)
	}
	if kinds, listed := described["anyOf"].([]any); listed {
		described["anyOf"] = append(slices.Clone(kinds), Schema{"type": "null"})
	}
}

// merge adds to a schema what another one says, key by key.
func merge(into, more Schema) {
	for key, value := range more {
		inner, both := into[key].(Schema)
		if added, isSchema := value.(Schema); both && isSchema {
			merge(inner, added)
			continue
		}
		into[key] = value
	}
}
