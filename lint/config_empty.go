package lint

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// emptyFaults tells of items of lists and mappings that hold nothing: as a path it is
// the folder of the config, as a pattern it fits what has no name.
func (c *Config) emptyFaults() []error {
	var faults []error
	eachText(reflect.ValueOf(c).Elem(), nil, func(text string, path []any) {
		written := c.object.At(path...).Value() // of another type where that is told already
		if text == "" && (written == nil || written == "") {
			faults = append(faults, c.wrong(fmt.Sprintf("an item of %s is empty", lastKey(path)), false, path...))
		}
	})
	return faults
}

// eachText calls found with the texts in lists and mappings.
func eachText(v reflect.Value, path []any, found func(text string, path []any)) {
	switch v.Kind() {
	case reflect.Struct:
		for i, field := range slices.Collect(v.Type().Fields()) {
			if key := field.Tag.Get("json"); key != "" && key != "-" && key != "substitute" { // a value may be empty
				eachText(v.Field(i), append(slices.Clone(path), key), found)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			item(v.Index(i), append(slices.Clone(path), i), found)
		}
	case reflect.Map:
		for _, key := range slices.SortedFunc(slices.Values(v.MapKeys()), byText) {
			item(v.MapIndex(key), append(slices.Clone(path), key.String()), found)
		}
	}
}

func byText(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) }

func item(v reflect.Value, path []any, found func(text string, path []any)) {
	if v.Kind() == reflect.String {
		found(v.String(), path)
		return
	}
	eachText(v, path, found)
}

// lastKey is the key that a path leads below.
func lastKey(path []any) string {
	for _, step := range slices.Backward(path[:len(path)-1]) {
		if key, isKey := step.(string); isKey {
			return key
		}
	}
	return ""
}
