package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed contradictory_node_constraints.txtar
var contradictoryNodeConstraintsExamples []byte

var contradictoryNodeConstraints = &lint.Rule{
	Name:     "contradictory-node-constraints",
	Category: lint.Affinity,
	Severity: lint.Error,
	Summary:  "No node that can exist meets the node selector and the required node affinity",
	Examples: contradictoryNodeConstraintsExamples,
	Check:    checkContradictoryNodeConstraints,
}

func checkContradictoryNodeConstraints(_ context.Context, pass *lint.Pass) error {
	for _, workload := range pass.Workloads() {
		_, at := requiredAffinity(workload)
		if faulty(at) || faulty(workload.At("spec", "nodeSelector")) || len(namesAsLabels(workload)) > 0 {
			continue
		}
		if conflicts, alive := nodeConflicts(workload); len(conflicts) > 0 {
			reportConflicts(pass, workload, conflicts, alive)
		}
	}
	return nil
}

// conflict is why a term matches no node.
type conflict struct {
	at      manifest.Ref
	reason  string
	related []requirement
}

// nodeConflicts returns why terms match no node, and the number of terms that can.
func nodeConflicts(w *placement.Workload) (conflicts []conflict, alive int) {
	required, at := requiredAffinity(w)
	if required == nil {
		return nil, 1
	}
	if len(required.NodeSelectorTerms) == 0 {
		return []conflict{{at: at, reason: "required node affinity without terms"}}, 0
	}
	common := selectorPairs(w)
	if name := w.Spec().NodeName; name != "" {
		common = append(common, nameRequirement(w, name))
	}
	for _, t := range affinityTerms(w) {
		found := termConflict(common, t)
		if found == nil {
			alive++
			continue
		}
		conflicts = append(conflicts, *found)
	}
	return conflicts, alive
}

// termConflict returns the first key whose requirements exclude each other, nil
// where there is none.
func termConflict(common []requirement, t term) *conflict {
	if len(t.Requirements) == 0 {
		return &conflict{at: t.At, reason: "an empty node selector term"}
	}
	all := append(slices.Clone(common), t.Requirements...)
	for i, r := range all {
		same := slices.DeleteFunc(slices.Clone(all[i:]), func(other requirement) bool {
			return other.Key != r.Key || other.Field != r.Field
		})
		first := !slices.ContainsFunc(all[:i], func(other requirement) bool {
			return other.Key == r.Key && other.Field == r.Field
		})
		if first && !satisfiable(same) {
			last := same[len(same)-1]
			return &conflict{at: last.At, reason: sentence(same), related: same[:len(same)-1]}
		}
	}
	return nil
}

func sentence(requirements []requirement) string {
	parts := make([]string, len(requirements))
	for i, r := range requirements {
		parts[i] = string(r.Operator)
		if len(r.Values) > 0 {
			parts[i] += " [" + strings.Join(r.Values, ", ") + "]"
		}
	}
	return requirements[0].Key + " " + strings.Join(parts, " and ")
}

func reportConflicts(pass *lint.Pass, w *placement.Workload, conflicts []conflict, alive int) {
	if alive == 0 && len(conflicts) > 1 {
		reasons := make([]string, len(conflicts))
		for i, c := range conflicts {
			reasons[i] = c.reason
		}
		conflicts = []conflict{{at: conflicts[0].at, reason: strings.Join(reasons, "; "), related: conflicts[0].related}}
	}
	for _, c := range conflicts {
		message, severity := "%s can match no node: %s", lint.Error
		if alive > 0 {
			message, severity = "%s has a node selector term that can match no node: %s", lint.Warning
		}
		details := []lint.Detail{lint.As(severity), lint.Suggest("Remove one of the two conditions")}
		for _, r := range c.related {
			details = append(details, lint.See(r.At, "the other condition"))
		}
		pass.Report(c.at, fmt.Sprintf(message, w, c.reason), details...)
	}
}
