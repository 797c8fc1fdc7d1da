package rules

import (
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// faulty reports whether the API server would not decode a field, a part of it, or
// what holds it. What a rule reads there is a zero value, and the rule that
// reports the fault has said what there is to say.
func faulty(field manifest.Ref) bool {
	return slices.ContainsFunc(field.Object.Faults(), func(fault manifest.Fault) bool {
		common := min(len(fault.At.Path), len(field.Path))
		return fault.Kind != manifest.RepeatedKey &&
			slices.Equal(fault.At.Path[:common], field.Path[:common])
	})
}

// eachFault visits the faults of one kind, each place once: what an anchor holds is
// wrong wherever it is used, and mended in one place.
func eachFault(
	pass *lint.Pass, visit func(object *manifest.Object, fault *manifest.Fault), kinds ...manifest.FaultKind,
) {
	seen := map[manifest.Span]bool{}
	for _, object := range pass.Set.Objects() {
		faults := object.Faults()
		for i := range faults {
			fault := &faults[i]
			if !slices.Contains(kinds, fault.Kind) || seen[fault.Place] {
				continue
			}
			seen[fault.Place] = true
			visit(object, fault)
		}
	}
}

// unnamed reports whether what names the object is a placeholder: the object is a
// template of somebody who fills in more than that.
func unnamed(object *manifest.Object) bool {
	return unfilled(object.At("metadata", "name")) || unfilled(object.At("metadata", "namespace"))
}

// unfinished reports whether an object holds placeholders where it matters: what it
// does to others is not known.
func unfinished(object *manifest.Object) bool {
	return slices.ContainsFunc(object.Faults(), func(fault manifest.Fault) bool { return fault.Kind == manifest.Unfilled })
}

// unfilled reports whether a field holds a placeholder that is not replaced yet.
func unfilled(field manifest.Ref) bool {
	text, _ := field.Text()
	return manifest.Placeholder(text)
}
