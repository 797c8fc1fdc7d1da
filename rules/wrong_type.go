package rules

import (
	"context"
	_ "embed"
	"fmt"
	"regexp"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed wrong_type.txtar
var wrongTypeExamples []byte

var wrongType = &lint.Rule{
	Name:     "wrong-type",
	Category: lint.Validity,
	Severity: lint.Error,
	Upgrade:  true,
	Summary:  "A field holds a value that the API server cannot decode",
	Examples: wrongTypeExamples,
	Check:    checkWrongType,
}

// checkWrongType leaves the fields that hold labels to non-string-label-value, and
// placeholders to whoever fills them.
func checkWrongType(_ context.Context, pass *lint.Pass) error {
	eachFault(pass, func(object *manifest.Object, fault *manifest.Fault) {
		if _, label := labelField(fault); label || unfilled(fault.At) || placement.PatchDirective(object) {
			return
		}
		var details []lint.Detail
		if remedy := rewrite(fault); remedy != nil {
			details = append(details, remedy)
		}
		pass.ReportAt(object, fault.Place, fmt.Sprintf("%s does not decode: %s", object, fault.Message), details...)
	}, manifest.WrongType, manifest.BadValue)
	return nil
}

// rewrite says how to write the value, nil where its meaning is not plain.
func rewrite(fault *manifest.Fault) lint.Detail {
	text, scalar := fault.At.Text()
	switch {
	case !scalar:
		return nil
	case fault.Want == "string" && (fault.Got == gotBool || fault.Got == gotNumber):
		return lint.SafeFix(fmt.Sprintf("Put %s in quotes", text), fault.At.Put(text))
	case fault.Kind == manifest.BadValue:
		if quantity := respell(text); quantity != "" {
			return lint.UnsafeFix("Write "+quantity, fault.At.Put(quantity))
		}
	}
	return nil
}

var amountAndUnit = regexp.MustCompile(`^(\d+(?:\.\d+)?)\s*([A-Za-z]+)$`)

// units are the suffixes of quantities that are written otherwise elsewhere. The
// decimal ones are a little smaller than the binary ones.
var units = map[string]string{
	"k": "k", "kb": "k", "ki": "Ki", "kib": "Ki",
	"mb": "M", "mi": "Mi", "mib": "Mi",
	"g": "G", "gb": "G", "gi": "Gi", "gib": "Gi",
	"t": "T", "tb": "T", "ti": "Ti", "tib": "Ti",
}

// respell turns 400MiB into 400Mi, "" where the unit is not known.
func respell(text string) string {
	parts := amountAndUnit.FindStringSubmatch(strings.TrimSpace(text))
	if len(parts) == 0 || units[strings.ToLower(parts[2])] == "" {
		return ""
	}
	return parts[1] + units[strings.ToLower(parts[2])]
}
