package main

import (
	"maps"
	"math/rand/v2" //nolint:depguard // seeded: a run can be repeated
	"reflect"
	"slices"
)

// mutator changes objects at random: it takes fields away, adds fields that the
// type has, and writes values that are good, bad or of the wrong type.
type mutator struct{ *rand.Rand }

func newMutator(seed uint64, round int) *mutator {
	return &mutator{rand.New(rand.NewPCG(seed, uint64(round)))} //nolint:gosec // it is to be repeated, not to be secret
}

func (m *mutator) chance(percent int) bool { return m.IntN(100) < percent }

func pick[T any](m *mutator, from []T) T { return from[m.IntN(len(from))] }

// mutated changes an object in some places.
func (m *mutator) mutated(object tree, places int) tree {
	for range places {
		spots := spotsOf(object)
		if len(spots) == 0 {
			return object
		}
		at := pick(m, spots)
		object, _ = at.apply(object, m.change(at)).(tree)
	}
	return object
}

// change makes something else of what stands at a spot.
func (m *mutator) change(at spot) change {
	switch roll := m.IntN(100); {
	case roll < 20:
		return func(any) (any, bool) { return nil, false }
	case roll < 22:
		return func(any) (any, bool) { return m.wrongType(), true }
	case roll < 60 || !grows(at.kind):
		return func(any) (any, bool) { return m.value(at.name, at.kind, 3), true }
	}
	return func(current any) (any, bool) { return m.grown(at, current), true }
}

func grows(t reflect.Type) bool {
	switch t = plain(t); t.Kind() {
	case reflect.Struct:
		return !readsItself(t)
	case reflect.Slice:
		return t.Elem().Kind() != reflect.Uint8
	}
	return t.Kind() == reflect.Map
}

// grown adds a field to a struct, an item to a list or a key to a map.
func (m *mutator) grown(at spot, current any) any {
	t := plain(at.kind)
	if t.Kind() == reflect.Slice {
		list, _ := current.([]any)
		return m.longer(at, list)
	}
	object, _ := current.(tree)
	if object == nil {
		object = tree{}
	}
	if t.Kind() == reflect.Map {
		object[m.key(at.name)] = m.value(at.name, t.Elem(), 3)
		return object
	}
	fields := fieldsOf(t)
	switch names := slices.Sorted(maps.Keys(fields)); {
	case len(names) == 0:
	case m.chance(2):
		object[pick(m, words)] = m.wrongType()
	default:
		name := pick(m, names)
		object[name] = m.value(name, fields[name], 3)
	}
	return object
}

func (m *mutator) longer(at spot, list []any) []any {
	item := m.value(at.name, plain(at.kind).Elem(), 3)
	if len(list) > 0 && m.chance(40) {
		item = clone(pick(m, list)) // a duplicate
	}
	list = append(slices.Clone(list), item)
	if m.chance(3) { // more than there may be
		list = slices.Repeat(list, 1+pick(m, []int{4, 25, 300})/len(list))
	}
	return list
}
