package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed missing_config_reference.txtar
var missingConfigReferenceExamples []byte

var missingConfigReference = &lint.Rule{
	Name:     "missing-config-reference",
	Category: lint.References,
	Severity: lint.Warning,
	Summary:  "Pods need a ConfigMap or Secret, or a key of one, that is not among the manifests",
	Examples: missingConfigReferenceExamples,
	Check:    checkMissingConfigReference,
}

func checkMissingConfigReference(_ context.Context, pass *lint.Pass) error {
	kept := map[string][]*manifest.Object{
		configMap: objectsOf(pass.Set, configMap), secret: objectsOf(pass.Set, secret),
	}
	if len(kept[configMap])+len(kept[secret]) == 0 || rendersMore(pass.Set) {
		return nil
	}
	for _, w := range pass.Workloads() {
		if w.Fragment() || isMade(w) || unnamed(w.Object) {
			continue
		}
		told := map[string]bool{}
		for _, ref := range configReferences(w) {
			if what := ref.kind + " " + ref.name; !told[what] && !faulty(ref.at) && !faulty(sibling(ref.at, "optional")) && !unfilled(ref.at) {
				told[what] = judgeReference(pass, w, ref, kept[ref.kind])
			}
		}
	}
	return nil
}

// judgeReference reports whether it found something.
func judgeReference(pass *lint.Pass, w *placement.Workload, ref configReference, kept []*manifest.Object) bool {
	var named []*manifest.Object
	for _, object := range kept {
		if object.Name == ref.name && mayShare(object, w.Object) {
			named = append(named, object)
		}
	}
	if len(named) == 0 {
		return judgeMissing(pass, w, ref, kept)
	}
	if ref.key == "" || slices.ContainsFunc(named, func(o *manifest.Object) bool { return holdsKey(o, ref.key) }) {
		return false
	}
	remedy := lint.Suggest("Add the key, or name another")
	if meant := closest(ref.key, keysOf(named[0])); meant != "" {
		remedy = lint.Suggest("Add the key, or write " + meant)
	}
	pass.Report(ref.keyAt, fmt.Sprintf("%s does not start: %s %s has no key %q", w, ref.kind, ref.name, ref.key),
		lint.See(named[0].At("data"), "what it holds"), remedy)
	return true
}

// judgeMissing is silent but where an object beside the workload has nearly the name:
// that others are kept there does not tell who makes this one.
func judgeMissing(pass *lint.Pass, w *placement.Workload, ref configReference, kept []*manifest.Object) bool {
	var names []string
	for _, object := range kept {
		if beside(object, w.Object) && object.Namespace == w.Object.Namespace {
			names = append(names, object.Name)
		}
	}
	meant := closest(ref.name, names)
	if meant == "" || mentioned(pass, ref.name) {
		return false
	}
	pass.Report(ref.at, fmt.Sprintf("%s does not start: there is no %s %s, but %s", w, ref.kind, ref.name, meant),
		lint.UnsafeFix("Write "+meant, ref.at.Put(meant)))
	return true
}

// holdsKey reports whether an object has a key, or may have it: what is filled in or
// encrypted does not tell.
func holdsKey(object *manifest.Object, key string) bool {
	return slices.Contains(keysOf(object), key) || len(keysOf(object)) == 0
}

func keysOf(object *manifest.Object) []string {
	var keys []string
	for _, field := range []string{"data", "binaryData", "stringData"} {
		values, _ := object.At(field).Value().(map[string]any)
		for key := range values {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
