package placement

import (
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// Decide gives the verdicts.
func Decide(set *manifest.Set, workloads []*Workload, nodes []*inventory.Node) *Matrix {
	return &Matrix{Nodes: nodes, Workloads: workloads}
}
