package rules

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// requirement is one condition on a node, and where it is written.
type requirement struct {
	*corev1.NodeSelectorRequirement
	// Field tells a condition on the node's name, not on a label.
	Field bool
	At    manifest.Ref
}

// term is one of the ORed terms of required node affinity. Its requirements hold
// together; without any it matches no node.
type term struct {
	Requirements []requirement
	At           manifest.Ref
}

// The lists of affinity of either kind.
const (
	requiredField  = "requiredDuringSchedulingIgnoredDuringExecution"
	preferredField = "preferredDuringSchedulingIgnoredDuringExecution"
)

func requiredAffinity(w *placement.Workload) (*corev1.NodeSelector, manifest.Ref) {
	at := w.At("spec", "affinity", "nodeAffinity", requiredField)
	affinity := w.Spec().Affinity
	if affinity == nil || affinity.NodeAffinity == nil {
		return nil, at
	}
	return affinity.NodeAffinity.RequiredDuringSchedulingIgnoredDuringExecution, at
}

// affinityTerms returns the terms of required node affinity, nil where there is
// none.
func affinityTerms(w *placement.Workload) []term {
	required, at := requiredAffinity(w)
	if required == nil {
		return nil
	}
	terms := make([]term, len(required.NodeSelectorTerms))
	for i, selectorTerm := range required.NodeSelectorTerms {
		terms[i] = newTerm(selectorTerm, at.At("nodeSelectorTerms", i))
	}
	return terms
}

func newTerm(from corev1.NodeSelectorTerm, at manifest.Ref) term {
	made := term{At: at}
	for i := range from.MatchExpressions {
		made.Requirements = append(made.Requirements,
			requirement{&from.MatchExpressions[i], false, at.At("matchExpressions", i)})
	}
	for i := range from.MatchFields {
		made.Requirements = append(made.Requirements, requirement{&from.MatchFields[i], true, at.At("matchFields", i)})
	}
	return made
}

// selectorPairs returns the pairs of nodeSelector as requirements, in the order of
// their keys.
func selectorPairs(w *placement.Workload) []requirement {
	selector := w.Spec().NodeSelector
	pairs := make([]requirement, 0, len(selector))
	for _, key := range slices.Sorted(maps.Keys(selector)) {
		pairs = append(pairs, requirement{
			&corev1.NodeSelectorRequirement{
				Key: key, Operator: corev1.NodeSelectorOpIn, Values: []string{selector[key]},
			},
			false, w.At("spec", "nodeSelector", key),
		})
	}
	return pairs
}

// needsLabel reports whether only nodes with the label can meet the requirement.
func (r requirement) needsLabel() bool {
	return r.Operator != corev1.NodeSelectorOpNotIn && r.Operator != corev1.NodeSelectorOpDoesNotExist
}

// everyAlternative reports whether a requirement of the kind stands in the node
// selector, or in each of the ORed terms.
func everyAlternative(w *placement.Workload, is func(requirement) bool) bool {
	if slices.ContainsFunc(selectorPairs(w), is) {
		return true
	}
	terms := affinityTerms(w)
	return len(terms) > 0 && !slices.ContainsFunc(terms, func(t term) bool {
		return !slices.ContainsFunc(t.Requirements, is)
	})
}

// with returns a copy of the term that has another requirement in the place of one.
func (t term) with(index int, instead requirement) corev1.NodeSelectorTerm {
	var made corev1.NodeSelectorTerm
	for i, r := range t.Requirements {
		if i == index {
			r = instead
		}
		if r.Field {
			made.MatchFields = append(made.MatchFields, *r.NodeSelectorRequirement)
		} else {
			made.MatchExpressions = append(made.MatchExpressions, *r.NodeSelectorRequirement)
		}
	}
	return made
}

// termsAt is the list of the terms of required node affinity.
func termsAt(w *placement.Workload) manifest.Ref {
	_, at := requiredAffinity(w)
	return at.At("nodeSelectorTerms")
}

// requireEverywhere adds a requirement to each of the ORed terms, and a term where
// there is none.
func requireEverywhere(w *placement.Workload, r corev1.NodeSelectorRequirement) []manifest.Change {
	return extendTerms(w, corev1.NodeSelectorTerm{MatchExpressions: []corev1.NodeSelectorRequirement{r}})
}

// requireName adds the name of a node to each of the ORed terms, as the only expression
// under matchFields may have it.
func requireName(w *placement.Workload, name string) []manifest.Change {
	return extendTerms(w, corev1.NodeSelectorTerm{MatchFields: []corev1.NodeSelectorRequirement{
		{Key: nodeNameField, Operator: corev1.NodeSelectorOpIn, Values: []string{name}},
	}})
}

// extendTerms adds what a term asks for to each of the ORed terms, and the term itself
// where there is none.
func extendTerms(w *placement.Workload, by corev1.NodeSelectorTerm) []manifest.Change {
	terms := affinityTerms(w)
	if len(terms) == 0 {
		return []manifest.Change{termsAt(w).Put([]corev1.NodeSelectorTerm{by})}
	}
	var changes []manifest.Change
	for _, t := range terms {
		for _, r := range by.MatchExpressions {
			changes = append(changes, t.At.At("matchExpressions").Append(r))
		}
		for _, r := range by.MatchFields {
			changes = append(changes, t.At.At("matchFields").Append(r))
		}
	}
	return changes
}
