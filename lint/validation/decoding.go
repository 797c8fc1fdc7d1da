package validation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// undecodable returns the answer to an object that does not decode. kubectl sends
// the keys of every mapping in alphabetical order; the server names the first value
// that it cannot read, and else all fields that it does not know (strict field
// validation, the default of kubectl).
func undecodable(object *manifest.Object) []Error {
	faults := slices.Clone(object.Faults())
	faults = slices.DeleteFunc(faults, func(f manifest.Fault) bool { return f.API == "" })
	if len(faults) == 0 {
		return nil
	}
	slices.SortStableFunc(faults, func(a, b manifest.Fault) int { return comparePaths(a.At.Path, b.At.Path) })
	for _, fault := range faults {
		if fault.Kind != manifest.UnknownField {
			return []Error{{At: fault.At, Message: fault.API, alone: true}}
		}
	}
	return unknownFields(faults)
}

// unknownFields names each unknown field in one message, which is that of all of
// them: every field has to go before the object is accepted.
func unknownFields(faults []manifest.Fault) []Error {
	const most = 100 // sigs.k8s.io/json stops counting there
	faults = faults[:min(len(faults), most)]
	names := make([]string, len(faults))
	for i, fault := range faults {
		names[i] = fmt.Sprintf("unknown field %q", streamed(fault.At.Path))
	}
	return []Error{{
		At:      faults[0].At,
		Message: "strict decoding error: " + strings.Join(names, ", "),
		alone:   true,
	}}
}

// streamed writes a path as sigs.k8s.io/json does: keys are joined by dots whatever
// they hold.
func streamed(path manifest.Path) string {
	var b strings.Builder
	for i, step := range path {
		switch step := step.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", step)
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			fmt.Fprint(&b, step)
		}
	}
	return b.String()
}

// comparePaths orders fields as they stand in what kubectl sends.
func comparePaths(a, b manifest.Path) int {
	return slices.CompareFunc(a, b, func(x, y any) int {
		if i, ok := x.(int); ok {
			if j, ok := y.(int); ok {
				return cmp.Compare(i, j)
			}
		}
		return strings.Compare(fmt.Sprint(x), fmt.Sprint(y))
	})
}
