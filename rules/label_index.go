package rules

import (
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
)

// namesPool reports whether a label that somebody made up tells pools of nodes
// apart.
func namesPool(key string) bool {
	name := strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(lastPart(key)))
	return strings.HasSuffix(name, "pool") || strings.HasSuffix(name, "nodegroup") || strings.HasSuffix(name, "instancegroup")
}

// elastic reports whether the nodes come from pools that grow and shrink: a pool
// without a node today may have some tomorrow.
func (f *fleet) elastic() bool {
	for key := range f.labels {
		if fact, ok := f.facts.Label(key); ok && fact.Kind == lint.PoolFact {
			return true
		}
	}
	return false
}

// labelIndex counts the nodes by label and value.
type labelIndex map[string]map[string]int

func indexLabels(nodes []*inventory.Node) labelIndex {
	index := labelIndex{}
	for _, node := range nodes {
		for key, value := range node.Labels {
			if index[key] == nil {
				index[key] = map[string]int{}
			}
			index[key][value]++
		}
	}
	return index
}

// labelled returns the number of nodes that have a label.
func (x labelIndex) labelled(key string) int {
	sum := 0
	for _, count := range x[key] {
		sum += count
	}
	return sum
}
