package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed inventory_missing_standard_labels.txtar
var inventoryMissingStandardLabelsExamples []byte

var inventoryMissingStandardLabels = &lint.Rule{
	Name:     "inventory-missing-standard-labels",
	Category: lint.Inventory,
	Severity: lint.Warning,
	Summary:  "Nodes of the inventory lack a label that every kubelet sets",
	Examples: inventoryMissingStandardLabelsExamples,
	Check:    checkInventoryMissingStandardLabels,
}

func checkInventoryMissingStandardLabels(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, label := range []string{corev1.LabelOSStable, corev1.LabelArchStable, corev1.LabelHostname} {
		lacking := slices.DeleteFunc(slices.Clone(f.nodes), func(node *inventory.Node) bool {
			_, labelled := node.Labels[label]
			return labelled || f.facts.IsVirtual(node.Node)
		})
		if len(lacking) > 0 {
			reportLackingLabel(pass, f, label, lacking)
		}
	}
	return nil
}

// reportLackingLabel warns where the label decides on placement. Of a dump that was
// cut down it is worth a word, of Nodes that somebody wrote it is not; and where no
// node has the label the rules on placement speak of it.
func reportLackingLabel(pass *lint.Pass, f *fleet, label string, lacking []*inventory.Node) {
	names := namesOf(lacking)
	message := fmt.Sprintf("%s %s no label %s, which every kubelet sets", someOf(names, len(f.nodes)), have(names), label)
	severity := lint.Info
	switch asking := f.asksFor(label); {
	case asking != nil && f.labels[label] != nil:
		severity = lint.Warning
		message += fmt.Sprintf(" and %s asks for", asking)
	case lacking[0].Status.NodeInfo.KubeletVersion == "":
		return
	}
	pass.Report(lacking[0].At("metadata", "labels"), message,
		lint.As(severity), lint.OnNodes(names...), addLabel(label, lacking))
}

// asksFor returns the first workload that only takes nodes with the label.
func (f *fleet) asksFor(label string) *placement.Workload {
	all := slices.Concat(f.daemonSets, f.others)
	i := slices.IndexFunc(all, func(w *placement.Workload) bool {
		return slices.ContainsFunc(constraints(w), func(r requirement) bool { return r.Key == label && r.needsLabel() })
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// addLabel takes the values from what else the Nodes say of themselves.
func addLabel(label string, nodes []*inventory.Node) lint.Detail {
	summary := "Add the label " + label
	var changes []manifest.Change
	for _, node := range nodes {
		value := standardLabel(node, label)
		if value == "" {
			return lint.Suggest(summary + ", or take the Nodes as they are: kubectl get nodes -o yaml")
		}
		changes = append(changes, node.At("metadata", "labels", label).Put(value))
	}
	return lint.SafeFix(summary, changes...)
}

func standardLabel(node *inventory.Node, label string) string {
	switch label {
	case corev1.LabelOSStable:
		return string(nodeOS(node))
	case corev1.LabelArchStable:
		return nodeArch(node)
	}
	for _, address := range node.Status.Addresses {
		if address.Type == corev1.NodeHostName {
			return address.Address
		}
	}
	return ""
}
