package rules

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

// estimate is about how much of a resource pods may use of a Node that says its capacity
// only, of which a kubelet keeps a part. Nil where nobody knows what the provider keeps.
func (f *fleet) estimate(pass *lint.Pass, node *inventory.Node, name corev1.ResourceName) (*facts.Reserve, *resource.Quantity) {
	if len(node.Status.Allocatable) > 0 || node.Allotted {
		return nil, nil
	}
	reserve, kept, known := f.facts.Reserved(pass.Cluster.Version, node.Status.Capacity, name)
	if !known {
		return nil, nil
	}
	has := node.Status.Capacity[name]
	left := max(has.MilliValue()-kept, 0)
	if name == corev1.ResourceMemory {
		const thousandths = 1000
		return reserve, resource.NewQuantity(left/thousandths, resource.BinarySI)
	}
	return reserve, resource.NewMilliQuantity(left, resource.DecimalSI)
}

// reportAboveEstimate speaks of Nodes that a DaemonSet fits on by their capacity, and
// not by what their provider leaves of it.
func reportAboveEstimate(pass *lint.Pass, f *fleet, w *placement.Workload) {
	for _, name := range []corev1.ResourceName{corev1.ResourceCPU, corev1.ResourceMemory} {
		var nodes []string
		message := ""
		for _, verdict := range f.matrix.Of(w) {
			reserve, left := f.estimate(pass, verdict.Nodes[0], name)
			request, has := f.requests[w][name], verdict.Nodes[0].Allocatable[name]
			if verdict.Outcome != placement.Scheduled || left == nil || request.Cmp(*left) <= 0 {
				continue
			}
			if nodes = append(nodes, verdict.NodeNames()...); message == "" {
				message = fmt.Sprintf("it requests %s %s, and %s leaves about %s of the %s of Node %s",
					amount(request, name), name, reserve.Provider, amount(*left, name), amount(has, name), verdict.Nodes[0].Name)
			}
		}
		if message != "" {
			pass.Report(w.RequestField(name), fmt.Sprintf("%s likely stays pending on %s: %s", w, someOf(nodes, len(f.nodes)), message),
				lint.As(lint.Warning), lint.OnNodes(nodes...), lint.Suggest(sizeRemedy(w)))
		}
	}
}

// whatIsLeft says what a provider leaves of a Node that says its capacity only: "AKS
// leaves about 14Gi of 16Gi memory". It is empty where nobody knows.
func whatIsLeft(pass *lint.Pass, f *fleet, node *inventory.Node) string {
	var parts []string
	provider := ""
	for _, name := range []corev1.ResourceName{corev1.ResourceMemory, corev1.ResourceCPU} {
		if reserve, left := f.estimate(pass, node, name); left != nil {
			has := node.Status.Capacity[name]
			parts = append(parts, fmt.Sprintf("%s of %s %s", amount(*left, name), amount(has, name), name))
			provider = reserve.Provider + " leaves about "
		}
	}
	return provider + strings.Join(parts, " and ")
}
