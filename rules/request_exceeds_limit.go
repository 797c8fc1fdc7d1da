package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed request_exceeds_limit.txtar
var requestExceedsLimitExamples []byte

var requestExceedsLimit = &lint.Rule{
	Name:     "request-exceeds-limit",
	Category: lint.Resources,
	Severity: lint.Error,
	Summary:  "A container or pod requests more of a resource than its limit, or another number of devices",
	Examples: requestExceedsLimitExamples,
	Check:    checkRequestExceedsLimit,
}

// checkRequestExceedsLimit follows k8s.io/kubernetes/pkg/apis/core/validation,
// ValidateContainerResourceRequirements and validatePodResourceConsistency.
// Amounts in the wrong unit are left to the rules about units.
func checkRequestExceedsLimit(_ context.Context, pass *lint.Pass) error {
	for _, workload := range pass.Workloads() {
		amounts := slices.DeleteFunc(stated(workload), func(a *statedAmount) bool {
			return doubtMemory(pass, a, muchMemory) != nil || doubtCPU(pass, a, manyCores) != nil
		})
		checkLimits(pass, workload, amounts)
		if workload.Spec().Resources != nil {
			checkPodLimits(pass, workload, amounts)
			checkPodRequests(pass, workload, amounts)
		}
	}
	return nil
}

// checkLimits compares requests with limits of the same owner.
func checkLimits(pass *lint.Pass, w *placement.Workload, amounts []*statedAmount) {
	for _, request := range amounts {
		limit := find(amounts, request.Owner, request.Resource, true)
		if request.Limit || limit == nil {
			continue
		}
		switch order := request.Quantity.Cmp(limit.Quantity); {
		case order > 0:
			pass.Report(request.At, fmt.Sprintf("%s sets the %s to %s, above its limit of %s",
				w, request.what(), request.Text, limit.Text),
				lint.See(limit.At, "the limit"), lint.UnsafeFix("Lower the request, or raise the limit", request.At.Put(limit.Text)))
		case order < 0 && handedOutWhole(request.Resource):
			pass.Report(request.At, fmt.Sprintf("%s sets the %s to %s, and its limit to %s: of %s both must be the same",
				w, request.what(), request.Text, limit.Text, request.Resource),
				lint.See(limit.At, "the limit"), lint.UnsafeFix("Raise the request to the limit, or lower the limit", request.At.Put(limit.Text)))
		}
	}
}

// handedOutWhole reports whether a node gives no more of a resource than it has: huge
// pages and what device plugins offer
// (k8s.io/kubernetes/pkg/apis/core/v1/helper, IsOvercommitAllowed).
func handedOutWhole(name corev1.ResourceName) bool {
	domain, _, qualified := strings.Cut(string(name), "/")
	return strings.HasPrefix(string(name), corev1.ResourceHugePagesPrefix) ||
		qualified && domain != "kubernetes.io" && !strings.HasSuffix(domain, ".kubernetes.io")
}

// checkPodLimits compares the limits of containers with that of the pod.
func checkPodLimits(pass *lint.Pass, w *placement.Workload, amounts []*statedAmount) {
	for _, limit := range amounts {
		pod := find(amounts, podOwner, limit.Resource, true)
		if !limit.Limit || !limit.main() || pod == nil || limit.Quantity.Cmp(pod.Quantity) <= 0 {
			continue
		}
		pass.Report(limit.At, fmt.Sprintf("%s sets the %s to %s, above the limit of the pod, %s",
			w, limit.what(), limit.Text, pod.Text),
			lint.See(pod.At, "the limit of the pod"),
			lint.UnsafeFix("Lower the limit of the container, or raise that of the pod", limit.At.Put(pod.Text)))
	}
}

// checkPodRequests compares the request of the pod with what its containers
// request together.
func checkPodRequests(pass *lint.Pass, w *placement.Workload, amounts []*statedAmount) {
	for _, pod := range amounts {
		if pod.Owner != podOwner || pod.Limit {
			continue
		}
		sum := resource.Quantity{Format: pod.Quantity.Format}
		for _, request := range amounts {
			if request.Resource == pod.Resource && !request.Limit && request.running() {
				sum.Add(request.Quantity)
			}
		}
		if sum.Cmp(pod.Quantity) > 0 {
			pass.Report(pod.At, fmt.Sprintf("%s sets the %s to %s, below the %s that its containers request together",
				w, pod.what(), pod.Text, sum.String()),
				lint.UnsafeFix("Raise the request of the pod to "+sum.String(), pod.At.Put(sum.String())))
		}
	}
}

func find(amounts []*statedAmount, owner string, name corev1.ResourceName, limit bool) *statedAmount {
	i := slices.IndexFunc(amounts, func(a *statedAmount) bool {
		return a.Owner == owner && a.Resource == name && a.Limit == limit
	})
	if i < 0 {
		return nil
	}
	return amounts[i]
}
