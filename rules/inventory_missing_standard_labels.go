package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

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
	var cut []lackedLabel
	for _, label := range []string{corev1.LabelOSStable, corev1.LabelArchStable, corev1.LabelHostname} {
		lacking := slices.DeleteFunc(slices.Clone(f.nodes), func(node *inventory.Node) bool {
			_, labelled := node.Labels[label]
			return labelled || f.facts.IsVirtual(node.Node)
		})
		lacked := lackedLabel{[]string{label}, lacking}
		switch asking := f.asksFor(label); {
		case len(lacking) == 0:
		case asking != nil && f.labels[label] != nil:
			lacked.report(pass, fmt.Sprintf(", which every kubelet sets and %s asks for", asking), lint.Warning)
		case lacking[0].Status.NodeInfo.KubeletVersion != "":
			cut = addLacked(cut, lacked)
		}
	}
	for _, lacked := range cut {
		lacked.report(pass, ", which every kubelet sets", lint.Info)
	}
	return nil
}

// lackedLabel are labels and the nodes that lack them.
type lackedLabel struct {
	labels []string
	nodes  []*inventory.Node
}

// addLacked puts labels together that the same nodes lack.
func addLacked(all []lackedLabel, one lackedLabel) []lackedLabel {
	for i := range all {
		if slices.Equal(all[i].nodes, one.nodes) {
			all[i].labels = append(all[i].labels, one.labels...)
			return all
		}
	}
	return append(all, one)
}

// report warns where the label decides on placement. Of a dump that was cut down it is
// worth a word, of Nodes that somebody wrote it is not; and where no node has the label
// the rules on placement speak of it.
func (l lackedLabel) report(pass *lint.Pass, why string, severity lint.Severity) {
	names, noun := namesOf(l.nodes), "label"
	if len(l.labels) > 1 {
		noun = "labels"
	}
	pass.Report(l.nodes[0].At("metadata", "labels"), fmt.Sprintf("%s %s no %s %s%s",
		someOf(names, len(pass.Nodes())), have(names), noun, strings.Join(l.labels, ", "), why),
		lint.As(severity), lint.OnNodes(names...), l.add())
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

// add takes the values from what else the Nodes say of themselves.
func (l lackedLabel) add() lint.Detail {
	summary := "Add " + strings.Join(l.labels, ", ")
	var changes []manifest.Change
	for _, node := range inOneFile(l.nodes) {
		for _, label := range l.labels {
			value := standardLabel(node, label)
			if value == "" {
				return lint.Suggest(summary + ", or take the Nodes as they are: kubectl get nodes -o yaml")
			}
			changes = append(changes, node.At("metadata", "labels", label).Put(value))
		}
	}
	return lint.SafeFix(summary, changes...)
}

// inOneFile returns the nodes that stand in the file of the first: a fix changes one.
func inOneFile(nodes []*inventory.Node) []*inventory.Node {
	return slices.DeleteFunc(slices.Clone(nodes), func(node *inventory.Node) bool {
		return node.Object.File != nodes[0].Object.File
	})
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
