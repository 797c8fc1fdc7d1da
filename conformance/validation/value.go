package main

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// value makes a value for a field, mostly one that the field might have.
func (m *mutator) value(name string, t reflect.Type, depth int) any {
	if m.chance(2) {
		return nil
	}
	t = plain(t)
	switch t {
	case reflect.TypeFor[resource.Quantity]():
		return m.quantity()
	case reflect.TypeFor[intstr.IntOrString]():
		if m.chance(50) {
			return pick(m, numbers)
		}
		return pick(m, []string{"25%", "0%", "100%", "101%", "x", "", "http", "80", "Metrics", "99999999999999999999%", "-1%", "1.5%"})
	case reflect.TypeFor[metav1.Time]():
		return pick(m, []any{nil, "2024-01-01T00:00:00Z"})
	}
	switch t.Kind() {
	case reflect.String:
		return m.text(name)
	case reflect.Bool:
		return m.chance(50)
	case reflect.Int32, reflect.Int64, reflect.Int:
		return m.number(name)
	case reflect.Struct:
		return m.structure(t, depth)
	case reflect.Slice:
		return m.list(name, t, depth)
	case reflect.Map:
		return m.mapping(name, t, depth)
	}
	return nil
}

func (m *mutator) structure(t reflect.Type, depth int) any {
	object := tree{}
	if readsItself(t) || depth == 0 {
		return object
	}
	fields := fieldsOf(t)
	names := slices.Sorted(maps.Keys(fields))
	if t.Name() == "Volume" || t.Name() == "VolumeSource" || t.Name() == "VolumeProjection" {
		for range 1 + m.IntN(10)/9 {
			name := pick(m, names)
			object[name] = m.value(name, fields[name], depth)
		}
		if t.Name() == "Volume" {
			object["name"] = m.text("name")
		}
		return object
	}
	percent := 70
	if len(names) > 8 {
		percent = 600 / len(names)
	}
	for _, name := range names {
		if m.chance(percent) {
			object[name] = m.value(name, fields[name], depth-1)
		}
	}
	return object
}

func (m *mutator) list(name string, t reflect.Type, depth int) any {
	list := []any{}
	if depth == 0 {
		return list
	}
	for range m.IntN(4) {
		list = append(list, m.value(name, t.Elem(), depth-1))
	}
	return list
}

func (m *mutator) mapping(name string, t reflect.Type, depth int) any {
	object := tree{}
	for range m.IntN(4) {
		object[m.key(name)] = m.value(name, t.Elem(), depth)
	}
	return object
}

func (m *mutator) wrongType() any {
	return pick(m, []any{"text", true, 1.5, 7, -1, []any{}, []any{"a"}, tree{}, tree{"a": "b"}, nil, "", 1e30})
}

// Numbers around the limits that fields have.
var numbers = []any{
	-1, 0, 1, 2, 3, 10, 30, 50, 100, 101, 255, 256, 511, 512, 600, 1023, 1024, 3600, 65535, 65536, 100000, 100001,
	2147483647, 8080, 80, 443,
}

func (m *mutator) number(name string) any {
	if m.chance(3) {
		return pick(m, []any{-2147483648, 4294967297, 9223372036854775807, 86400, 86401, 7862400, 7862401, 9223372036854775806})
	}
	if strings.HasSuffix(name, "Port") || name == "port" {
		return pick(m, []any{0, 80, 80, 443, 8080, 65535, 65536, -1})
	}
	return pick(m, numbers)
}

func (m *mutator) quantity() any {
	return pick(m, []any{
		"100m", "1", "2", "500m", "1Gi", "200Mi", "2Mi", "3Mi", "64Mi", "0", "-1", "-100Mi", "0.5", "1.5", "1e3", "100u",
		"1500m", "10", "12345678901234567890123", "0.0001", "1Ki", "1k", "1m", 1, 2.5, 0, -3, "", "1GB", "abc", "2MiB", "1E", "5n",
	})
}

// key makes a key for a map by the name of the field.
func (m *mutator) key(field string) string {
	switch field {
	case "limits", "requests", "overhead", "allocatable":
		return pick(m, []string{
			"cpu", "cpu", "memory", "memory", "ephemeral-storage", "hugepages-2Mi", "hugepages-1Gi", "hugepages-x",
			"nvidia.com/gpu", "example.com/foo", "gpu", "storage", "pods", "requests.cpu", "limits.memory",
			"requests.nvidia.com/gpu", "kubernetes.io/batch-cpu", "a/b/c", "", "hugepages-", "bad_Name-", "hugepages-0",
			"requests.hugepages-2Mi", "services", "attachable-volumes-aws-ebs", "Example.com/X", "cpu/x",
		})
	}
	return pick(m, words)
}

func (m *mutator) text(name string) string {
	if values := enums[name]; len(values) > 0 && m.chance(90) {
		return pick(m, values)
	}
	if name == "" || name == "name" || m.chance(80) {
		return pick(m, words)
	}
	return pick(m, words) + pick(m, words)
}
