package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

//go:embed removed_master_label.txtar
var removedMasterLabelExamples []byte

var removedMasterLabel = &lint.Rule{
	Name:     "removed-master-label",
	Category: lint.Compatibility,
	Severity: lint.Warning,
	Summary:  "The label node-role.kubernetes.io/master is asked for, which kubeadm took away in 1.24",
	Examples: removedMasterLabelExamples,
	Check:    checkRemovedMasterLabel,
}

const (
	masterLabel       = "node-role.kubernetes.io/master"
	controlPlaneLabel = "node-role.kubernetes.io/control-plane"
)

// checkRemovedMasterLabel lets the Nodes decide where there are any: OpenShift
// and others still set the label.
func checkRemovedMasterLabel(_ context.Context, pass *lint.Pass) error {
	if someNodeHasLabel(pass, masterLabel) || len(pass.Nodes()) == 0 && setsMaster(pass) {
		return nil
	}
	for _, workload := range pass.Workloads() {
		needed, ok := needsMaster(workload)
		if !ok || faulty(needed.At) {
			continue
		}
		at := needed.At
		if at.At("key").Exists() {
			at = at.At("key")
		}
		remedy := askForControlPlane(pass, workload, needed)
		if nodes := pass.Nodes(); len(nodes) > 0 {
			where := "on none of them"
			if len(nodes) == 1 {
				where = "not on it"
			}
			pass.Report(at, fmt.Sprintf("%s %s: the label %s is %s", workload, noNode("matches", "does not match", nodes),
				masterLabel, where), lint.As(lint.Error), remedy)
			continue
		}
		pass.Report(at, fmt.Sprintf("%s asks for nodes with the label %s, which kubeadm has not set since 1.24",
			workload, masterLabel), remedy)
	}
	return nil
}

// setsMaster reports whether clusters of a pack that is chosen still have the label.
func setsMaster(pass *lint.Pass) bool {
	return slices.ContainsFunc(facts.Of(pass.Snapshot).ClusterLabels(lint.ControlPlaneFact), func(f facts.Fact) bool {
		return f.Key == masterLabel
	})
}

// askForControlPlane puts the new label in the place of the old one; unseen where nodes
// show that it does what was meant.
func askForControlPlane(pass *lint.Pass, w *placement.Workload, needed requirement) lint.Detail {
	const summary = "Ask for " + controlPlaneLabel
	change := needed.At.At("key").Put(controlPlaneLabel)
	if _, pair := w.Spec().NodeSelector[masterLabel]; pair {
		if _, twice := w.Spec().NodeSelector[controlPlaneLabel]; twice {
			return lint.Suggest(summary)
		}
		change = needed.At.Rename(controlPlaneLabel)
	}
	if slices.ContainsFunc(pass.Nodes(), func(node *inventory.Node) bool {
		value, labelled := node.Labels[controlPlaneLabel]
		return labelled && needed.meets(value)
	}) {
		return lint.SafeFix(summary, change)
	}
	return lint.UnsafeFix(summary, change)
}

// needsMaster returns the first requirement that only nodes with the label can
// meet, if the workload runs on no others: a term without it is enough to be safe.
func needsMaster(w *placement.Workload) (requirement, bool) {
	isMaster := func(r requirement) bool { return r.Key == masterLabel && !r.Field && r.needsLabel() }
	if !everyAlternative(w, isMaster) {
		return requirement{}, false
	}
	all := selectorPairs(w)
	for _, t := range affinityTerms(w) {
		all = append(all, t.Requirements...)
	}
	return all[slices.IndexFunc(all, isMaster)], true
}
