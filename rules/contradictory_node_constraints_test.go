package rules_test

import (
	"fmt"
	"strings"
	"testing"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/component-helpers/scheduling/corev1/nodeaffinity"

	"github.com/dslint/dslint/lint/manifest"
)

// TestContradictionsAreExact compares the rule with the scheduler's own matching,
// over all sets of up to three conditions on one label and nodes with every value
// that could make a difference.
func TestContradictionsAreExact(t *testing.T) {
	t.Parallel()
	all := conditions()
	for i := range all {
		for j := i; j < len(all); j++ {
			for k := j; k < len(all); k++ {
				set := []corev1.NodeSelectorRequirement{all[i], all[j], all[k]}
				found := run(t, "contradictory-node-constraints", manifest.Parse("test.yaml", []byte(podWith(set))))
				if possible := someNodeMeets(t, set); possible == (len(found) > 0) {
					t.Errorf("%v: some node meets them: %v; findings: %q", set, possible, found)
				}
			}
		}
	}
}

func conditions() []corev1.NodeSelectorRequirement {
	var all []corev1.NodeSelectorRequirement
	for _, text := range []string{
		"In a", "In a 5", "In 5 6", "NotIn a", "NotIn 5", "NotIn a 5 6", "Exists", "DoesNotExist",
		"Gt 4", "Gt 5", "Lt 6", "Lt 5", "Lt 0", "Lt 1", "Gt 9223372036854775807", "Gt x",
	} {
		words := strings.Fields(text)
		all = append(all, corev1.NodeSelectorRequirement{
			Key: "k", Operator: corev1.NodeSelectorOperator(words[0]), Values: words[1:],
		})
	}
	return all
}

func podWith(set []corev1.NodeSelectorRequirement) string {
	text := pod + "  affinity:\n    nodeAffinity:\n      requiredDuringSchedulingIgnoredDuringExecution:\n" +
		"        nodeSelectorTerms:\n          - matchExpressions:\n"
	for _, r := range set {
		text += fmt.Sprintf("              - {key: k, operator: %s, values: %q}\n", r.Operator, r.Values)
	}
	return strings.ReplaceAll(text, `" "`, `", "`)
}

func someNodeMeets(t *testing.T, set []corev1.NodeSelectorRequirement) bool {
	t.Helper()
	selector := nodeaffinity.NewLazyErrorNodeSelector(&corev1.NodeSelector{
		NodeSelectorTerms: []corev1.NodeSelectorTerm{{MatchExpressions: set}},
	})
	nodes := []*corev1.Node{{}}
	for _, value := range []string{"", "a", "b", "0", "00", "3", "4", "5", "05", "6", "06", "7", "9223372036854775807"} {
		node := &corev1.Node{}
		node.Labels = map[string]string{"k": value}
		nodes = append(nodes, node)
	}
	for _, node := range nodes {
		// An error is a term that matches nothing.
		if matches, err := selector.Match(node); matches && err == nil {
			return true
		}
	}
	return false
}
