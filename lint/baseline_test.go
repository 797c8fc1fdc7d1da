package lint_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

const agents = `apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  containers:
    - {name: a, image: x:1}
    - {name: b, image: y:2}
---
apiVersion: v1
kind: Node
metadata: {name: gpu-1}
---
apiVersion: v1
kind: Node
metadata: {name: gpu-2}
`

// images reports the image of every container, and the nodes by name.
func images(pass *lint.Pass) {
	var names []string
	for _, node := range pass.Nodes() {
		names = append(names, node.Name)
	}
	for _, w := range pass.Workloads() {
		for i := range w.Spec().Containers {
			pass.Report(w.At("spec", "containers", i, "image"),
				fmt.Sprintf("%s skips %d of %d nodes (%s): it takes 100m", w, len(names), len(names), strings.Join(names, ", ")))
		}
	}
}

func runImages(t *testing.T, text string) (*lint.Snapshot, *lint.Result, []*lint.Rule) {
	t.Helper()
	rules := []*lint.Rule{
		{Name: "images", Severity: lint.Warning, Check: func(_ context.Context, pass *lint.Pass) error { images(pass); return nil }},
		lint.BadSuppression(),
	}
	snapshot := lint.NewSnapshot(set(t, text))
	result, err := lint.Run(context.Background(), snapshot, rules)
	if err != nil {
		t.Fatal(err)
	}
	return snapshot, result, rules
}

func accept(t *testing.T, baseline, text string) *lint.Result {
	t.Helper()
	parsed, err := lint.ParseBaseline(manifest.Parse("b.yaml", []byte(baseline)))
	if err != nil {
		t.Fatal(err)
	}
	snapshot, result, rules := runImages(t, text)
	result.Accept(parsed, lint.NewFleet(snapshot), rules)
	return result
}

// firstAgent is the first document of agents.
var firstAgent, _, _ = strings.Cut(agents, "---")

func TestBaseline(t *testing.T) {
	t.Parallel()
	snapshot, result, _ := runImages(t, agents)
	text := lint.NewBaseline(lint.NewFleet(snapshot), result).Text()
	want := `# Findings that are accepted until they are gone. dslint --write-baseline writes this file anew.
version: 1
findings:
  - rule: images
    object: "Pod default/agent"
    field: "spec.containers[a].image"
    message: "Pod default/agent skips NODES: it takes #"
  - rule: images
    object: "Pod default/agent"
    field: "spec.containers[b].image"
    message: "Pod default/agent skips NODES: it takes #"
`
	if diff := cmp.Diff(want, text); diff != "" {
		t.Fatal(diff)
	}
	swapped := strings.Replace(strings.Replace(agents, "a, image: x:1", "c, image: z:1", 1), "b, image: y:2", "a, image: x:1", 1)
	for name, test := range map[string]struct {
		text     string
		accepted int
		want     []string
	}{
		"the same":      {text: agents, accepted: 2},
		"moved lines":   {text: "# a comment\n\n" + agents, accepted: 2},
		"renamed nodes": {text: strings.ReplaceAll(agents, "gpu-", "large-"), accepted: 2},
		"one more node": {text: agents + "---\napiVersion: v1\nkind: Node\nmetadata: {name: gpu-3}\n", accepted: 2},
		"another container": {
			text: swapped, accepted: 1,
			want: []string{
				"a.yaml:6:24: warning: Pod default/agent skips 2 of 2 nodes (gpu-1, gpu-2): it takes 100m [images]",
				"b.yaml:8:5: warning: the baseline holds 1 finding that is gone, such as images of Pod default/agent [bad-suppression]",
			},
		},
		"twice the same object": {
			text: agents + "---\n" + firstAgent, accepted: 2,
			want: []string{
				"a.yaml:22:24: warning: Pod default/agent skips 2 of 2 nodes (gpu-1, gpu-2): it takes 100m [images]",
				"a.yaml:23:24: warning: Pod default/agent skips 2 of 2 nodes (gpu-1, gpu-2): it takes 100m [images]",
			},
		},
		"another object": {text: "apiVersion: v1\nkind: Pod\nmetadata: {name: other}\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := accept(t, text, test.text)
			if diff := cmp.Diff(test.want, lines(result)); diff != "" || result.Accepted != test.accepted {
				t.Errorf("accepted %d, want %d: %s", result.Accepted, test.accepted, diff)
			}
		})
	}
}

func TestBaselinesThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                    "b.yaml: a baseline is one document",
		"version: 2\nfindings: []\n":          "b.yaml:1:10: a baseline of version 2 cannot be read, only of version 1",
		"version: 1\nfinding: []\n":           `b.yaml:2:1: unknown field "finding"`,
		"version: 1\nfindings: [{rule: [a]}]": "b.yaml:2:19: findings[0].rule holds a list where a string belongs",
	} {
		if _, err := lint.ParseBaseline(manifest.Parse("b.yaml", []byte(text))); err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestKeepChanged(t *testing.T) {
	t.Parallel()
	pod := func(name, image string) string {
		return "apiVersion: v1\nkind: Pod\nmetadata: {name: " + name + "}\nspec:\n  containers:\n    - {name: a, image: " + image + "}\n---\n"
	}
	node := func(name string) string {
		return "apiVersion: v1\nkind: Node\nmetadata: {name: " + name + "}\n---\n"
	}
	for name, test := range map[string]struct {
		before, now string
		want        int
	}{
		"nothing changed":    {pod("a", "x") + pod("b", "x"), pod("b", "x") + "# moved\n---\n" + pod("a", "x"), 0},
		"one changed":        {pod("a", "x") + pod("b", "x"), pod("a", "y") + pod("b", "x"), 1},
		"one is new":         {pod("a", "x"), pod("a", "x") + pod("b", "x"), 1},
		"a second of a name": {pod("a", "x"), pod("a", "x") + pod("a", "x"), 1},
		"a node is new":      {pod("a", "x") + pod("b", "x"), pod("a", "x") + pod("b", "x") + node("n"), 2},
		"a node is gone":     {pod("a", "x") + node("n") + node("m"), pod("a", "x") + node("n"), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rule := &lint.Rule{Name: "placed", Category: lint.Placement, Severity: lint.Warning, Check: func(_ context.Context, pass *lint.Pass) error {
				images(pass)
				return nil
			}}
			snapshot := lint.NewSnapshot(set(t, test.now))
			result, err := lint.Run(context.Background(), snapshot, []*lint.Rule{rule})
			if err != nil {
				t.Fatal(err)
			}
			result.KeepChanged(set(t, test.before), snapshot.Set, func(string) bool { return true })
			if len(result.Findings) != test.want {
				t.Errorf("%d findings, want %d: %v", len(result.Findings), test.want, lines(result))
			}
		})
	}
}
