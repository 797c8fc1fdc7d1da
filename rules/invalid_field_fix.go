package rules

import (
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/lint/validation"
)

// validForms say how a field is mended that the API server refuses with a message.
var validForms = []struct {
	field, message string
	fix            func(at manifest.Ref) lint.Detail
}{
	{"template.spec.restartPolicy", `supported values: "Always"`, func(at manifest.Ref) lint.Detail {
		return lint.SafeFix("Write Always, the only one that goes here", at.Put(corev1.RestartPolicyAlways))
	}},
	{"template.spec.activeDeadlineSeconds", "is not Supported", func(at manifest.Ref) lint.Detail {
		return lint.UnsafeFix("Remove it: these pods run for ever", at.Remove())
	}},
	{".maxSurge", "may not be set when maxUnavailable is non-zero", func(at manifest.Ref) lint.Detail {
		const summary = "Set maxUnavailable to 0, which maxSurge asks for"
		other := sibling(at, "maxUnavailable")
		if other.Exists() {
			return lint.UnsafeFix(summary+", or take maxSurge away", other.Put(0))
		}
		return lint.SafeFix(summary, other.Put(0))
	}},
	{".values", "may not be specified when `operator` is 'Exists'", func(at manifest.Ref) lint.Detail {
		return lint.UnsafeFix("Leave the values out, or write In or NotIn", at.Remove())
	}},
	{operatorField, "not a valid selector operator", func(at manifest.Ref) lint.Detail {
		found, _ := at.Text()
		return writeOneOf(at, found, []string{"In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"})
	}},
	{"rollingUpdate.maxUnavailable", "cannot be 0 when maxSurge is 0", func(at manifest.Ref) lint.Detail {
		return lint.UnsafeFix("Set maxUnavailable to 1, or maxSurge", at.Put(1))
	}},
}

// validForm returns the fix of what the API server refuses, nothing where none is
// certain.
func validForm(w *placement.Workload, err validation.Error) []lint.Detail {
	if strings.Contains(err.Field, ".matchFields[") && strings.Contains(err.Message, "must be only one value") {
		return oneTermEach(w, err.At)
	}
	for _, form := range validForms {
		if strings.HasSuffix(err.Field, form.field) && strings.Contains(err.Message, form.message) {
			return []lint.Detail{form.fix(err.At)}
		}
	}
	return nil
}

// sibling is another field of the same mapping.
func sibling(at manifest.Ref, name string) manifest.Ref {
	return manifest.Ref{Object: at.Object, Path: at.Path[:len(at.Path)-1]}.At(name)
}

// oneTermEach writes a term for each of the names of an expression that may hold one
// only. Terms are ORed, and so the same nodes are meant.
func oneTermEach(w *placement.Workload, values manifest.Ref) []lint.Detail {
	for _, t := range affinityTerms(w) {
		for i, r := range t.Requirements {
			if !r.Field || r.Operator != corev1.NodeSelectorOpIn || len(r.Values) < 2 || !sameField(r.At.At("values"), values) {
				continue
			}
			return []lint.Detail{lint.SafeFix("Write a term for each name", splitTerm(termsAt(w), t, i)...)}
		}
	}
	return nil
}

func sameField(a, b manifest.Ref) bool {
	return a.Object == b.Object && a.Path.String() == b.Path.String()
}

// splitTerm leaves the first name in a term and appends a copy of it for each other.
func splitTerm(terms manifest.Ref, t term, index int) []manifest.Change {
	split := t.Requirements[index]
	var changes []manifest.Change
	for i := len(split.Values) - 1; i > 0; i-- {
		changes = append(changes, split.At.At("values", i).Remove().Bare())
	}
	for _, name := range split.Values[1:] {
		one := *split.NodeSelectorRequirement
		one.Values = []string{name}
		changes = append(changes, terms.Append(t.with(index, requirement{&one, true, split.At})))
	}
	return changes
}
