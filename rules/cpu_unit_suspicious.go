package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
)

//go:embed cpu_unit_suspicious.txtar
var cpuUnitSuspiciousExamples []byte

var cpuUnitSuspicious = &lint.Rule{
	Name:     "cpu-unit-suspicious",
	Category: lint.Resources,
	Severity: lint.Error,
	Summary:  "An amount of cpu has a suffix of memory, or more cores than machines have",
	Examples: cpuUnitSuspiciousExamples,
	Options: []lint.Option{{
		Name: coresOption, Default: manyCores,
		Summary: "The number of cores from which an amount is more than a common machine has",
	}},
	Check: checkCPUUnitSuspicious,
}

const (
	coresOption = "cores"
	// manyCores is more than a common machine has.
	manyCores = 256
	// tooManyCores is more than any machine has.
	tooManyCores = 4096
)

func checkCPUUnitSuspicious(_ context.Context, pass *lint.Pass) error {
	many := lint.OptionOf[int](pass, coresOption)
	for _, workload := range pass.Workloads() {
		for _, amount := range stated(workload) {
			if doubt := doubtCPU(pass, amount, many); doubt != nil {
				reportDoubt(pass, workload, amount, doubt)
			}
		}
	}
	return nil
}

func doubtCPU(pass *lint.Pass, a *statedAmount, many int) *doubt {
	if a.Resource != corev1.ResourceCPU || a.Quantity.Sign() <= 0 {
		return nil
	}
	_, suffix := a.split()
	cores := fmt.Sprintf("which is %d cores", a.Quantity.Value())
	certain := lint.Error
	if a.Idle {
		certain = lint.Warning
	}
	switch {
	case slices.Contains([]string{"Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "M", "G", "T", "P", "E"}, suffix):
		return &doubt{certain, cores, remedyForCores(a)}
	case !a.below(tooManyCores) && !someNodeHas(pass, a):
		return &doubt{certain, cores, remedyForCores(a)}
	case !a.below(int64(many)) && !someNodeHas(pass, a):
		return &doubt{lint.Warning, cores, remedyForCores(a)}
	case a.Quantity.Cmp(*resource.NewMilliQuantity(1, resource.DecimalSI)) < 0:
		return &doubt{lint.Warning, "which is rounded up to 1m", lint.Suggest("Write the amount in thousandths of a core, with the suffix m")}
	}
	return nil
}

func remedyForCores(a *statedAmount) lint.Detail {
	digits, _ := a.split()
	return lint.UnsafeFix(fmt.Sprintf("Write %sm if thousandths of a core are meant", digits), a.At.Put(digits+"m"))
}
