package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed daemonset_matches_no_node.txtar
var daemonSetMatchesNoNodeExamples []byte

var daemonSetMatchesNoNode = &lint.Rule{
	Name:     "daemonset-matches-no-node",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "No node of the inventory takes the pods of a DaemonSet, or a Pod",
	Examples: daemonSetMatchesNoNodeExamples,
	Check:    checkDaemonSetMatchesNoNode,
}

func checkDaemonSetMatchesNoNode(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range slices.Concat(f.daemonSets, f.others) {
		if !f.runsNowhere(w) || f.intended[w] || causeNamedElsewhere(pass, f, w) {
			continue
		}
		if slices.ContainsFunc(f.matrix.Of(w), func(v *placement.Verdict) bool { return v.Outcome != placement.Excluded }) {
			continue // admission refuses the pods
		}
		reportNoNode(pass, f, w)
	}
	return nil
}

// causeNamedElsewhere reports whether the rule that knows the cause speaks of it:
// one cause, one finding.
func causeNamedElsewhere(pass *lint.Pass, f *fleet, w *placement.Workload) bool {
	if slices.ContainsFunc(namesAsLabels(w), requirement.needsLabel) && !someNodeHasLabel(pass, nodeNameField) {
		return true
	}
	if _, needs := needsMaster(w); needs && !someNodeHasLabel(pass, masterLabel) {
		return true
	}
	if conflicts, alive := nodeConflicts(w); len(conflicts) > 0 && alive == 0 {
		return true
	}
	return f.lockedAnywhere(w) || f.blocksAll(w, f.wrongHostnames(w)) || f.deadTolerations(w).blocking() || len(f.missedControlPlanes(w)) > 0
}

func reportNoNode(pass *lint.Pass, f *fleet, w *placement.Workload) {
	shares := f.shares(w, f.openGroups(w))
	open := len(shares) > 0
	if !open {
		shares = f.shares(w, f.allGroups())
	}
	blocked := f.blockers(w)
	severity, doubt := f.certainty(w, blocked, shares)
	runs, not := "runs on", "does not run on"
	if w.DaemonSet == nil {
		runs, not = "can run on", "cannot run on"
	}
	message := fmt.Sprintf("%s %s: %s", w, noNode(runs, not, f.nodes), explainShares(f, w, shares, open))
	if doubt != "" {
		message += ", " + doubt
	}
	details := []lint.Detail{lint.As(severity), lint.OnNodes(namesOf(f.nodes)...)}
	if remedy := f.remedy(blocked, shares); remedy != "" {
		details = append(details, lint.Suggest(remedy))
	}
	if first := shares[0]; first.Gate == placement.GateTaint {
		node := f.gather(first.groups[:1])[0]
		details = append(details, lint.See(where(node, &first.Refusal), "the taint of Node "+node.Name))
	}
	pass.Report(shares[0].By, message, details...)
}
