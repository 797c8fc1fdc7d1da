package validation

import (
	"iter"
	"maps"
	"slices"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"
)

// problem is one error and the field to edit where that is not the field that the
// API server names.
type problem struct {
	err  *field.Error
	edit *field.Path
}

// cursor stands on a field and collects what is wrong with it.
type cursor struct {
	found *[]problem
	path  *field.Path // as the API server names it
	edit  *field.Path // as the manifest names it; nil: the same
}

func (c cursor) child(name string, more ...string) cursor {
	c.path = c.path.Child(name, more...)
	if c.edit != nil {
		c.edit = c.edit.Child(name, more...)
	}
	return c
}

func (c cursor) index(i int) cursor {
	c.path = c.path.Index(i)
	if c.edit != nil {
		c.edit = c.edit.Index(i)
	}
	return c
}

func (c cursor) key(key string) cursor {
	c.path = c.path.Key(key)
	if c.edit != nil {
		c.edit = c.edit.Key(key)
	}
	return c
}

// editing returns c with another field to edit: the API server names some fields
// by another path than the manifest has.
func (c cursor) editing(other cursor) cursor {
	c.edit = other.manifestPath()
	return c
}

func (c cursor) manifestPath() *field.Path {
	if c.edit != nil {
		return c.edit
	}
	return c.path
}

func (c cursor) report(err *field.Error) { *c.found = append(*c.found, problem{err, c.edit}) }

// add reports the errors of a published helper, which know their own fields.
func (c cursor) add(errs field.ErrorList) {
	for _, err := range errs {
		c.report(err)
	}
}

func (c cursor) required(detail string)           { c.report(field.Required(c.path, detail)) }
func (c cursor) forbidden(detail string)          { c.report(field.Forbidden(c.path, detail)) }
func (c cursor) invalid(value any, detail string) { c.report(field.Invalid(c.path, value, detail)) }
func (c cursor) duplicate(value any)              { c.report(field.Duplicate(c.path, value)) }
func (c cursor) notFound(value any)               { c.report(field.NotFound(c.path, value)) }
func (c cursor) notFoundBecause(value any, detail string) {
	err := field.NotFound(c.path, value)
	err.Detail = detail
	c.report(err)
}
func (c cursor) tooLong(limit int)        { c.report(field.TooLong(c.path, "", limit)) }
func (c cursor) tooMany(count, limit int) { c.report(field.TooMany(c.path, count, limit)) }
func (c cursor) nonNegative(value int64) {
	c.add(apivalidation.ValidateNonnegativeField(value, c.path))
}

// messages reports an invalid value once for each message.
func (c cursor) messages(value any, msgs []string) {
	for _, msg := range msgs {
		c.invalid(value, msg)
	}
}

// unsupported reports a value that is none of those allowed, which stand in the
// order in which the API server lists them.
func unsupported[T ~string](c cursor, value any, allowed ...T) {
	c.report(field.NotSupported(c.path, value, allowed))
}

// oneOf reports a value that is none of those allowed.
func oneOf[T ~string](c cursor, value T, allowed ...T) {
	if !slices.Contains(allowed, value) {
		unsupported(c, value, allowed...)
	}
}

// optionalOneOf reports a value that is set and none of those allowed.
func optionalOneOf[T ~string](c cursor, value *T, allowed ...T) {
	if value != nil {
		oneOf(c, *value, allowed...)
	}
}

// optional reports a number that is set and negative.
func optional[T ~int32 | ~int64](c cursor, value *T) {
	if value != nil {
		c.nonNegative(int64(*value))
	}
}

// sorted yields the entries of a map by key: the API server goes through maps in
// any order, but a run must repeat.
func sorted[K ~string, V any](m map[K]V) iter.Seq2[K, V] {
	if len(m) < 2 {
		return maps.All(m)
	}
	return func(yield func(K, V) bool) {
		for _, key := range slices.Sorted(maps.Keys(m)) {
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
