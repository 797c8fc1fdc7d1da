package main

import (
	"maps"
	"slices"
)

// shrink takes away from a scenario what its difference does not need: Nodes,
// objects, then every field and element that can go. Whatever remains is what the
// difference is about.
func shrink(s *scenario) *scenario {
	for smaller := s; smaller != nil; {
		s, smaller = smaller, nil
		for _, candidate := range s.smaller() {
			if v, err := judge(candidate); err == nil && len(v.refused) == 0 && len(v.differences) > 0 {
				smaller = candidate
				break
			}
		}
	}
	return s
}

// smaller returns the scenarios that lack one thing, the largest things first.
func (s *scenario) smaller() []*scenario {
	var all []*scenario
	add := func(objects, nodes []any) {
		all = append(all, &scenario{name: s.name, objects: trees(objects), nodes: trees(nodes)})
	}
	objects, nodes := anys(s.objects), anys(s.nodes)
	for depth := range 12 {
		for _, fewer := range lessAt(objects, depth) {
			add(fewer.([]any), nodes) //nolint:forcetypeassert // a list without something is a list
		}
		for _, fewer := range lessAt(nodes, depth) {
			add(objects, fewer.([]any)) //nolint:forcetypeassert // as above
		}
	}
	return all
}

// lessAt returns copies of a value that lack one key or element at a depth.
func lessAt(value any, depth int) []any {
	switch typed := value.(type) {
	case tree:
		return lessOfMap(typed, depth)
	case []any:
		return lessOfList(typed, depth)
	}
	return nil
}

func lessOfMap(value tree, depth int) []any {
	var all []any
	for _, key := range sortedKeys(value) {
		if depth == 0 {
			copied := maps.Clone(value)
			delete(copied, key)
			all = append(all, copied)
			continue
		}
		for _, fewer := range lessAt(value[key], depth-1) {
			copied := maps.Clone(value)
			copied[key] = fewer
			all = append(all, copied)
		}
	}
	return all
}

func lessOfList(value []any, depth int) []any {
	var all []any
	for i := range value {
		if depth == 0 {
			all = append(all, slices.Delete(slices.Clone(value), i, i+1))
			continue
		}
		for _, fewer := range lessAt(value[i], depth-1) {
			copied := slices.Clone(value)
			copied[i] = fewer
			all = append(all, copied)
		}
	}
	return all
}

func anys(objects []tree) []any {
	all := make([]any, len(objects))
	for i, object := range objects {
		all[i] = object
	}
	return all
}

func trees(objects []any) []tree {
	all := make([]tree, 0, len(objects))
	for _, object := range objects {
		if typed, ok := object.(tree); ok {
			all = append(all, typed)
		}
	}
	return all
}
