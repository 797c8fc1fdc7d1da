package validation

import (
	"slices"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/dslint/dslint/lint/kubernetes"
)

// cursor stands on a field and collects what is wrong with it.
type cursor struct {
	of   *answer
	path place // as the API server names the field
	edit place // as the manifest names it
}

// has reports whether the version of the server has a change.
func (c cursor) has(change kubernetes.Change) bool { return c.of.changes.Has(change) }

func (c cursor) child(names ...string) cursor {
	for _, name := range names {
		c = c.step(step{name: name})
	}
	return c
}

func (c cursor) index(i int) cursor { return c.step(step{kind: indexStep, index: i}) }

func (c cursor) key(key string) cursor { return c.step(step{kind: keyStep, name: key}) }

func (c cursor) step(s step) cursor {
	path := c.of.below(c.path, s)
	if c.edit == c.path {
		return cursor{c.of, path, path}
	}
	return cursor{c.of, path, c.of.below(c.edit, s)}
}

// editing returns c with another field to edit: the API server names some fields
// by another path than the manifest has.
func (c cursor) editing(other cursor) cursor { return cursor{c.of, c.path, other.edit} }

func (c cursor) report(err *field.Error) { c.of.add(err, c.of.manifestPath(c.edit)) }

// fieldPath is for published helpers, which want a path of their own kind.
func (c cursor) fieldPath() *field.Path { return c.of.fieldPath(c.path) }

// add reports the errors of a published helper that was given the path of c. They
// may be about fields below it.
func (c cursor) add(errs field.ErrorList) {
	for _, err := range errs {
		below := pathOf(err.Field[len(c.fieldPath().String()):])
		c.of.add(err, c.of.manifestPath(c.edit).Join(below...))
	}
}

func (c cursor) required(detail string)  { c.report(field.Required(c.fieldPath(), detail)) }
func (c cursor) forbidden(detail string) { c.report(field.Forbidden(c.fieldPath(), detail)) }
func (c cursor) duplicate(value any)     { c.report(field.Duplicate(c.fieldPath(), value)) }
func (c cursor) notFound(value any)      { c.report(field.NotFound(c.fieldPath(), value)) }
func (c cursor) tooLong(limit int)       { c.report(field.TooLong(c.fieldPath(), "", limit)) }

func (c cursor) invalid(value any, detail string) {
	c.report(field.Invalid(c.fieldPath(), value, detail))
}

func (c cursor) tooMany(count, limit int) { c.report(field.TooMany(c.fieldPath(), count, limit)) }

func (c cursor) notFoundBecause(value any, detail string) {
	err := field.NotFound(c.fieldPath(), value)
	err.Detail = detail
	c.report(err)
}

// messages reports an invalid value once for each message.
func messages[T any](c cursor, value T, msgs []string) {
	for _, msg := range msgs {
		c.invalid(value, msg)
	}
}

func (c cursor) nonNegative(value int64) {
	if value < 0 {
		c.invalid(value, apivalidation.IsNegativeErrorMsg)
	}
}

// unsupported reports a value that is none of those allowed, which stand in the
// order in which the API server lists them.
func unsupported[T ~string](c cursor, value any, allowed ...T) {
	c.report(field.NotSupported(c.fieldPath(), value, allowed))
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

// requireOneOf reports a value that is missing or none of those allowed.
func requireOneOf[T ~string](c cursor, value T, allowed ...T) {
	if value == "" {
		c.required("")
		return
	}
	oneOf(c, value, allowed...)
}

// optional reports a number that is set and negative.
func optional[T ~int32 | ~int64](c cursor, value *T) {
	if value != nil {
		c.nonNegative(int64(*value))
	}
}

// require reports a string that is missing.
func require(c cursor, value string) {
	if value == "" {
		c.required("")
	}
}
