package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed notin_matches_unlabelled_nodes.txtar
var notInMatchesUnlabelledNodesExamples []byte

var notInMatchesUnlabelledNodes = &lint.Rule{
	Name:     "notin-matches-unlabelled-nodes",
	Category: lint.Affinity,
	Severity: lint.Info,
	Summary:  "NotIn lets a DaemonSet run on nodes that do not have the label at all",
	Examples: notInMatchesUnlabelledNodesExamples,
	Check:    checkNotInMatchesUnlabelledNodes,
}

func checkNotInMatchesUnlabelledNodes(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, w := range f.daemonSets {
		terms := affinityTerms(w)
		if len(f.nodes) == 0 || f.intended[w] || len(terms) != 1 {
			continue
		}
		for _, r := range terms[0].Requirements {
			if r.Operator == corev1.NodeSelectorOpNotIn && !r.Field && !r.isPlatform() && r.Key != corev1.LabelHostname {
				judgeNotIn(pass, f, w, r)
			}
		}
	}
	return nil
}

// judgeNotIn speaks of nodes without the label where most have it with values of
// either kind: a label that only marks what is left out is missing elsewhere by
// design.
func judgeNotIn(pass *lint.Pass, f *fleet, w *placement.Workload, r requirement) {
	wanted := f.gather(f.wanting(w))
	if near, change := f.leftOutByMistake(r, wanted); near != "" {
		pass.Report(r.At, fmt.Sprintf("%s leaves out no node by %s: no node has that label, and nodes that it takes have %s",
			w, r.text(), near), lint.As(lint.Warning), lint.UnsafeFix("Write "+near, change))
		return
	}
	without := slices.DeleteFunc(wanted, func(node *inventory.Node) bool { _, has := node.Labels[r.Key]; return has })
	if len(without) == 0 || !f.partitions(r) {
		return
	}
	names, them := namesOf(without), "them"
	if len(names) == 1 {
		them = "it"
	}
	pass.Report(r.At, fmt.Sprintf("%s takes %s, which %s no label %s: NotIn matches %s too",
		w, someOf(names, len(f.nodes)), have(names), r.Key, them), lint.OnNodes(names...),
		lint.Suggest(fmt.Sprintf("Require %s Exists as well, if nodes without it are not meant", r.Key)))
}

// partitions reports whether most nodes have the label of a requirement, some of
// them with a value that it does not leave out.
func (f *fleet) partitions(r requirement) bool {
	values := slices.Collect(maps.Keys(f.labels[r.Key]))
	return 2*f.labels.labelled(r.Key) >= len(f.nodes) && slices.ContainsFunc(values, r.meets)
}

// leftOutByMistake returns the label, of nodes that the workload takes, that was most
// likely meant to be left out, and writes it; "" where nothing is near.
func (f *fleet) leftOutByMistake(r requirement, wanted []*inventory.Node) (near string, write manifest.Change) {
	for _, value := range r.Values {
		if f.labels[r.Key][value] > 0 {
			return "", manifest.Change{}
		}
	}
	known := indexLabels(wanted)
	if f.labels[r.Key] == nil {
		key := mistyped(r.Key, slices.Sorted(maps.Keys(f.labels)))
		for _, value := range r.Values {
			if known[key][value] > 0 {
				return pairText(key, value), r.At.At("key").Put(key)
			}
		}
		return "", manifest.Change{}
	}
	for i, value := range r.Values {
		if near := mistyped(value, slices.Sorted(maps.Keys(known[r.Key]))); near != "" {
			return pairText(r.Key, near), r.At.At("values", i).Put(near)
		}
	}
	return "", manifest.Change{}
}
