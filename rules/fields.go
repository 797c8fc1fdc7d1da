package rules

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// typeAt returns the type of what a path leads to from a value of type t, nil
// where it leads nowhere.
func typeAt(t reflect.Type, path manifest.Path) reflect.Type {
	t = element(t)
	for _, step := range path {
		if t == nil {
			return nil
		}
		name, isKey := step.(string)
		switch {
		case t.Kind() == reflect.Map, t.Kind() == reflect.Slice && !isKey:
			t = element(t.Elem())
		case t.Kind() == reflect.Struct && isKey:
			t = element(fieldTypes(t)[name])
		default:
			return nil
		}
	}
	return t
}

func element(t reflect.Type) reflect.Type {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// fieldTypes returns the fields of a struct by their names in JSON.
func fieldTypes(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	if t == nil || t.Kind() != reflect.Struct {
		return fields
	}
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" && field.Anonymous {
			maps.Copy(fields, fieldTypes(element(field.Type)))
		} else if name != "" && name != "-" {
			fields[name] = field.Type
		}
	}
	return fields
}

func fieldNames(t reflect.Type) []string {
	names := []string{}
	for name := range fieldTypes(t) {
		names = append(names, name)
	}
	return names
}

// homeOf returns where a misplaced field belongs: below its neighbours, above, or
// beside, whichever is nearest. It is nil where no place has such a field, or where
// two equally near ones have.
func homeOf(root reflect.Type, path manifest.Path) manifest.Path {
	parent, name := splitField(path)
	levels := [][]manifest.Path{
		homesBelow(root, parent, name, 1),
		homesBelow(root, parent, name, 2),
	}
	const deepest = 3 // from metadata to spec.template.spec
	for depth := range deepest + 1 {
		for up := range slices.Backward(parent) {
			levels = append(levels, homesBelow(root, parent[:up], name, depth))
		}
	}
	for _, level := range levels {
		if len(level) == 1 {
			return level[0]
		}
		if len(level) > 1 {
			return nil
		}
	}
	return nil
}

// homesBelow returns the structs that lie depth fields below a path and have a
// field of the name.
func homesBelow(root reflect.Type, path manifest.Path, name string, depth int) []manifest.Path {
	t := typeAt(root, path)
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	if depth == 0 {
		if _, has := fieldTypes(t)[name]; has {
			return []manifest.Path{path}
		}
		return nil
	}
	var homes []manifest.Path
	for field, fieldType := range fieldTypes(t) {
		if slices.Contains(notHomes(), field) {
			continue
		}
		step := path.Join(field)
		if element(fieldType).Kind() == reflect.Slice {
			step = path.Join(field, anyItem{})
		}
		homes = append(homes, homesBelow(root, step, name, depth-1)...)
	}
	return homes
}

// notHomes are fields that nobody means: the server writes them, or another field
// of the same type is meant.
func notHomes() []string {
	return []string{"initContainers", "ephemeralContainers", "status", "managedFields", "ownerReferences"}
}

// anyItem is a step into a list that says not which item.
type anyItem struct{}

// String is empty, so that a path reads containers[].
func (anyItem) String() string { return "" }
