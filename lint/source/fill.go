package source

import (
	"regexp"
	"strings"

	"github.com/fluxcd/pkg/envsubst"

	"github.com/dslint/dslint/lint/manifest"
)

// Fill returns a set with the values of fields in the place of ${NAME}, for objects that
// are applied after envsubst or the like: those in which Flux replaces variables are
// finished. What no field names stays as it is: to the shell of a container, or unknown.
// The set itself does not change.
func Fill(set *manifest.Set, fields map[string]manifest.Ref) *manifest.Set {
	if len(fields) == 0 {
		return set
	}
	v := &variables{values: map[string]string{}, at: map[string]manifest.Ref{}}
	for name, at := range fields {
		value, _ := at.Text()
		v.set(name, value, at)
	}
	return set.Map(func(object *manifest.Object) *manifest.Object {
		if manifest.HasOrigin[*substituted](object) || keepsVariables(object) {
			return object
		}
		filled := object.Fill(v.fill)
		if filled != object {
			filled.SetOrigin(&substituted{before: object, variables: v})
		}
		return filled
	})
}

// fill puts the values that are known into a text.
func (v *variables) fill(text string) string {
	if !v.named(text) {
		return text
	}
	kept := opening.ReplaceAllStringFunc(text, func(match string) string {
		dollars, name, _ := strings.Cut(match, "{")
		if _, known := v.values[strings.TrimPrefix(name, "#")]; known || len(dollars) > 1 {
			return match
		}
		return "$" + match
	})
	filled, err := envsubst.Eval(kept, func(name string) (string, bool) { return v.values[name], true })
	if err != nil { // the expression of a shell, not of envsubst
		return text
	}
	return filled
}

// named reports whether a text asks for a value that is known.
func (v *variables) named(text string) bool {
	if !strings.Contains(text, "${") {
		return false
	}
	for _, match := range opening.FindAllString(text, -1) {
		dollars, name, _ := strings.Cut(match, "{")
		if _, known := v.values[strings.TrimPrefix(name, "#")]; known && len(dollars) == 1 {
			return true
		}
	}
	return false
}

// opening is what begins an expression: its dollars, and the name if it has one.
var opening = regexp.MustCompile(`\$+\{#?[A-Za-z0-9_]*`)
