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
	Options: []lint.Option{{
		Name: devicesOption, Default: accelerators,
		Summary: "The resources of which a node has few, where * at the end stands for any text",
	}},
	Check: checkDaemonSetConsumesDevices,
}

const devicesOption = "devices"

// accelerators are the extended resources of which a node has few, each worth more
// than the rest of it; a prefix where it ends in "*".
var accelerators = []string{
	"nvidia.com/gpu*", "nvidia.com/mig-*", "amd.com/gpu", "gpu.intel.com/*", "habana.ai/gaudi",
	"aws.amazon.com/neuron*", "google.com/tpu", "cloud-tpus.google.com/*", "huawei.com/Ascend*", "xilinx.com/*",
}

func isOneOf(devices []string, name string) bool {
	return slices.ContainsFunc(devices, func(known string) bool {
		prefix, isPrefix := strings.CutSuffix(known, "*")
		return name == known || isPrefix && strings.HasPrefix(name, prefix)
	})
}

// checkDaemonSetConsumesDevices leaves init containers out: those that look whether a
// device works give it back.
func checkDaemonSetConsumesDevices(_ context.Context, pass *lint.Pass) error {
	devices := lint.OptionOf[[]string](pass, devicesOption)
	for _, w := range pass.DaemonSets() {
		for _, c := range w.Containers() {
			if c.Init || faulty(c.At.At("resources")) {
				continue
			}
			for _, list := range []string{"limits", "requests"} {
				if name, amount := deviceIn(c, list, devices); name != "" {
					reportDevices(pass, w, c.At.At("resources", list, name), name, amount)
					break
				}
			}
		}
	}
	return nil
}

// deviceIn returns the first of the devices that one of the two lists names.
func deviceIn(c placement.Container, list string, devices []string) (string, resource.Quantity) {
	wanted := c.Resources.Limits
	if list == "requests" {
		wanted = c.Resources.Requests
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if amount := wanted[name]; !amount.IsZero() && isOneOf(devices, string(name)) {
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
