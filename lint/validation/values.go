package validation

import (
	"iter"
	"maps"
	"slices"
)

// sorted yields the entries of a map by key: the API server goes through maps in
// any order, but a run must repeat.
func sorted[K ~string, V any](m map[K]V) iter.Seq2[K, V] {
	if len(m) < 2 {
		return maps.All(m)
	}
	return func(yield func(K, V) bool) {
		keys := make([]K, 0, len(m))
		for key := range m {
			keys = append(keys, key)
		}
		slices.Sort(keys)
		for _, key := range keys {
			if !yield(key, m[key]) {
				return
			}
		}
	}
}

func isTrue(flag *bool) bool  { return flag != nil && *flag }
func isFalse(flag *bool) bool { return flag != nil && !*flag }

// or returns what value points to, the default where it is nil.
func or[T any](value *T, byDefault T) T {
	if value == nil {
		return byDefault
	}
	return *value
}
