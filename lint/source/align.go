package source

import (
	"reflect"

	"github.com/dslint/dslint/lint/manifest"
)

// lookUp returns what a path leads to within a value.
func lookUp(value any, path manifest.Path) (any, bool) {
	for _, step := range path {
		switch step := step.(type) {
		case string:
			mapping, _ := value.(map[string]any)
			inner, ok := mapping[step]
			if !ok {
				return nil, false
			}
			value = inner
		case int:
			list, _ := value.([]any)
			if step < 0 || step >= len(list) {
				return nil, false
			}
			value = list[step]
		}
	}
	return value, true
}

func mustLookUp(value any, path manifest.Path) any {
	found, _ := lookUp(value, path)
	return found
}

// align returns the path in one value that means what a path means in another:
// items of lists are matched by what identifies them, not by their number.
func align(from, to any, path manifest.Path) (manifest.Path, bool) {
	aligned := make(manifest.Path, 0, len(path))
	for _, step := range path {
		switch step := step.(type) {
		case string:
			inner, ok := lookUp(to, manifest.Path{step})
			if !ok {
				return nil, false
			}
			from, to, aligned = mustLookUp(from, manifest.Path{step}), inner, append(aligned, step)
		case int:
			list, _ := to.([]any)
			source, _ := from.([]any)
			at := sameItem(source, list, step)
			if at < 0 {
				return nil, false
			}
			from, to, aligned = source[step], list[at], append(aligned, at)
		}
	}
	return aligned, true
}

// mergeKeys identify the items of lists
// (the patchMergeKey tags of k8s.io/api; uid, key and type beside them).
var mergeKeys = []string{
	"name", "containerPort", "mountPath", "devicePath", "topologyKey", "port", "ip", "uid", "type", "key",
}

// sameItem returns the index in to of the item that stands at an index of from, -1
// where there is none.
func sameItem(from, to []any, index int) int {
	if index >= len(from) {
		return -1
	}
	item := from[index]
	if at := nth(to, equalTo(item), count(from[:index], equalTo(item))); at >= 0 {
		return at
	}
	mapping, isMapping := item.(map[string]any)
	if !isMapping {
		if len(from) == len(to) {
			return index
		}
		return -1
	}
	for _, key := range mergeKeys {
		if name, ok := mapping[key]; ok {
			same := keyed(key, name)
			return nth(to, same, min(count(from[:index], same), max(count(to, same)-1, 0)))
		}
	}
	if len(from) == len(to) {
		return index
	}
	return -1
}

func equalTo(item any) func(any) bool {
	return func(other any) bool { return reflect.DeepEqual(item, other) }
}

func keyed(key string, name any) func(any) bool {
	return func(other any) bool {
		mapping, ok := other.(map[string]any)
		if !ok {
			return false
		}
		found, has := mapping[key]
		return has && reflect.DeepEqual(found, name)
	}
}

func count(list []any, fits func(any) bool) int {
	number := 0
	for _, item := range list {
		if fits(item) {
			number++
		}
	}
	return number
}

// nth returns the index of the fitting item with n fitting ones before it, -1 where
// there is none.
func nth(list []any, fits func(any) bool, n int) int {
	for i, item := range list {
		if !fits(item) {
			continue
		}
		if n == 0 {
			return i
		}
		n--
	}
	return -1
}
