package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
)

//go:embed memory_unit_suspicious.txtar
var memoryUnitSuspiciousExamples []byte

var memoryUnitSuspicious = &lint.Rule{
	Name:     "memory-unit-suspicious",
	Category: lint.Resources,
	Severity: lint.Error,
	Summary:  "An amount of memory or storage is in thousandths of a byte, or far too small or large",
	Examples: memoryUnitSuspiciousExamples,
	Options: []lint.Option{{
		Name: memoryOption, Default: muchMemory,
		Summary: "The amount of memory above which it is more than a common machine has",
	}},
	Check: checkMemoryUnitSuspicious,
}

const memoryOption = "memory"

// muchMemory is more than a common machine has.
var muchMemory = resource.MustParse("1Ti")

const (
	mebibyte = int64(1) << 20
	// page is the smallest unit in which Linux hands out memory, on every architecture
	// 4Ki or more: within less no process runs.
	page = int64(4) << 10
	// smallestLimit is what runc takes to start a container, before the program does;
	// crun does with an eighth of it.
	smallestLimit = 4 * mebibyte
)

func checkMemoryUnitSuspicious(_ context.Context, pass *lint.Pass) error {
	much := lint.OptionOf[resource.Quantity](pass, memoryOption)
	for _, workload := range pass.Workloads() {
		for _, amount := range stated(workload) {
			if doubt := doubtMemory(pass, amount, much); doubt != nil {
				reportDoubt(pass, workload, amount, doubt)
			}
		}
	}
	return nil
}

// doubt is what is odd about an amount.
type doubt struct {
	severity lint.Severity
	reason   string
	remedy   lint.Detail // nil where there is none to name
}

func reportDoubt(pass *lint.Pass, w fmt.Stringer, a *statedAmount, d *doubt) {
	details := []lint.Detail{lint.As(d.severity)}
	if d.remedy != nil {
		details = append(details, d.remedy)
	}
	pass.Report(a.At, fmt.Sprintf("%s sets the %s to %s, %s", w, a.what(), a.Text, d.reason), details...)
}

func doubtMemory(pass *lint.Pass, a *statedAmount, much resource.Quantity) *doubt {
	if a.Resource != corev1.ResourceMemory && a.Resource != corev1.ResourceEphemeralStorage || a.Quantity.Sign() <= 0 {
		return nil
	}
	if a.below(smallestLimit) {
		return doubtLittle(a)
	}
	if a.Resource == corev1.ResourceMemory && a.Quantity.Cmp(much) > 0 && !someNodeHas(pass, a) {
		return &doubt{lint.Warning, "more than " + much.String(), nil}
	}
	return nil
}

// doubtLittle speaks of amounts below the smallest limit of memory. A request holds
// nothing up, and storage is found too little only once something is written: only a
// limit of memory is proven to keep a container from running.
func doubtLittle(a *statedAmount) *doubt {
	digits, suffix := a.split()
	parts := map[string]string{"m": "thousandths", "u": "millionths", "n": "billionths"}
	severity, limit := lint.Warning, a.Resource == corev1.ResourceMemory && a.Limit
	if limit && a.below(page) {
		severity = lint.Error
	}
	switch {
	case parts[suffix] != "":
		reason := fmt.Sprintf("which is %s %s of a byte", digits, parts[suffix])
		return &doubt{severity, reason, remedyFor(a)}
	case limit && severity == lint.Error:
		return &doubt{severity, "less than one page of memory, so that no process runs", remedyFor(a)}
	case limit:
		return &doubt{severity, "less than the 4Mi that runc takes to start a container", remedyFor(a)}
	case suffix == "" && a.below(mebibyte):
		return &doubt{severity, "which is a number of bytes", remedyFor(a)}
	}
	return nil
}

// remedyFor guesses that a unit was forgotten, or m written for Mi.
func remedyFor(a *statedAmount) lint.Detail {
	const most = 5 // digits: more mebibytes than that no container has
	digits, suffix := a.split()
	if suffix != "" && suffix != "m" || len(digits) > most {
		return lint.Suggest("Write the amount with the suffix Mi or Gi")
	}
	return lint.UnsafeFix(fmt.Sprintf("Write %sMi if mebibytes are meant", digits), a.At.Put(digits+"Mi"))
}

// someNodeHas reports whether a Node of the inventory has at least this much.
func someNodeHas(pass *lint.Pass, a *statedAmount) bool {
	return slices.ContainsFunc(pass.Nodes(), func(node *inventory.Node) bool {
		has, known := node.Quantity(a.Resource)
		return known && has.Cmp(a.Quantity) >= 0
	})
}
