package rules

import (
	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/rules/facts"
)

// virtualNodes returns what tells the nodes apart that are no machines.
func virtualNodes(pass *lint.Pass) func(*inventory.Node) bool {
	known := facts.Of(pass.Snapshot)
	return func(node *inventory.Node) bool { return known.IsVirtual(node.Node) }
}

// isStamped reports whether the value of the taint is the time at which it was put
// on, which nobody can know beforehand (k8s.io/autoscaler/cluster-autoscaler/utils/taints).
func isStamped(key string) bool {
	return key == "ToBeDeletedByClusterAutoscaler" || key == "DeletionCandidateOfClusterAutoscaler"
}
