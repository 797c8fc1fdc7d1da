package manifest

import (
	"reflect"
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// fieldCache holds, for each struct type met, the way to each JSON field.
//
//nolint:gochecknoglobals // what is kept follows from the types of the program alone
var fieldCache sync.Map // of reflect.Type to map[string][]int

func fieldsOf(t reflect.Type) map[string][]int {
	if cached, ok := fieldCache.Load(t); ok {
		if fields, ok := cached.(map[string][]int); ok {
			return fields
		}
	}
	fields := map[string][]int{}
	collectFields(t, nil, fields)
	fieldCache.Store(t, fields)
	return fields
}

func collectFields(t reflect.Type, prefix []int, into map[string][]int) {
	for i := range t.NumField() {
		field := t.Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		index := append(append([]int{}, prefix...), i)
		switch {
		case name == "-" || !field.IsExported():
		case name == "" && field.Anonymous && field.Type.Kind() == reflect.Struct:
			collectFields(field.Type, index, into)
		case name != "":
			into[name] = index
		}
	}
}

// jsonType names the JSON type of a node.
func jsonType(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "object"
	case yaml.SequenceNode:
		return "array"
	}
	k, _ := scalar(n)
	return k.String()
}

// aType says what was found, with its text where that is short.
func aType(got string, n *yaml.Node) string {
	switch got {
	case "object":
		return "a mapping"
	case "array":
		return "a list"
	case "bool":
		return "the boolean " + n.Value
	case "number":
		return "the number " + n.Value
	}
	return "the string " + quote(n.Value)
}

// aGoType says in the words of YAML what a Go type is written as.
func aGoType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Struct, reflect.Map:
		return "a mapping"
	case reflect.Slice:
		return "a list"
	case reflect.Bool:
		return "a boolean"
	case reflect.String:
		return "a string"
	}
	return "a whole number"
}

func quote(text string) string {
	const enough = 40
	if runes := []rune(text); len(runes) > enough {
		text = string(runes[:enough]) + "..."
	}
	return `"` + text + `"`
}
