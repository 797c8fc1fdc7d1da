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
			t = element(fieldType(t, name))
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

// fieldType returns the type of the field that a struct calls so in JSON, nil for none.
func fieldType(t reflect.Type, name string) reflect.Type {
	for field := range t.Fields() {
		called, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if called == name && name != "" {
			return field.Type
		}
		if inner := element(field.Type); called == "" && field.Anonymous && inner.Kind() == reflect.Struct {
			if found := fieldType(inner, name); found != nil {
				return found
			}
		}
	}
	return nil
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
	levels := []level{{parent, 1}, {parent, 2}}
	const deepest = 3 // from metadata to spec.template.spec
	for depth := range deepest + 1 {
		for up := range slices.Backward(parent) {
			levels = append(levels, level{parent[:up], depth})
		}
	}
	for _, l := range levels {
		switch homes := homesBelow(typeAt(root, l.path), l.path, name, l.depth); len(homes) {
		case 0:
		case 1:
			return homes[0]
		default:
			return nil
		}
	}
	return nil
}

// level is what lies depth fields below a path.
type level struct {
	path  manifest.Path
	depth int
}

// homesBelow returns the structs that lie depth fields below one of type t, which
// stands at a path, and have a field of the name.
func homesBelow(t reflect.Type, path manifest.Path, name string, depth int) []manifest.Path {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	if depth == 0 {
		if fieldType(t, name) != nil {
			return []manifest.Path{path}
		}
		return nil
	}
	var homes []manifest.Path
	for field, typ := range fieldTypes(t) {
		if slices.Contains(notHomes(), field) {
			continue
		}
		step, held := path.Join(field), element(typ)
		if held.Kind() == reflect.Slice {
			step, held = path.Join(field, anyItem{}), element(held.Elem())
		}
		homes = append(homes, homesBelow(held, step, name, depth-1)...)
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
