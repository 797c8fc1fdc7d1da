package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed non_string_label_value.txtar
var nonStringLabelValueExamples []byte

var nonStringLabelValue = &lint.Rule{
	Name:     "non-string-label-value",
	Category: lint.Validity,
	Severity: lint.Error,
	Summary:  "A label, selector, toleration or taint has an unquoted boolean or number",
	Examples: nonStringLabelValueExamples,
	Check:    checkNonStringLabelValue,
}

// The types of JSON that are mistaken for strings, as faults name them.
const (
	gotBool   = "bool"
	gotNumber = "number"
)

func checkNonStringLabelValue(_ context.Context, pass *lint.Pass) error {
	eachFault(pass, func(object *manifest.Object, fault *manifest.Fault) {
		field, ok := labelField(fault)
		if !ok {
			return
		}
		text, _ := fault.At.Text()
		pass.ReportAt(object, fault.Place, fmt.Sprintf("%s sets %s to %s, not a string", object, field, asRead(fault.Got, text)),
			lint.SafeFix(fmt.Sprintf("Put %s in quotes", text), fault.At.Put(text)))
	}, manifest.WrongType)
	return nil
}

// labelField names the field of a fault if it is one that holds labels or is
// compared with them, and what stands there is a scalar.
func labelField(fault *manifest.Fault) (string, bool) {
	if fault.Got != gotBool && fault.Got != gotNumber {
		return "", false
	}
	steps := fault.At.Path
	last, isKey := steps[len(steps)-1].(string)
	if !isKey {
		return "a value of matchExpressions", within(steps, 2, "values") && within(steps, 4, "matchExpressions", "matchFields")
	}
	for _, holder := range []struct{ field, words string }{
		{"labels", "label"},
		{"annotations", "annotation"},
		{"nodeSelector", "node selector"},
		{"matchLabels", "selector label"},
	} {
		if within(steps, 2, holder.field) {
			return fmt.Sprintf("%s %q", holder.words, last), true
		}
	}
	if !within(steps, 3, "tolerations", "taints", "matchExpressions", "matchFields") || strings.HasPrefix(fault.Want, "int") {
		return "", false
	}
	list, _ := steps[len(steps)-3].(string)
	return "the " + last + " of " + itemNames[list], true
}

var itemNames = map[string]string{
	"tolerations": "a toleration", "taints": "a taint",
	"matchExpressions": "an expression", "matchFields": "an expression",
}

// within reports whether the step so many from the end is one of the fields.
func within(steps manifest.Path, fromEnd int, fields ...string) bool {
	if len(steps) < fromEnd {
		return false
	}
	step, ok := steps[len(steps)-fromEnd].(string)
	return ok && slices.Contains(fields, step)
}

// asRead says what kubectl makes of an unquoted scalar.
func asRead(got, text string) string {
	if got == gotNumber {
		return "the number " + text
	}
	if _, err := strconv.ParseBool(text); err == nil {
		return "the boolean " + text
	}
	return text + ", which kubectl reads as a boolean"
}
