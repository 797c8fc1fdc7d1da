package rules

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
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
		if placement.PatchDirective(object) || onceKnown(object, fault.At.Path) ||
			version.Knew(object, fault.At.Path) || manifest.Placeholder(name) {
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

// remedyForField renames a field that is misspelt beyond doubt, and moves one that
// stands in the wrong place.
func remedyForField(object *manifest.Object, at manifest.Ref, meant string) lint.Detail {
	switch {
	case meant != "":
		return lint.SafeFix("Rename it to "+meant, at.Rename(meant))
	case leftOver(object, at.Path):
		return lint.SafeFix("Remove it: the API server counts generations itself", at.Remove())
	}
	home := homeOf(reflect.TypeOf(object.Typed()), at.Path)
	if home == nil {
		return lint.Suggest("Remove it, or look for its place: kubectl explain " + explained(object, at.Path))
	}
	summary := "Move it under " + home.String()
	if len(home) == 0 {
		summary = "Move it to the top level"
	}
	if into, ok := onlyHome(object, home); ok && mayStand(object, at, into) {
		return lint.UnsafeFix(summary, at.Move(into))
	}
	return lint.Suggest(summary)
}

// leftOver reports whether a field came from an older version of the API, where only the
// server wrote it.
func leftOver(object *manifest.Object, path manifest.Path) bool {
	return object.Kind == "DaemonSet" && path.String() == "spec.templateGeneration"
}

// explained names what holds a field in the words of kubectl explain.
func explained(object *manifest.Object, path manifest.Path) string {
	parent, _ := splitField(path)
	where := []string{strings.ToLower(object.Kind)}
	for _, step := range parent {
		if name, ok := step.(string); ok {
			where = append(where, name)
		}
	}
	return strings.Join(where, ".")
}

// onlyHome is the place that a path stands for which does not say which item of a list is
// meant, where a list has but one.
func onlyHome(object *manifest.Object, home manifest.Path) (manifest.Ref, bool) {
	at := object.At()
	for _, step := range home {
		if _, isItem := step.(anyItem); isItem {
			if items, _ := at.Value().([]any); len(items) != 1 {
				return at, false
			}
			step = 0
		}
		at = at.At(step)
	}
	return at, true
}

// mayStand reports whether the value of a field can stand under the same name elsewhere,
// where nothing stands yet.
func mayStand(object *manifest.Object, field, home manifest.Ref) bool {
	_, name := splitField(field.Path)
	t := typeAt(reflect.TypeOf(object.Typed()), home.Path.Join(name))
	if t == nil || field.Value() == nil || home.At(name).Exists() {
		return false
	}
	text, err := json.Marshal(field.Value())
	if err != nil {
		return false
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	return decoder.Decode(reflect.New(t).Interface()) == nil
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
