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
	"github.com/dslint/dslint/lint/placement"
)

//go:embed hostname_label_assumed_node_name.txtar
var hostnameLabelAssumedNodeNameExamples []byte

var hostnameLabelAssumedNodeName = &lint.Rule{
	Name:     "hostname-label-assumed-node-name",
	Category: lint.Affinity,
	Severity: lint.Warning,
	Summary:  "The label kubernetes.io/hostname is taken for the name of the node, and differs from it",
	Examples: hostnameLabelAssumedNodeNameExamples,
	Check:    checkHostnameLabelAssumedNodeName,
}

func checkHostnameLabelAssumedNodeName(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if f.intended[w] {
			continue
		}
		for _, wrong := range f.wrongHostnames(w) {
			reportHostname(pass, f, w, wrong)
		}
	}
	return nil
}

// wrongHostname is a value that no node has as its hostname label, and the node that
// is meant by it.
type wrongHostname struct {
	requirement
	index int // of the value
	node  *inventory.Node
}

func (f *fleet) wrongHostnames(w *placement.Workload) []wrongHostname {
	var found []wrongHostname
	for _, r := range constraints(w) {
		if r.Field || r.Key != corev1.LabelHostname || faulty(r.At) {
			continue
		}
		for i, value := range r.Values {
			if node := f.nodeMeantBy(value); node != nil {
				found = append(found, wrongHostname{r, i, node})
			}
		}
	}
	return found
}

// nodeMeantBy returns the one node that a hostname stands for by the name of the
// node, by another case, or by a domain more or less; nil where a node has the
// hostname, or where none or several are near.
func (f *fleet) nodeMeantBy(hostname string) *inventory.Node {
	if f.labels[corev1.LabelHostname][hostname] > 0 {
		return nil
	}
	var meant *inventory.Node
	for _, node := range f.nodes {
		label, labelled := node.Labels[corev1.LabelHostname]
		switch {
		case !labelled:
		case node.Name == hostname:
			return node
		case sameHost(label, hostname) || sameHost(node.Name, hostname):
			if meant != nil {
				return nil
			}
			meant = node
		}
	}
	return meant
}

// sameHost compares two names as far as the shorter one goes, by whole labels of DNS.
func sameHost(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return a == b || strings.HasPrefix(a, b+".") || strings.HasPrefix(b, a+".")
}

// blocksAll reports whether one of the mistakes alone keeps a workload off all nodes.
func (f *fleet) blocksAll(w *placement.Workload, all []wrongHostname) bool {
	if len(all) == 0 || !f.runsNowhere(w) {
		return false
	}
	return slices.ContainsFunc(f.blockers(w), func(r requirement) bool {
		return slices.ContainsFunc(all, func(wrong wrongHostname) bool {
			return wrong.At.Path.String() == r.At.Path.String()
		})
	})
}

func reportHostname(pass *lint.Pass, f *fleet, w *placement.Workload, wrong wrongHostname) {
	value, label := wrong.Values[wrong.index], wrong.node.Labels[corev1.LabelHostname]
	asks, severity := "asks for", lint.Warning
	if f.blocksAll(w, []wrongHostname{wrong}) {
		asks, severity = "matches no node: it asks for", lint.Error
	}
	if !wrong.needsLabel() {
		asks = "leaves out no node by"
	}
	at := wrong.At
	if at.At("values").Exists() {
		at = at.At("values", wrong.index)
	}
	message := fmt.Sprintf("%s %s %s %q, and that label of Node %s is %q",
		w, asks, corev1.LabelHostname, value, wrong.node.Name, label)
	pass.Report(at, message, lint.As(severity), lint.OnNodes(wrong.node.Name),
		lint.UnsafeFix(fmt.Sprintf("Write %q, or ask for metadata.name under matchFields", label), at.Put(label)),
		lint.See(wrong.node.At("metadata", "labels", corev1.LabelHostname), "the label"))
}
