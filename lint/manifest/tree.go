package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
)

// tree is a value that is to be written, with the order of its keys.
type tree struct {
	keys   []string // of a mapping, one for each item
	items  []*tree
	isMap  bool
	isList bool
	scalar any // string, bool, nil or json.Number
}

// treeOf reads what encoding/json writes for a value.
func treeOf(value any) (*tree, error) {
	text, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("write the value of a change: %w", err)
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	return readTree(decoder)
}

func readTree(decoder *json.Decoder) (*tree, error) {
	token, err := decoder.Token()
	if err != nil {
		return nil, err
	}
	delimiter, ok := token.(json.Delim)
	if !ok {
		return &tree{scalar: token}, nil
	}
	t := &tree{isMap: delimiter == '{', isList: delimiter == '['}
	for decoder.More() {
		if t.isMap {
			if err := t.readKey(decoder); err != nil {
				return nil, err
			}
		}
		item, err := readTree(decoder)
		if err != nil {
			return nil, err
		}
		t.items = append(t.items, item)
	}
	if _, err := decoder.Token(); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return t, nil
}

func (t *tree) readKey(decoder *json.Decoder) error {
	token, err := decoder.Token()
	if err != nil {
		return err
	}
	key, ok := token.(string)
	if !ok {
		return fmt.Errorf("%v is no key", token)
	}
	t.keys = append(t.keys, key)
	return nil
}

func mapOf(key string, value *tree) *tree {
	return &tree{isMap: true, keys: []string{key}, items: []*tree{value}}
}

func listOf(items ...*tree) *tree { return &tree{isList: true, items: items} }

// wrap puts a value below a path of which nothing is there.
func wrap(path Path, value *tree) (*tree, error) {
	for _, above := range slices.Backward(path) {
		switch step := above.(type) {
		case string:
			value = mapOf(step, value)
		case int:
			if step != 0 {
				return nil, fmt.Errorf("there is no list with %d items to add to", step)
			}
			value = listOf(value)
		}
	}
	return value, nil
}

// nested reports whether the value takes lines of its own in block style.
func (t *tree) nested() bool { return len(t.items) > 0 }

// value is the tree as plain Go values; see [Object.Value].
func (t *tree) value() any {
	switch {
	case t.isMap:
		mapping := make(map[string]any, len(t.items))
		for i, item := range t.items {
			mapping[t.keys[i]] = item.value()
		}
		return mapping
	case t.isList:
		list := make([]any, len(t.items))
		for i, item := range t.items {
			list[i] = item.value()
		}
		return list
	}
	return t.scalar
}
