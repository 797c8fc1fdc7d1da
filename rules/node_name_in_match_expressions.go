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

//go:embed node_name_in_match_expressions.txtar
var nodeNameInMatchExpressionsExamples []byte

var nodeNameInMatchExpressions = &lint.Rule{
	Name:     "node-name-in-match-expressions",
	Category: lint.Affinity,
	Severity: lint.Error,
	Summary:  "A label named metadata.name is asked for where the name of the node is meant",
	Examples: nodeNameInMatchExpressionsExamples,
	Check:    checkNodeNameInMatchExpressions,
}

// nodeNameField is the one field that matchFields knows
// (k8s.io/kubernetes/pkg/apis/core/validation, nodeFieldSelectorValidators).
const nodeNameField = "metadata.name"

func checkNodeNameInMatchExpressions(_ context.Context, pass *lint.Pass) error {
	if someNodeHasLabel(pass, nodeNameField) {
		return nil
	}
	for _, workload := range pass.Workloads() {
		for _, requirement := range namesAsLabels(workload) {
			reportNameAsLabel(pass, workload, requirement)
		}
	}
	return nil
}

func someNodeHasLabel(pass *lint.Pass, key string) bool {
	return slices.ContainsFunc(pass.Nodes(), func(node *inventory.Node) bool {
		_, labelled := node.Labels[key]
		return labelled
	})
}

// namesAsLabels returns the requirements that take metadata.name for a label.
func namesAsLabels(w *placement.Workload) []requirement {
	all := selectorPairs(w)
	for _, term := range affinityTerms(w) {
		all = append(all, term.Requirements...)
	}
	return slices.DeleteFunc(all, func(r requirement) bool { return !r.takesNameForLabel() })
}

func (r requirement) takesNameForLabel() bool { return !r.Field && r.Key == nodeNameField }

func reportNameAsLabel(pass *lint.Pass, w *placement.Workload, r requirement) {
	const why = "metadata.name is a field of nodes, and no node has a label of that name"
	inSelector := r.At.Path[len(r.At.Path)-1] == nodeNameField
	at := r.At
	if !inSelector {
		at = r.At.At("key")
	}
	switch {
	case !r.needsLabel():
		pass.Report(at, fmt.Sprintf("%s keeps off no node by %s: %s", w, r.Operator, why),
			lint.As(lint.Warning), nameRemedy(w, r))
	case inSelector:
		pass.Report(at, fmt.Sprintf("%s matches no node: %s", w, why), lint.SafeFix(
			"Ask for metadata.name under matchFields of required node affinity, or for the label kubernetes.io/hostname",
			append(requireName(w, r.Values[0]), r.At.Prune())...))
	case everyAlternative(w, func(r requirement) bool { return r.takesNameForLabel() && r.needsLabel() }):
		pass.Report(at, fmt.Sprintf("%s matches no node: %s", w, why), nameRemedy(w, r))
	default:
		pass.Report(at, fmt.Sprintf("%s has a node selector term that matches no node: %s", w, why), nameRemedy(w, r))
	}
}

// nameRemedy moves an expression to where names of nodes are asked for, as far as the
// API server takes it there: with one value.
func nameRemedy(w *placement.Workload, r requirement) lint.Detail {
	summary := "Move the expression from matchExpressions to matchFields, or ask for the label kubernetes.io/hostname"
	if len(r.Values) == 0 || r.Operator != corev1.NodeSelectorOpIn && r.Operator != corev1.NodeSelectorOpNotIn {
		return lint.Suggest(summary)
	}
	if len(r.Values) > 1 && r.Operator == corev1.NodeSelectorOpIn {
		summary = "Write one term for each name, with the expression under matchFields, or ask for the label kubernetes.io/hostname"
	}
	for _, t := range affinityTerms(w) {
		for i, own := range t.Requirements {
			if sameField(own.At, r.At) {
				return lint.SafeFix(summary, moveToFields(w, t, i)...)
			}
		}
	}
	return lint.Suggest(summary)
}

// moveToFields writes an expression of a term under matchFields. It may have one value only
// there, and so each other name takes an expression of its own where names are left out,
// and a term where they are asked for.
func moveToFields(w *placement.Workload, t term, index int) []manifest.Change {
	r, fields := t.Requirements[index], t.At.At("matchFields")
	named := func(name string) *corev1.NodeSelectorRequirement {
		return &corev1.NodeSelectorRequirement{Key: nodeNameField, Operator: r.Operator, Values: []string{name}}
	}
	var changes []manifest.Change
	if len(t.Requirements) == 1 {
		changes = append(changes, t.At.At("matchExpressions").Rename("matchFields"))
		for i := len(r.Values) - 1; i > 0; i-- {
			changes = append(changes, fields.At(0, "values", i).Remove().Bare())
		}
	} else {
		changes = append(changes, fields.Append(named(r.Values[0])), r.At.Prune().Bare())
	}
	for _, name := range r.Values[1:] {
		if r.Operator == corev1.NodeSelectorOpNotIn {
			changes = append(changes, fields.Append(named(name)))
		} else {
			changes = append(changes, termsAt(w).Append(t.with(index, requirement{named(name), true, r.At})))
		}
	}
	return changes
}
