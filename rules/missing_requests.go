package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed missing_requests.txtar
var missingRequestsExamples []byte

var missingRequests = &lint.Rule{
	Name:     "missing-requests",
	Category: lint.Resources,
	Severity: lint.Warning,
	Summary:  "A container requests no memory or no cpu, and nothing stands in for the request",
	Examples: missingRequestsExamples,
	Check:    checkMissingRequests,
}

func checkMissingRequests(_ context.Context, pass *lint.Pass) error {
	ranges := objectsOf(pass.Set, "LimitRange")
	for _, workload := range pass.Workloads() {
		if len(ranges) > 0 && (unnamed(workload.Object) || slices.ContainsFunc(ranges, unfinished)) { // it may fill requests in
			continue
		}
		if !runsOnNodes(workload) || workload.Fragment() || faulty(workload.At("spec", "resources")) {
			continue
		}
		for _, container := range workload.Containers() {
			if !container.Init && container.Image != "" && !faulty(container.At) {
				reportMissing(pass, workload, container)
			}
		}
	}
	return nil
}

// runsOnNodes tells pods that belong to their nodes, as those of DaemonSets and the
// static ones, from those that a Deployment or a Job has anywhere.
func runsOnNodes(w *placement.Workload) bool {
	return w.DaemonSet != nil || w.Object.Kind == "Pod"
}

func reportMissing(pass *lint.Pass, w *placement.Workload, c placement.Container) {
	lacks := func(name corev1.ResourceName) bool {
		return !filledIn(pass, w.Namespace(), name) && !states(&c.Resources, name) && !states(w.Spec().Resources, name)
	}
	var missing string
	severity := lint.Warning
	switch memory, cpu := lacks(corev1.ResourceMemory), lacks(corev1.ResourceCPU); {
	case memory && cpu:
		missing = "no memory and no cpu"
	case memory:
		missing = "no memory"
	case cpu:
		missing, severity = "no cpu", lint.Info
	default:
		return
	}
	pass.Report(c.At.At("resources", "requests"), fmt.Sprintf("%s requests %s for %s", w, missing, ownerName(c)),
		lint.As(severity), lint.Suggest("Add resources.requests with what the container uses on a busy node"))
}

// states reports whether a request is given, or a limit, which stands in for it.
func states(r *corev1.ResourceRequirements, name corev1.ResourceName) bool {
	if r == nil {
		return false
	}
	_, requested := r.Requests[name]
	_, limited := r.Limits[name]
	return requested || limited
}

// filledIn reports whether a LimitRange of the namespace gives containers a request
// that state none, as k8s.io/kubernetes/plugin/pkg/admission/limitranger does it: a
// default limit becomes the request too.
func filledIn(pass *lint.Pass, namespace string, name corev1.ResourceName) bool {
	type key struct{}
	filled, _ := pass.Memo(key{}, func() any { return limitRangeDefaults(pass.Set) }).(map[string]bool)
	return filled[namespace+" "+string(name)]
}

// limitRangeDefaults returns what LimitRanges fill in, by "namespace resource".
func limitRangeDefaults(set *manifest.Set) map[string]bool {
	filled := map[string]bool{}
	for _, object := range set.Objects() {
		limits, ok := manifest.As[corev1.LimitRange](object)
		if !ok {
			continue
		}
		for i := range limits.Spec.Limits {
			item := &limits.Spec.Limits[i]
			if item.Type != corev1.LimitTypeContainer {
				continue
			}
			for _, defaults := range []corev1.ResourceList{item.DefaultRequest, item.Default} {
				for name := range defaults {
					filled[object.EffectiveNamespace()+" "+string(name)] = true
				}
			}
		}
	}
	return filled
}
