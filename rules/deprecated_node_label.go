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
	"github.com/dslint/dslint/rules/facts"
)

//go:embed deprecated_node_label.txtar
var deprecatedNodeLabelExamples []byte

var deprecatedNodeLabel = &lint.Rule{
	Name:     "deprecated-node-label",
	Category: lint.Compatibility,
	Severity: lint.Warning,
	Summary:  "A workload asks for a label of nodes that another one has replaced",
	Examples: deprecatedNodeLabelExamples,
	Check:    checkDeprecatedNodeLabel,
}

// oldLabel is a label of nodes that another one has replaced: those of the config, and
// those that the API server warns of (deprecatedNodeLabels of k8s.io/kubernetes/pkg/api/node)
// and that have a successor, without node-role.kubernetes.io/master, of which
// removed-master-label speaks.
type oldLabel struct{ facts.Rename }

func oldLabelOf(known *facts.Facts, key string) (oldLabel, bool) {
	rename, found := known.Rename(key)
	return oldLabel{rename}, found
}

func checkDeprecatedNodeLabel(_ context.Context, pass *lint.Pass) error {
	known := facts.Of(pass.Snapshot)
	for _, w := range pass.Workloads() {
		for _, r := range everyRequirement(w) {
			if old, found := oldLabelOf(known, r.Key); found && !r.Field {
				reportOldLabel(pass, w, &r, old)
			}
		}
		for _, at := range topologyKeys(w) {
			key, _ := at.Text()
			if old, found := oldLabelOf(known, key); found {
				reportOldTopology(pass, w, at, old)
			}
		}
	}
	return nil
}

// everyRequirement lists the pairs of the node selector and the requirements of all
// terms of required node affinity.
func everyRequirement(w *placement.Workload) []requirement {
	all := selectorPairs(w)
	for _, t := range affinityTerms(w) {
		all = append(all, t.Requirements...)
	}
	return all
}

// topologyKeys are the fields that name the label by which pods are spread, or kept near
// to each other or apart.
func topologyKeys(w *placement.Workload) []manifest.Ref {
	var all []manifest.Ref
	for i := range w.Spec().TopologySpreadConstraints {
		all = append(all, w.At("spec", "topologySpreadConstraints", i, "topologyKey"))
	}
	affinity := w.Spec().Affinity
	if affinity == nil {
		return all
	}
	add := func(field string, required, preferred int) {
		at := w.At("spec", "affinity", field)
		for i := range required {
			all = append(all, at.At("requiredDuringSchedulingIgnoredDuringExecution", i, "topologyKey"))
		}
		for i := range preferred {
			all = append(all, at.At("preferredDuringSchedulingIgnoredDuringExecution", i, "podAffinityTerm", "topologyKey"))
		}
	}
	if near := affinity.PodAffinity; near != nil {
		add("podAffinity", len(near.RequiredDuringSchedulingIgnoredDuringExecution),
			len(near.PreferredDuringSchedulingIgnoredDuringExecution))
	}
	if apart := affinity.PodAntiAffinity; apart != nil {
		add("podAntiAffinity", len(apart.RequiredDuringSchedulingIgnoredDuringExecution),
			len(apart.PreferredDuringSchedulingIgnoredDuringExecution))
	}
	return all
}

func reportOldLabel(pass *lint.Pass, w *placement.Workload, r *requirement, old oldLabel) {
	at := r.At
	if at.At("key").Exists() {
		at = at.At("key")
	}
	remedy := old.renamed(w, r)
	if skipped := skippedFor(pass, w, r, old); len(skipped) > 0 {
		pass.ReportAt(w.Object, at.KeySpan(), fmt.Sprintf("%s skips %s: %s in place of %s",
			w, someOf(skipped, len(pass.Nodes())), haveLabel(skipped, old.Successor), old.Old),
			lint.As(lint.Error), lint.OnNodes(skipped...), remedy)
		return
	}
	pass.ReportAt(w.Object, at.KeySpan(), fmt.Sprintf("%s asks for the label %s, which %s", w, old.Old, old.replaced()), lint.As(old.severity(pass)), remedy)
}

func haveLabel(names []string, label string) string {
	if len(names) == 1 {
		return "it has " + label
	}
	return "they have " + label
}

func reportOldTopology(pass *lint.Pass, w *placement.Workload, at manifest.Ref, old oldLabel) {
	pass.Report(at, fmt.Sprintf("%s names the label %s as topology, which %s", w, old.Old, old.replaced()), lint.As(old.severity(pass)), old.fix("Name "+old.Successor, at.Put(old.Successor)))
}

// replaced says by which label, and since when.
func (l oldLabel) replaced() string {
	if l.Since == "" {
		return l.Successor + " has replaced"
	}
	return l.Successor + " has replaced since " + l.Since
}

// renamed asks for the successor, unless that is asked for, too.
func (l oldLabel) renamed(w *placement.Workload, r *requirement) lint.Detail {
	summary := "Ask for " + l.Successor
	if key := r.At.At("key"); key.Exists() {
		return l.fix(summary, key.Put(l.Successor))
	}
	if w.At("spec", "nodeSelector", l.Successor).Exists() {
		return lint.Suggest("Leave it out: " + l.Successor + " is asked for, too")
	}
	return l.fix(summary, r.At.Rename(l.Successor))
}

// fix is safe where nodes have both labels, with one value.
func (l oldLabel) fix(summary string, change manifest.Change) lint.Detail {
	if l.Copied {
		return lint.SafeFix(summary, change)
	}
	return lint.UnsafeFix(summary, change)
}

// severity is hygiene where nodes have the label today.
func (l oldLabel) severity(pass *lint.Pass) lint.Severity {
	lacks := func(node *inventory.Node) bool {
		_, labelled := node.Labels[l.Old]
		return !labelled
	}
	if l.Copied || len(pass.Nodes()) > 0 && !slices.ContainsFunc(pass.Nodes(), lacks) {
		return lint.Info
	}
	return lint.Warning
}

// skippedFor names the nodes that a DaemonSet skips for this requirement alone, and that
// the successor of the label would let it run on.
func skippedFor(pass *lint.Pass, w *placement.Workload, r *requirement, old oldLabel) []string {
	if w.DaemonSet == nil || len(pass.Nodes()) == 0 {
		return nil
	}
	var names []string
	for _, verdict := range pass.Placement().Of(w) {
		if verdict.Outcome != placement.Excluded || len(verdict.Refusals) != 1 ||
			!slices.Equal(verdict.Refusals[0].By.Path, r.At.Path) {
			continue
		}
		for _, node := range verdict.Nodes {
			if replaced(r, old, node) {
				names = append(names, node.Name)
			}
		}
	}
	return names
}

// replaced reports whether a node has the successor with a value that is asked for, and
// not the label itself.
func replaced(r *requirement, old oldLabel, node *inventory.Node) bool {
	_, labelled := node.Labels[old.Old]
	value, succeeded := node.Labels[old.Successor]
	if labelled || !succeeded {
		return false
	}
	return r.Operator == corev1.NodeSelectorOpExists ||
		r.Operator == corev1.NodeSelectorOpIn && slices.Contains(r.Values, value)
}
