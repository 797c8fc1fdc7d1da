package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"
	"k8s.io/apimachinery/pkg/util/yaml"

	"github.com/dslint/dslint/lint/source/chart"
)

// result is what a comparison tells.
type result struct {
	objects    int    // that agree
	failed     string // why both refuse the chart
	difference string
}

// compare renders a chart with both.
func compare(files []chart.File, options chart.Options) result {
	want, wantErr := renderByHelm(files, options)
	rendered, gotErr := chart.Render(files, options)
	switch {
	case wantErr != nil && gotErr != nil:
		return result{failed: gotErr.Error()}
	case wantErr != nil:
		return result{difference: "Helm refuses it: " + wantErr.Error()}
	case gotErr != nil:
		return result{difference: "dslint refuses it: " + gotErr.Error()}
	}
	again, err := renderByHelm(files, options)
	if err != nil {
		return result{difference: "Helm refuses it the second time: " + err.Error()}
	}
	return compareTexts(want, again, rendered.Texts)
}

// compareTexts compares the objects of every template. What differs between two
// renderings by Helm is made at random, and is not compared.
func compareTexts(want, again, got map[string]string) result {
	names := slices.Sorted(maps.Keys(want))
	if others := slices.Sorted(maps.Keys(got)); !slices.Equal(names, others) {
		return result{difference: "other templates: " + cmp.Diff(names, others)}
	}
	count := 0
	for _, name := range names {
		wanted, err := objects(want[name])
		other, otherErr := objects(got[name])
		second, secondErr := objects(again[name])
		switch {
		case err != nil && otherErr != nil:
			continue // both make the same text that is not YAML, if it is the same
		case err != nil || otherErr != nil || secondErr != nil:
			return result{difference: fmt.Sprintf("%s: Helm: %v, dslint: %v", name, err, otherErr)}
		}
		dropRandom(wanted, second, other)
		if diff := cmp.Diff(wanted, other); diff != "" {
			return result{difference: name + " (-Helm +dslint):\n" + diff}
		}
		count += len(wanted)
	}
	return result{objects: count}
}

// objects reads the documents of a text.
func objects(text string) ([]any, error) {
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader([]byte(text)), 4096)
	all := []any{}
	for {
		var object any
		err := decoder.Decode(&object)
		switch {
		case err == io.EOF: //nolint:errorlint // the decoder returns it as it is
			return all, nil
		case err != nil:
			return nil, err
		case object != nil:
			all = append(all, object)
		}
	}
}

// random stands for a value that Helm makes anew each time.
const random = "random"

// dropRandom returns two renderings without the texts in which the first one differs
// from a second run. Lists and mappings are changed in place.
func dropRandom(first, second, other any) (any, any) {
	if isText(first, second, other) && first != second {
		return random, random
	}
	switch first := first.(type) {
	case map[string]any:
		second, isMap := second.(map[string]any)
		other, alsoMap := other.(map[string]any)
		if isMap && alsoMap {
			dropRandomIn(first, second, other)
		}
	case []any:
		second, isList := second.([]any)
		other, alsoList := other.([]any)
		if isList && alsoList && len(second) == len(first) && len(other) == len(first) {
			for i := range first {
				first[i], other[i] = dropRandom(first[i], second[i], other[i])
			}
		}
	}
	return first, other
}

func dropRandomIn(first, second, other map[string]any) {
	for key, value := range first {
		if _, present := other[key]; present {
			first[key], other[key] = dropRandom(value, second[key], other[key])
		}
	}
}

func isText(values ...any) bool {
	return !slices.ContainsFunc(values, func(value any) bool {
		text, ok := value.(string)
		return !ok || strings.TrimSpace(text) == ""
	})
}
