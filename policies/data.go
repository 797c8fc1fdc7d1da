package policies

import (
	"bytes"
	"cmp"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/util"

	"github.com/dslint/dslint/lint/manifest"
)

// isData tells the files that hold data wherever they are: data.json, data.yaml.
func isData(name string) bool {
	switch path.Base(name) {
	case "data.json", "data.yaml", "data.yml":
		return true
	}
	return false
}

func isDocument(name string) bool {
	return slices.Contains([]string{".json", ".yaml", ".yml"}, path.Ext(name))
}

// dataOf merges the files of data: those of that name among the policies, and all
// that are given as data. A file stands in data below the names of its folders, as
// OPA has it.
func dataOf(policies, given []*tree) (map[string]any, error) {
	data := map[string]any{}
	for _, t := range policies {
		if err := t.addData(data, isData); err != nil {
			return nil, err
		}
	}
	for _, t := range given {
		if err := t.addData(data, isDocument); err != nil {
			return nil, err
		}
	}
	return data, nil
}

func (t *tree) addData(data map[string]any, accept func(string) bool) error {
	for _, name := range t.names(accept) {
		shown := path.Join(t.prefix, name)
		var document any
		if err := util.Unmarshal(t.files[name], &document); err != nil {
			return fmt.Errorf("%s: %w", shown, err)
		}
		into := data
		if dir := path.Dir(name); dir != "." {
			for step := range strings.SplitSeq(dir, "/") {
				into = below(into, step)
			}
		}
		values, isMapping := document.(map[string]any)
		if !isMapping || into == nil {
			return fmt.Errorf("%s: data is a mapping, and nothing else stands in its place", shown)
		}
		if clash := merge(into, values); clash != "" {
			return fmt.Errorf("%s: %q is given twice", shown, clash)
		}
	}
	return nil
}

// below returns the mapping at a key, a new one where there is none, nil where
// something else is.
func below(data map[string]any, key string) map[string]any {
	if data == nil {
		return nil
	}
	if _, taken := data[key]; !taken {
		data[key] = map[string]any{}
	}
	next, _ := data[key].(map[string]any)
	return next
}

// merge adds values, and returns the key that has another value already.
func merge(into, values map[string]any) string {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		known, taken := into[key]
		if !taken {
			into[key] = values[key]
			continue
		}
		left, isMapping := known.(map[string]any)
		right, both := values[key].(map[string]any)
		if !isMapping || !both {
			return key
		}
		if clash := merge(left, right); clash != "" {
			return key + "." + clash
		}
	}
	return ""
}

// manifests returns the files among policies that may hold objects of Gatekeeper.
func (t *tree) manifests() []*manifest.File {
	var files []*manifest.File
	for _, name := range t.names(isDocument) {
		if text := t.files[name]; !isData(name) && bytes.Contains(text, []byte(gatekeeperGroup)) {
			files = append(files, manifest.Parse(path.Join(t.prefix, name), text))
		}
	}
	return files
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
