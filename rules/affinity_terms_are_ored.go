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

//go:embed affinity_terms_are_ored.txtar
var affinityTermsAreORedExamples []byte

var affinityTermsAreORed = &lint.Rule{
	Name:     "affinity-terms-are-ored",
	Category: lint.Affinity,
	Severity: lint.Warning,
	Summary:  "Node selector terms are written as if all had to match, where one is enough",
	Examples: affinityTermsAreORedExamples,
	Check:    checkAffinityTermsAreORed,
}

func checkAffinityTermsAreORed(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		_, at := requiredAffinity(w)
		terms := slices.DeleteFunc(affinityTerms(w), func(t term) bool { return len(t.Requirements) == 0 })
		if len(terms) < 2 || faulty(at) {
			continue
		}
		if narrow, wide, found := needlessTerm(terms); found {
			reportNeedless(pass, w, narrow, wide)
		} else if rule, other, found := evadedTerm(terms); found {
			reportEvaded(pass, w, rule, other)
		}
	}
	return nil
}

// needlessTerm returns a term all nodes of which another one matches as well.
func needlessTerm(terms []term) (narrow, wide term, found bool) {
	for i, narrow := range terms {
		for j, wide := range terms {
			if i != j && narrow.implies(wide) && (i > j || !wide.implies(narrow)) {
				return narrow, wide, true
			}
		}
	}
	return term{}, term{}, false
}

// implies reports whether each node that meets t certainly meets the other too.
func (t term) implies(other term) bool {
	return !slices.ContainsFunc(other.Requirements, func(r requirement) bool {
		return !slices.ContainsFunc(t.Requirements, func(own requirement) bool { return own.implies(r) })
	})
}

func (r requirement) implies(other requirement) bool {
	if !r.sharesKey(other) {
		return false
	}
	if r.Operator == other.Operator && slices.Equal(r.Values, other.Values) {
		return true
	}
	switch r.Operator {
	case corev1.NodeSelectorOpIn:
		return other.Operator != corev1.NodeSelectorOpDoesNotExist && len(r.Values) > 0 && !slices.ContainsFunc(r.Values, other.fails)
	case corev1.NodeSelectorOpNotIn:
		return other.Operator == corev1.NodeSelectorOpNotIn && !slices.ContainsFunc(other.Values, r.meets)
	case corev1.NodeSelectorOpDoesNotExist:
		return other.Operator == corev1.NodeSelectorOpNotIn
	case corev1.NodeSelectorOpGt, corev1.NodeSelectorOpLt:
		return other.Operator == corev1.NodeSelectorOpExists
	default:
		return false
	}
}

func (r requirement) sharesKey(other requirement) bool {
	return r.Key == other.Key && r.Field == other.Field
}

func (r requirement) fails(value string) bool { return !r.meets(value) }

// evadedTerm returns a term that only leaves nodes out, and one that lets them in
// again because it speaks of other labels.
func evadedTerm(terms []term) (evaded, by term, found bool) {
	for _, evaded := range terms {
		if slices.ContainsFunc(evaded.Requirements, requirement.needsLabel) {
			continue
		}
		for _, by := range terms {
			if by.At.Path.String() != evaded.At.Path.String() && (!by.sharesKey(evaded) || undoes(evaded, by)) {
				return evaded, by, true
			}
		}
	}
	return term{}, term{}, false
}

func (t term) sharesKey(other term) bool {
	return slices.ContainsFunc(t.Requirements, func(r requirement) bool {
		return slices.ContainsFunc(other.Requirements, r.sharesKey)
	})
}

// undoes reports whether two terms exclude values of one label, none of them both:
// each node has at most one of them, and meets the other term.
func undoes(a, b term) bool {
	if len(a.Requirements) != 1 || len(b.Requirements) != 1 {
		return false
	}
	one, other := a.Requirements[0], b.Requirements[0]
	return one.Operator == corev1.NodeSelectorOpNotIn && other.Operator == corev1.NodeSelectorOpNotIn &&
		!slices.ContainsFunc(one.Values, func(value string) bool { return slices.Contains(other.Values, value) })
}

