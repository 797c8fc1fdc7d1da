package main

import (
	"encoding/json"
	"maps"
	"slices"
)

// shrink takes away from a scenario what its difference does not need: Nodes,
// objects, then every field and element that can go. Whatever remains is what the
// difference is about.
func shrink(s *scenario) *scenario {
	return shrinkWhile(s, func(candidate *scenario) bool {
		v, err := judge(candidate)
		return err == nil && len(v.upstream.refused) == 0 && len(v.differences) > 0
	})
}

func shrinkWhile(s *scenario, differs func(*scenario) bool) *scenario {
	for before := -1; before != s.size(); {
		before = s.size()
		for depth := range 12 {
			s = shrinkAt(s, depth, differs)
		}
	}
	return s
}

// shrinkAt takes away what lies at one depth: whole objects first, then fields.
func shrinkAt(s *scenario, depth int, differs func(*scenario) bool) *scenario {
	candidates := s.smaller(depth)
	for i := 0; i < len(candidates); {
		if !differs(candidates[i]) {
			i++
			continue
		}
		s = candidates[i]
		candidates = s.smaller(depth) // what could not go before the i-th will not go now
	}
	return s
}

func (s *scenario) size() int {
	text, err := join(append(slices.Clone(s.objects), s.nodes...), json.Marshal)
	if err != nil {
		return 0
	}
	return len(text)
}

// smaller returns the scenarios that lack one thing at a depth.
func (s *scenario) smaller(depth int) []*scenario {
	var all []*scenario
	add := func(objects, nodes []any) {
		all = append(all, &scenario{name: s.name, style: s.style, objects: trees(objects), nodes: trees(nodes)})
	}
	objects, nodes := anys(s.objects), anys(s.nodes)
	for _, fewer := range lessOfList(objects, depth) {
		if list, ok := fewer.([]any); ok {
			add(list, nodes)
		}
	}
	for _, fewer := range lessOfList(nodes, depth) {
		if list, ok := fewer.([]any); ok {
			add(objects, list)
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
