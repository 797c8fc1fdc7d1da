package diff

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
)

// Kind is whether something is added, removed or changed.
type Kind string

// The kinds of changes.
const (
	Added   Kind = "added"
	Removed Kind = "removed"
	Changed Kind = "changed"
	// Same is a workload that is as it was, and whose pods a change of something else
	// concerns.
	Same Kind = "unchanged"
)

// NodeChange is what happens to Nodes, in the same way to all of them.
type NodeChange struct {
	Kind  Kind
	Names []string
	// Changes are, for Changed, what is different: "taint key=value:NoSchedule added".
	Changes []string
}

func compareNodes(before, after []*inventory.Node) []*NodeChange {
	var changes []*NodeChange
	at := map[string]*NodeChange{}
	note := func(kind Kind, name string, texts []string) {
		key := string(kind) + "\x00" + strings.Join(texts, "\x00")
		if at[key] == nil {
			at[key] = &NodeChange{Kind: kind, Changes: texts}
			changes = append(changes, at[key])
		}
		at[key].Names = append(at[key].Names, name)
	}
	was := map[string]*inventory.Node{}
	for _, node := range before {
		was[node.Name] = node
	}
	for _, node := range after {
		old := was[node.Name]
		delete(was, node.Name)
		if old == nil {
			note(Added, node.Name, nil)
		} else if texts := nodeChanges(old, node); len(texts) > 0 {
			note(Changed, node.Name, texts)
		}
	}
	for _, node := range before {
		if was[node.Name] != nil {
			note(Removed, node.Name, nil)
		}
	}
	return changes
}

// nodeChanges tells what is different in what counts for placement.
func nodeChanges(old, now *inventory.Node) []string {
	texts := taintChanges(old.Spec.Taints, now.Spec.Taints)
	texts = append(texts, labelChanges(old.Labels, now.Labels)...)
	if old.Spec.Unschedulable != now.Spec.Unschedulable {
		texts = append(texts, map[bool]string{true: "cordoned", false: "uncordoned"}[now.Spec.Unschedulable])
	}
	return append(texts, capacityChanges(old, now)...)
}

func taintChanges(old, now []corev1.Taint) []string {
	var texts []string
	holds := func(taints []corev1.Taint, taint corev1.Taint) bool {
		return slices.ContainsFunc(taints, func(t corev1.Taint) bool { return t.MatchTaint(&taint) && t.Value == taint.Value })
	}
	for _, taint := range now {
		if !holds(old, taint) {
			texts = append(texts, "taint "+taint.ToString()+" added")
		}
	}
	for _, taint := range old {
		if !holds(now, taint) {
			texts = append(texts, "taint "+taint.ToString()+" removed")
		}
	}
	return texts
}

// labelChanges leaves out the label that holds the name of the node.
func labelChanges(old, now map[string]string) []string {
	var texts []string
	all := maps.Clone(old)
	if all == nil {
		all = map[string]string{}
	}
	maps.Copy(all, now)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		was, had := old[key]
		is, has := now[key]
		switch {
		case key == corev1.LabelHostname || had && has && was == is:
		case !had:
			texts = append(texts, fmt.Sprintf("label %s=%s added", key, is))
		case !has:
			texts = append(texts, fmt.Sprintf("label %s=%s removed", key, was))
		default:
			texts = append(texts, fmt.Sprintf("label %s=%s was %s", key, is, was))
		}
	}
	return texts
}

func capacityChanges(old, now *inventory.Node) []string {
	var texts []string
	all := maps.Clone(old.Allocatable)
	if all == nil {
		all = corev1.ResourceList{}
	}
	maps.Copy(all, now.Allocatable)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		was, is := old.Allocatable[name], now.Allocatable[name]
		if was.Cmp(is) != 0 {
			texts = append(texts, fmt.Sprintf("allocatable %s %s, was %s", name, is.String(), was.String()))
		}
	}
	return texts
}
