package rules

import (
	"context"
	_ "embed"
	"fmt"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed effective_request_surprise.txtar
var effectiveRequestSurpriseExamples []byte

var effectiveRequestSurprise = &lint.Rule{
	Name:     "effective-request-surprise",
	Category: lint.Resources,
	Severity: lint.Info,
	Summary:  "An init container makes the pods of a DaemonSet reserve far more than they run with",
	Examples: effectiveRequestSurpriseExamples,
	Options: []lint.Option{{
		Name: timesOption, Default: 3,
		Summary: "How many times as much as the containers an init container may request",
	}},
	Check: checkEffectiveRequestSurprise,
}

const timesOption = "times"

func checkEffectiveRequestSurprise(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.DaemonSets() {
		if w.Fragment() || w.Spec().Resources != nil {
			continue
		}
		for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
			reportSurprise(pass, w, name)
		}
	}
	return nil
}

// reportSurprise compares as the scheduler adds up: what runs together is a sum, and
// each init container that ends stands against it (k8s.io/component-helpers/resource,
// PodRequests).
func reportSurprise(pass *lint.Pass, w *placement.Workload, name corev1.ResourceName) {
	var running, most resource.Quantity
	var greatest placement.Container
	for _, c := range w.Containers() {
		asked := requestOf(c.Resources, name)
		switch {
		case !c.Init:
			running.Add(asked)
		case asked.Cmp(most) > 0:
			most, greatest = asked, c
		}
	}
	limit := running.DeepCopy()
	limit.Mul(int64(lint.OptionOf[int](pass, timesOption)))
	if running.Sign() <= 0 || most.Cmp(limit) <= 0 || faulty(greatest.At) {
		return
	}
	left, right := amounts(most, running, name)
	list := "requests"
	if _, ok := greatest.Resources.Requests[name]; !ok {
		list = "limits"
	}
	pass.Report(greatest.At.At("resources", list, string(name)), fmt.Sprintf("%s reserves %s %s on every node for init container %q, and runs with %s",
		w, left, name, greatest.Name, right), lint.Suggest("Lower the request of the init container, or do its work elsewhere"))
}

// requestOf returns the request, for which the limit stands in.
func requestOf(r corev1.ResourceRequirements, name corev1.ResourceName) resource.Quantity {
	if asked, ok := r.Requests[name]; ok {
		return asked
	}
	return r.Limits[name]
}