func reportNeedless(pass *lint.Pass, w *placement.Workload, narrow, wide term) {
	severity := lint.Warning
	if wide.implies(narrow) {
		severity = lint.Info
	}
	pass.Report(narrow.At, fmt.Sprintf("%s has a node selector term that changes nothing: one term is enough, and %s matches all its nodes",
		w, wide.text()), lint.As(severity), lint.See(wide.At, "the other term"),
		dropNeedless(narrow, wide))
}

// dropNeedless removes a term that says what another does; where it says more, nobody can
// tell which of the two was meant.
func dropNeedless(narrow, wide term) lint.Detail {
	if wide.implies(narrow) {
		return lint.SafeFix("Remove one of the two terms", narrow.At.Remove())
	}
	return lint.Suggest("Write all expressions that must hold together into one term")
}

// mergeInto asks for the expressions of a term in each other one, and removes it.
func mergeInto(w *placement.Workload, evaded term) []manifest.Change {
	var changes []manifest.Change
	for _, t := range affinityTerms(w) {
		if sameField(t.At, evaded.At) {
			continue
		}
		for _, r := range evaded.Requirements {
			list := "matchExpressions"
			if r.Field {
				list = "matchFields"
			}
			if !slices.ContainsFunc(t.Requirements, func(own requirement) bool { return own.implies(r) }) {
				changes = append(changes, t.At.At(list).Append(r.NodeSelectorRequirement))
			}
		}
	}
	return append(changes, evaded.At.Remove().Bare())
}

// reportEvaded shows with an inventory whom the mistake concerns.
func reportEvaded(pass *lint.Pass, w *placement.Workload, evaded, by term) {
	message := fmt.Sprintf("%s matches nodes that %s leaves out: one node selector term is enough, and %s is another",
		w, evaded.text(), by.text())
	details := []lint.Detail{
		lint.See(by.At, "the other term"), lint.UnsafeFix("Write the expressions of both terms into one", mergeInto(w, evaded)...),
	}
	if len(pass.Nodes()) > 0 {
		names := nodesThatEvade(pass, w, evaded)
		if len(names) == 0 {
			details = append(details, lint.As(lint.Info))
		} else {
			message += ", as on " + someOf(names, len(pass.Nodes()))
			details = append(details, lint.OnNodes(names...))
		}
	}
	pass.Report(evaded.At, message, details...)
}

// nodesThatEvade are those that get or may get a pod though the term leaves them out.
func nodesThatEvade(pass *lint.Pass, w *placement.Workload, evaded term) []string {
	var names []string
	for _, verdict := range pass.Placement().Of(w) {
		for _, node := range verdict.Nodes {
			if verdict.Outcome != placement.Excluded && !evaded.matches(node) {
				names = append(names, node.Name)
			}
		}
	}
	return names
}

// matches reports whether a node meets all requirements of the term.
func (t term) matches(node *inventory.Node) bool {
	return !slices.ContainsFunc(t.Requirements, func(r requirement) bool {
		if r.Field {
			return !r.meets(node.Name)
		}
		value, labelled := node.Labels[r.Key]
		if !labelled {
			return r.needsLabel()
		}
		return r.Operator == corev1.NodeSelectorOpDoesNotExist || !r.meets(value)
	})
}

// text writes the first expression of the term, and that there are more.
func (t term) text() string {
	text := fmt.Sprintf("%q", t.Requirements[0].expression())
	if len(t.Requirements) > 1 {
		text += " with more"
	}
	return text
}

func (r requirement) expression() string {
	text := r.Key + " " + string(r.Operator)
	if len(r.Values) > 0 {
		text += " [" + firstThree(r.Values) + "]"
	}
	return text
}
