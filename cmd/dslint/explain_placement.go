package main

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/lint/report"
)

// explain writes the checks of "NAMESPACE/NAME" on all nodes, one of each group that
// looks alike, or of "NAMESPACE/NAME NODE" on one, in every cluster that knows them.
func (p *placer) explain(fleet *lint.Fleet) error {
	words := strings.Fields(p.what)
	if len(words) == 0 || len(words) > 2 {
		return fmt.Errorf("--explain takes NAMESPACE/NAME or 'NAMESPACE/NAME NODE', not %q", p.what)
	}
	count := 0
	var faults []error
	for _, cluster := range fleet.Clusters {
		written, err := p.explainIn(cluster, words, fleet.Several())
		count, faults = count+written, append(faults, err)
	}
	if count > 0 && fleet.Several() {
		return nil
	}
	return cmp.Or(faults...) // the first one
}

// explainIn returns how many nodes were explained.
func (p *placer) explainIn(cluster *lint.Snapshot, words []string, named bool) (int, error) {
	matrix := cluster.Placement()
	workload, err := pickWorkload(matrix, words[0])
	if err != nil {
		return 0, err
	}
	var nodes []string
	if len(words) == 2 {
		nodes = words[1:]
	} else {
		for _, verdict := range matrix.Of(workload) {
			nodes = append(nodes, verdict.Nodes[0].Name)
		}
	}
	options := report.Options{Color: p.colored(p.output.color.word, "")}
	for i, node := range nodes {
		explanation, known := matrix.Explain(workload, node)
		if !known {
			return i, fmt.Errorf("there is no Node %q in the inventory%s", node, lint.Hint(node, nodeNames(matrix)))
		}
		if named && i == 0 {
			_, _ = fmt.Fprintf(p.stdout, "Cluster %s\n", report.Visible(cluster.ClusterName()))
		}
		if err := report.WriteExplanation(p.stdout, explanation, options); err != nil {
			return i, err
		}
	}
	return len(nodes), nil
}

// pickWorkload finds a workload by "namespace/name", or by "Kind/namespace/name" where
// two kinds share the name.
func pickWorkload(matrix *placement.Matrix, name string) (*placement.Workload, error) {
	var found []*placement.Workload
	var known []string
	for _, w := range matrix.Workloads {
		short := w.Namespace() + "/" + w.Object.Name
		known = append(known, short)
		if name == short || strings.EqualFold(name, w.Object.Kind+"/"+short) {
			found = append(found, w)
		}
	}
	switch len(found) {
	case 0:
		return nil, fmt.Errorf("there is no workload %q%s", name, lint.Hint(name, known))
	case 1:
		return found[0], nil
	}
	return nil, errors.New(name + " names several workloads: write Kind/namespace/name")
}

func nodeNames(matrix *placement.Matrix) []string {
	names := make([]string, len(matrix.Nodes))
	for i, node := range matrix.Nodes {
		names[i] = node.Name
	}
	return names
}
