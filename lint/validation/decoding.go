package validation

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// undecodable returns the answer to an object that does not decode. kubectl sends
// the keys of every mapping in alphabetical order; the server names the first value
// that its type refuses, else the first of the wrong type, and else all fields that
// it does not know (strict field validation, the default of kubectl).
func (r *Request) undecodable() []Error {
	faults := r.faults()
	faults = slices.DeleteFunc(faults, func(f manifest.Fault) bool { return f.API == "" })
	slices.SortStableFunc(faults, func(a, b manifest.Fault) int { return comparePaths(a.At.Path, b.At.Path) })
	for _, kind := range []manifest.FaultKind{manifest.BadValue, manifest.WrongType} {
		ofKind := func(fault manifest.Fault) bool { return fault.Kind == kind }
		if i := slices.IndexFunc(faults, ofKind); i >= 0 {
			return []Error{{At: faults[i].At, Message: faults[i].API, alone: true}}
		}
	}
	if err, ok := unconvertible(r.object); ok {
		return []Error{err}
	}
	return unknownFields(faults)
}

// faults are those of the object in the version of the server: fields may have come
// since, and others may have gone.
func (r *Request) faults() []manifest.Fault {
	faults := slices.Clone(r.object.Faults())
	faults = slices.DeleteFunc(faults, func(f manifest.Fault) bool {
		return f.Kind == manifest.UnknownField && r.server.differences.Knew(r.object, f.At.Path)
	})
	for _, absent := range r.Absent {
		if absent.Unknown {
			faults = append(faults, manifest.Fault{
				Kind: manifest.UnknownField, At: absent.At, Place: absent.At.KeySpan(), API: "unknown field",
			})
		}
	}
	return faults
}

// unconvertible returns the answer to annotations in which old versions of the API
// kept fields: they have to be numbers (k8s.io/kubernetes/pkg/apis/apps/v1,
// Convert_v1_DaemonSet_To_apps_DaemonSet and Convert_v1_Deployment_To_apps_Deployment).
func unconvertible(object *manifest.Object) (Error, bool) {
	answer := func(key, format string, args ...any) (Error, bool) {
		at := object.At("metadata", "annotations", key)
		return Error{At: at, Message: fmt.Sprintf(format, args...), alone: true}, true
	}
	switch typed := object.Typed().(type) {
	case *appsv1.DaemonSet:
		const key = appsv1.DeprecatedTemplateGeneration
		if text, set := typed.Annotations[key]; set {
			if _, err := strconv.ParseInt(text, 10, 64); err != nil {
				return answer(key, "%v", err)
			}
		}
	case *appsv1.Deployment:
		const key = appsv1.DeprecatedRollbackTo
		if text := typed.Annotations[key]; text != "" {
			if _, err := strconv.ParseInt(text, 10, 64); err != nil {
				return answer(key, "failed to parse annotation[%s]=%s as int64: %v", key, text, err)
			}
		}
	}
	return Error{}, false
}

// unknownFields names each unknown field in one message, which is that of all of
// them: every field has to go before the object is accepted.
func unknownFields(faults []manifest.Fault) []Error {
	if len(faults) == 0 {
		return nil
	}
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
