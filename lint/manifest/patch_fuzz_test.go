package manifest_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
)

// FuzzPatch makes a change in any file that can be read. Either it is refused, or
// the file can be read afterwards and holds what it held, but for the field of the
// change.
func FuzzPatch(f *testing.F) {
	for i, seed := range []string{
		"kind: A\nspec:\n  a: [b, c]\n  d: {e: f}\n  g:\n  - h: i\n    j: k\n  -  l\n", "kind: A\r\nx: |\r\n  # b\r\ny: 'a'\r\n", "{\"kind\": \"A\", \"a\": []}",
		"\ufeffkind: A\nm: &a\n  b: c\nn:\n  <<: *a\n", "kind: List\nitems:\n- kind: Node\n  x: 'a\n   b'\n-\n  kind: B\n", "kind: A\na:\n  - - b\n    - c\n  -\n",
		"kind: A\n---\nkind: B\nx:\n...\n---\n{kind: C}\n", "kind: A\na: !!str 1\nb: \"x\\\n  y\"\nc: >-\n  d\n\n  e\n# f\n", "kind: A\n? a\n: b\n", "kind: A\na: {\tb: [c: d],\te }\n",
		"kind: A\na: {\n  b: c, # d\n  e: f\n}\n", "kind: A\na: |+\n  b\n\n", "kind: A\na:\n- b # c\n  # d\n- # e\n  f: g\n",
	} {
		for verb := range uint8(8) {
			f.Add([]byte(seed), uint(i), verb, "z")
		}
	}
	f.Fuzz(func(t *testing.T, data []byte, where uint, verb uint8, key string) {
		file := manifest.Parse("a.yaml", data)
		object, path := pick(file, where)
		if object < 0 {
			return
		}
		change, want := fuzzChange(file, object, path, verb, key)
		patch, err := manifest.NewPatch(change)
		if err != nil {
			return
		}
		after := file.With(patch)
		if len(after.Problems) != len(file.Problems) || len(after.Objects) != len(file.Objects) {
			t.Fatalf("%s: it reads otherwise: %v\n%q\n%q", change, after.Problems, data, after.Data())
		}
		for i := range file.Objects {
			expected := file.Objects[i].Value()
			if i == object {
				expected = want
			}
			if diff := cmp.Diff(expected, after.Objects[i].Value()); diff != "" {
				t.Fatalf("%s: object %d (-want +got):\n%s\n%q\n%q", change, i, diff, data, after.Data())
			}
		}
		if diff := cmp.Diff(string(after.Data()), linttest.Edited(string(data), patch.Edits())); diff != "" {
			t.Fatalf("%s: the edits give another text (-want +got):\n%s", change, diff)
		}
		linttest.KeptComments(t, []*lint.Finding{{Rule: &lint.Rule{}, Fix: &lint.Fix{Changes: []manifest.Change{change}}}})
	})
}

// pick chooses an object and one of its fields, or a field that is not there.
func pick(file *manifest.File, where uint) (int, manifest.Path) {
	if len(file.Objects) == 0 {
		return -1, nil
	}
	object := int(where % uint(len(file.Objects)))
	var paths []manifest.Path
	var walk func(value any, at manifest.Path)
	walk = func(value any, at manifest.Path) {
		if len(paths) > 200 {
			return
		}
		paths = append(paths, at)
		switch value := value.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				walk(value[key], at.Join(key))
			}
			paths = append(paths, at.Join("absent"), at.Join("absent", "deep", 0))
		case []any:
			for i, inner := range value {
				walk(inner, at.Join(i))
			}
			paths = append(paths, at.Join(len(value)), at.Join(len(value), "deep"))
		}
	}
	walk(file.Objects[object].Value(), manifest.Path{})
	return object, paths[int(where/uint(len(file.Objects)))%len(paths)]
}

func fuzzChange(file *manifest.File, object int, path manifest.Path, verb uint8, key string) (manifest.Change, any) {
	key = strings.ToValidUTF8(key, "?")
	at := file.Objects[object].At(path...)
	value := file.Objects[object].Value()
	values := []any{key, map[string]any{key: key, "b": 2}, []any{key, nil, true}, map[string]any{}}
	var put any
	text, err := json.Marshal(values[int(verb/4)%len(values)])
	if err == nil {
		decoder := json.NewDecoder(strings.NewReader(string(text)))
		decoder.UseNumber()
		err = decoder.Decode(&put)
	}
	if err != nil {
		put = nil
	}
	switch verb % 5 {
	case 0:
		return at.Put(put), edited(value, path, func(any) (any, bool) { return put, true })
	case 1:
		return at.Append(put), edited(value, path, func(old any) (any, bool) {
			list, _ := old.([]any)
			return append(slices.Clone(list), put), true
		})
	case 2:
		return at.Remove(), edited(value, path, func(any) (any, bool) { return nil, false })
	case 4:
		if _, isKey := lastOf(path).(string); isKey && at.Exists() {
			home := file.Objects[object].At(path[:len(path)/2]...).At(key)
			want := edited(value, path, func(any) (any, bool) { return nil, false })
			return at.Move(home), edited(want, home.Path.Join(lastOf(path)), func(any) (any, bool) { return at.Value(), true })
		}
	}
	return at.Rename(key), renamed(value, path, key)
}

func lastOf(path manifest.Path) any {
	if len(path) == 0 {
		return nil
	}
	return path[len(path)-1]
}

// edited puts what change returns in the place of a field, or takes it away.
func edited(value any, path manifest.Path, change func(any) (any, bool)) any {
	if len(path) == 0 {
		changed, _ := change(value)
		return changed
	}
	switch step := path[0].(type) {
	case string:
		held, _ := value.(map[string]any)
		mapping := maps.Clone(held)
		if mapping == nil {
			mapping = map[string]any{}
		}
		if len(path) == 1 {
			changed, stays := change(mapping[step])
			if delete(mapping, step); stays {
				mapping[step] = changed
			}
			return mapping
		}
		mapping[step] = edited(mapping[step], path[1:], change)
		return mapping
	case int:
		held, _ := value.([]any)
		list := slices.Clone(held)
		if step == len(list) {
			list = append(list, nil)
		}
		if len(path) == 1 {
			changed, stays := change(list[step])
			if !stays {
				return slices.Delete(list, step, step+1)
			}
			list[step] = changed
			return list
		}
		list[step] = edited(list[step], path[1:], change)
		return list
	}
	panic(fmt.Sprint("no step: ", path[0]))
}

func renamed(value any, path manifest.Path, key string) any {
	if len(path) == 0 {
		return value
	}
	last := len(path) - 1
	return edited(value, path[:last], func(old any) (any, bool) {
		mapping, _ := old.(map[string]any)
		mapping = maps.Clone(mapping)
		name, isKey := path[last].(string)
		if held, has := mapping[name]; has && isKey {
			delete(mapping, name)
			mapping[key] = held
		}
		return mapping, true
	})
}
