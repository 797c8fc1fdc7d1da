package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed daemonset_consumes_devices.txtar
var daemonSetConsumesDevicesExamples []byte

var daemonSetConsumesDevices = &lint.Rule{
	Name:     "daemonset-consumes-devices",
	Category: lint.Resources,
	Severity: lint.Warning,
	Summary:  "A DaemonSet takes an accelerator away from the workloads of each of its nodes",
	Examples: daemonSetConsumesDevicesExamples,
	Check:    checkDaemonSetConsumesDevices,
}

// accelerators are the extended resources of which a node has few, each worth more
// than the rest of it; a prefix where it ends in "*".
var accelerators = []string{
	"nvidia.com/gpu*", "nvidia.com/mig-*", "amd.com/gpu", "gpu.intel.com/*", "habana.ai/gaudi",
	"aws.amazon.com/neuron*", "google.com/tpu", "cloud-tpus.google.com/*", "huawei.com/Ascend*", "xilinx.com/*",
}

func isAccelerator(name string) bool {
	return slices.ContainsFunc(accelerators, func(known string) bool {
		prefix, isPrefix := strings.CutSuffix(known, "*")
		return name == known || isPrefix && strings.HasPrefix(name, prefix)
	})
}

// checkDaemonSetConsumesDevices leaves init containers out: those that look whether a
// device works give it back.
func checkDaemonSetConsumesDevices(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.DaemonSets() {
		for _, c := range w.Containers() {
			if c.Init || faulty(c.At.At("resources")) {
				continue
			}
			for _, list := range []string{"limits", "requests"} {
				if name, amount := acceleratorIn(c, list); name != "" {
					reportDevices(pass, w, c.At.At("resources", list, name), name, amount)
					break
				}
			}
		}
	}
	return nil
}

// acceleratorIn returns the first accelerator of one of the two lists.
func acceleratorIn(c placement.Container, list string) (string, resource.Quantity) {
	wanted := c.Resources.Limits
	if list == "requests" {
		wanted = c.Resources.Requests
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if amount := wanted[name]; !amount.IsZero() && isAccelerator(string(name)) {
			return string(name), amount
		}
	}
	return "", resource.Quantity{}
}

func reportDevices(pass *lint.Pass, w *placement.Workload, at manifest.Ref, name string, amount resource.Quantity) {
	message := fmt.Sprintf("%s takes %s %s of each node that it runs on", w, amount.String(), name)
	var names []string
	least := resource.Quantity{}
	virtual := virtualNodes(pass)
	for _, verdict := range pass.Placement().Of(w) {
		for _, node := range slices.DeleteFunc(slices.Clone(verdict.Nodes), virtual) {
			has := node.Allocatable[corev1.ResourceName(name)]
			if verdict.Outcome != placement.Scheduled || has.Cmp(amount) < 0 {
				continue
			}
			names = append(names, node.Name)
			if least.IsZero() || has.Cmp(least) < 0 {
				least = has
			}
		}
	}
	switch {
	case len(names) > 0:
		message = fmt.Sprintf("%s takes %s of %s %s on %s", w, amount.String(), least.String(), name, someOf(names, len(pass.Nodes())))
	case len(pass.Nodes()) > 0:
		return // it takes nothing
	}
	pass.Report(at, message, lint.OnNodes(names...), lint.Suggest("Reach the devices without requesting them, or use a Job"))
}
