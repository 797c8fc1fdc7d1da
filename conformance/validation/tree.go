package main

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// tree is an object as plain values: maps, slices, strings, booleans, numbers, nil.
type tree = map[string]any

// textAt returns the text at a key, nothing where there is none.
func textAt(object tree, key string) string {
	text, _ := object[key].(string)
	return text
}

func clone(value any) any {
	switch value := value.(type) {
	case tree:
		copied := make(tree, len(value))
		for key, item := range value {
			copied[key] = clone(item)
		}
		return copied
	case []any:
		copied := make([]any, len(value))
		for i, item := range value {
			copied[i] = clone(item)
		}
		return copied
	}
	return value
}

// less returns copies of a value that lack one key or item, the outer ones first.
func less(value any) []any {
	switch value := value.(type) {
	case tree:
		return lessOfMap(value)
	case []any:
		return lessOfList(value)
	}
	return nil
}

func lessOfMap(value tree) []any {
	var all []any
	keys := slices.Sorted(maps.Keys(value))
	for _, key := range keys {
		copied := maps.Clone(value)
		delete(copied, key)
		all = append(all, copied)
	}
	for _, key := range keys {
		for _, smaller := range less(value[key]) {
			copied := maps.Clone(value)
			copied[key] = smaller
			all = append(all, copied)
		}
	}
	return all
}

func lessOfList(value []any) []any {
	var all []any
	for i := range value {
		all = append(all, slices.Delete(slices.Clone(value), i, i+1))
	}
	for i := range value {
		for _, smaller := range less(value[i]) {
			copied := slices.Clone(value)
			copied[i] = smaller
			all = append(all, copied)
		}
	}
	return all
}

// shrink takes away from an object whatever is not needed.
func shrink(object tree, enough func(tree) bool) tree {
	for again := true; again; {
		again = false
		for _, candidate := range less(object) {
			smaller, ok := candidate.(tree)
			if ok && enough(smaller) {
				object, again = smaller, true
				break
			}
		}
	}
	return object
}

// marshal writes a value on one line of JSON.
func marshal(value any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		panic(err) // plain values always marshal
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}
