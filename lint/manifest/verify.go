package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
)

var errMeaning = errors.New("the edit would change more than it is to change")

// verify reports whether an edited document holds what it is to hold: the changed
// field, and nothing else that differs.
func verify(before *layout, after []byte, c *Change, path Path, value *tree) error {
	edited, err := readLayout(after)
	if err != nil {
		return fmt.Errorf("%w: %w", errMeaning, err)
	}
	want := newResolver().value(before.root)
	switch c.verb {
	case verbDrop:
	case verbMove:
		if want, err = expectedMove(want, path, c); err != nil {
			return err
		}
	default:
		if want, err = expected(want, path, c, value); err != nil {
			return err
		}
	}
	if !equalValues(want, newResolver().value(edited.root)) {
		return errMeaning
	}
	return nil
}

// expected makes a change in plain values.
func expected(value any, path Path, c *Change, put *tree) (any, error) {
	if len(path) == 0 {
		return expectedHere(value, c, put)
	}
	step, last := path[0], len(path) == 1
	if last && (c.verb == verbRemove || c.verb == verbRename) {
		return without(value, step, c)
	}
	if value == nil {
		value = map[string]any{}
		if _, isIndex := step.(int); isIndex {
			value = []any{}
		}
	}
	switch held := value.(type) {
	case map[string]any:
		key, _ := step.(string)
		below, err := expected(held[key], path[1:], c, put)
		held[key] = below
		return held, err
	case []any:
		index, _ := step.(int)
		if index == len(held) {
			held = append(held, nil)
		}
		if index < 0 || index >= len(held) {
			return nil, errMeaning
		}
		below, err := expected(held[index], path[1:], c, put)
		held[index] = below
		return held, err
	}
	return nil, errMeaning
}

// expectedMove takes an entry away and puts it elsewhere, in plain values.
func expectedMove(value any, path Path, c *Change) (any, error) {
	moved := value
	for _, step := range path {
		switch held := moved.(type) {
		case map[string]any:
			key, _ := step.(string)
			moved = held[key]
		case []any:
			index, _ := step.(int)
			moved = held[index]
		}
	}
	value, err := expected(value, path, &Change{verb: verbRemove}, nil)
	if err != nil {
		return nil, err
	}
	return expected(value, c.home(path), &Change{verb: verbPut}, &tree{scalar: moved})
}

func expectedHere(value any, c *Change, put *tree) (any, error) {
	if c.verb != verbAppend {
		return put.value(), nil
	}
	list, isList := value.([]any)
	if !isList && value != nil {
		return nil, errMeaning
	}
	return append(list, put.value()), nil
}

func without(value any, step any, c *Change) (any, error) {
	switch held := value.(type) {
	case map[string]any:
		key, _ := step.(string)
		if c.verb == verbRename {
			held[c.key] = held[key]
		}
		delete(held, key)
		return held, nil
	case []any:
		index, _ := step.(int)
		if index < 0 || index >= len(held) || c.verb == verbRename {
			return nil, errMeaning
		}
		return append(held[:index:index], held[index+1:]...), nil
	}
	return nil, errMeaning
}

// equalValues compares plain values; numbers are equal if their JSON reads as the
// same number.
func equalValues(a, b any) bool {
	switch x := a.(type) {
	case json.Number:
		y, ok := b.(json.Number)
		if !ok || x == y {
			return ok
		}
		fx, errX := x.Float64()
		fy, errY := y.Float64()
		return errX == nil && errY == nil && fx == fy
	case map[string]any:
		y, ok := b.(map[string]any)
		return ok && maps.EqualFunc(x, y, equalValues)
	case []any:
		y, ok := b.([]any)
		return ok && slices.EqualFunc(x, y, equalValues)
	}
	return reflect.DeepEqual(a, b)
}
