package rules

import (
	"context"
	_ "embed"
	"fmt"
	"reflect"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed unknown_field.txtar
var unknownFieldExamples []byte

var unknownField = &lint.Rule{
	Name:     "unknown-field",
	Category: lint.Validity,
	Severity: lint.Error,
	Upgrade:  true,
	Summary:  "A field does not exist where it stands",
	Examples: unknownFieldExamples,
	Check:    checkUnknownField,
}

// checkUnknownField reports what kubectl's strict validation refuses, and other
// clients drop in silence.
func checkUnknownField(_ context.Context, pass *lint.Pass) error {
	version := kubernetes.DifferencesOf(pass.Cluster.Version)
	eachFault(pass, func(object *manifest.Object, fault *manifest.Fault) {
		parent, name := splitField(fault.At.Path)
		if patchDirective(object) || onceKnown(object, fault.At.Path) ||
			version.Knew(object, fault.At.Path) || placeholders.MatchString(name) {
			return
		}
		owner := typeAt(reflect.TypeOf(object.Typed()), parent)
		meant := closest(name, fieldNames(owner))
		message := fmt.Sprintf("%s has the unknown field %q in %s", object, name, parent)
		if len(parent) == 0 {
			message = fmt.Sprintf("%s has the unknown field %q", object, name)
		}
		severity := lint.Error
		if len(parent) > 0 && parent[0] == "status" {
			// The server writes the status: a later version of it may know more fields.
			severity = lint.Warning
		}
		if severity == lint.Warning && meant == "" {
			return
		}
		pass.ReportAt(object, fault.Place, message, lint.As(severity), remedyForField(object, fault.At, meant))
	}, manifest.UnknownField)
	return nil
}

func splitField(path manifest.Path) (parent manifest.Path, name string) {
	last := len(path) - 1
	name, _ = path[last].(string)
	return path[:last], name
}

// remedyForField renames a field that is misspelt beyond doubt.
func remedyForField(object *manifest.Object, at manifest.Ref, meant string) lint.Detail {
	if meant != "" {
		return lint.SafeFix("Rename it to "+meant, at.Rename(meant))
	}
	return lint.Suggest(placeOf(object, at.Path))
}

// placeOf says where an unknown field is to go.
func placeOf(object *manifest.Object, path manifest.Path) string {
	if home := homeOf(reflect.TypeOf(object.Typed()), path); home != nil {
		if len(home) == 0 {
			return "Move it to the top level"
		}
		return "Move it under " + home.String()
	}
	parent, _ := splitField(path)
	where := []string{strings.ToLower(object.Kind)}
	for _, step := range parent {
		if name, ok := step.(string); ok {
			where = append(where, name)
		}
	}
	return "Remove it, or look for its place: kubectl explain " + strings.Join(where, ".")
}

// onceKnown reports whether a field existed in the version that the object names,
// and went away with it: removed-api-version says what is wrong with such objects.
func onceKnown(object *manifest.Object, path manifest.Path) bool {
	switch object.APIVersion + " " + object.Kind {
	case extensionsBeta1 + " DaemonSet":
		return path.String() == "spec.templateGeneration"
	case extensionsBeta1 + " Deployment", appsBeta1 + " Deployment":
		return path[0] == "spec" && len(path) > 1 && path[1] == "rollbackTo"
	case "node.k8s.io/v1alpha1 RuntimeClass":
		return path[0] == "spec"
	}
	return false
}
