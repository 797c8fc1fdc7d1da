package main

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
)

// spot is a place in an object: the keys and indices that lead there, the type of
// what stands there, and the name of the field that it belongs to.
type spot struct {
	path []any
	kind reflect.Type
	name string
}

func typeOf(kind string) reflect.Type {
	return map[string]reflect.Type{
		"DaemonSet": reflect.TypeFor[appsv1.DaemonSet](), "Deployment": reflect.TypeFor[appsv1.Deployment](),
		"ReplicaSet": reflect.TypeFor[appsv1.ReplicaSet](), "StatefulSet": reflect.TypeFor[appsv1.StatefulSet](),
		"Job": reflect.TypeFor[batchv1.Job](), "CronJob": reflect.TypeFor[batchv1.CronJob](),
		"Pod": reflect.TypeFor[corev1.Pod](),
	}[kind]
}

// spotsOf lists all that may change in an object: all but its type.
func spotsOf(object tree) []spot {
	spots := spot{kind: typeOf(textAt(object, "kind"))}.below(object)
	return slices.DeleteFunc(spots, func(s spot) bool {
		return len(s.path) == 1 && (s.name == "apiVersion" || s.name == "kind")
	})
}

// below lists the spots inside of the value at a spot; none of what the type does
// not know.
func (s spot) below(value any) []spot {
	t := plain(s.kind)
	var spots []spot
	add := func(key any, name string, kind reflect.Type, item any) {
		inner := spot{append(slices.Clone(s.path), key), kind, name}
		spots = append(append(spots, inner), inner.below(item)...)
	}
	switch value := value.(type) {
	case tree:
		fields := fieldsOf(t)
		for _, key := range slices.Sorted(maps.Keys(value)) {
			if t.Kind() == reflect.Map {
				add(key, s.name, t.Elem(), value[key])
			} else if fields[key] != nil {
				add(key, key, fields[key], value[key])
			}
		}
	case []any:
		if t.Kind() == reflect.Slice {
			for i, item := range value {
				add(i, s.name, t.Elem(), item)
			}
		}
	}
	return spots
}

// change returns what is to stand at a spot, and whether anything is.
type change func(current any) (any, bool)

// apply changes what stands at the spot of a value, and returns the value.
func (s spot) apply(value any, to change) any {
	put, rest := to, spot{path: s.path[1:]}
	if len(rest.path) > 0 {
		put = func(current any) (any, bool) { return rest.apply(current, to), true }
	}
	switch value := value.(type) {
	case tree:
		key, _ := s.path[0].(string)
		if item, ok := put(value[key]); ok {
			value[key] = item
		} else {
			delete(value, key)
		}
		return value
	case []any:
		index, _ := s.path[0].(int)
		item, ok := put(value[index])
		if !ok {
			return slices.Delete(slices.Clone(value), index, index+1)
		}
		value[index] = item
	}
	return value
}

func plain(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}

// readsItself tells of types that are written otherwise than their fields are.
func readsItself(t reflect.Type) bool {
	return reflect.PointerTo(t).Implements(reflect.TypeFor[json.Unmarshaler]())
}

// fieldsOf returns the types of the fields of a struct by their names in JSON.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	fields := map[string]reflect.Type{}
	if t.Kind() != reflect.Struct || readsItself(t) {
		return fields
	}
	for field := range t.Fields() {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		switch {
		case name == "" && field.Anonymous:
			maps.Copy(fields, fieldsOf(plain(field.Type)))
		case name == "managedFields": // the server makes them anew
		case name == "user" || name == "defaultUser": // dropped, but not from volumes of two kinds
		case name != "" && name != "-":
			fields[name] = field.Type
		}
	}
	return fields
}
