package report_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	appsv1 "k8s.io/api/apps/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/lint/report"
)

func diffMarkdown(t *testing.T, d *diff.Diff) string {
	t.Helper()
	format, err := report.Pick(report.DiffFormats(), "markdown")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := format.Write(&b, d, report.Options{}); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	const most, least = 65536, 50_000
	if size := utf8.RuneCountInString(text); size > most || size < least {
		t.Errorf("the comment has %d characters", size)
	}
	if strings.Count(text, "<details>") != strings.Count(text, "</details>") {
		t.Error("a fold is not closed")
	}
	return text
}

// TestMarkdownLimit fills a comment many times over: it stays below what GitHub takes,
// names every cluster, and new findings have a place in it.
func TestMarkdownLimit(t *testing.T) {
	t.Parallel()
	d := &diff.Diff{}
	for c := range 60 {
		cluster := &diff.Cluster{Name: fmt.Sprintf("cluster-%d", c), Kind: diff.Changed}
		for n := range 100 {
			cluster.Nodes = append(cluster.Nodes, &diff.NodeChange{Kind: diff.Added, Names: []string{fmt.Sprintf("ü-%d-%d", c, n)}})
		}
		d.Clusters = append(d.Clusters, cluster)
	}
	rule := sampleRules()[0]
	for n := range 2000 {
		finding := &lint.Finding{
			Rule: rule, Severity: lint.Error, Message: fmt.Sprintf("the field %d does not exist", n),
			Clusters: []string{fmt.Sprintf("cluster-%d", n/1000)},
		}
		d.New, d.Gone = append(d.New, finding), append(d.Gone, finding)
	}
	text := diffMarkdown(t, d)
	for c := range 60 {
		if row := fmt.Sprintf("| cluster-%d | 0 |", c); !strings.Contains(text, row) {
			t.Errorf("%q is missing", row)
		}
	}
	for _, part := range []string{
		"#### Cluster cluster-1\n", "<details><summary>New findings: 2000</summary>", "the field 10 does", "the field 1010 does",
		"lines about nodes. dslint diff shows all.", "Left out here: 34 more clusters", " of cluster-1). dslint diff shows all.",
	} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing", part)
		}
	}
}

// manyWorkloads is a diff of three clusters; two have 500 workloads that gain a node,
// one that the API server refuses and one that loses a node.
func manyWorkloads() *diff.Diff {
	d := &diff.Diff{Clusters: []*diff.Cluster{{Name: "small", Kind: diff.Changed}}}
	for c, name := range []string{"prod", "staging"} {
		cluster := &diff.Cluster{Name: name, Kind: diff.Changed}
		for n := range 500 {
			w := &placement.Workload{
				Object:    &manifest.Object{Kind: "DaemonSet", Namespace: name, Name: fmt.Sprintf("agent-%03d", n)},
				DaemonSet: &appsv1.DaemonSet{},
			}
			changed := &diff.Workload{
				Kind: diff.Changed, Before: w, After: w, Was: placement.Count{Desired: 12, Current: 12, Ready: 12},
				Is:    placement.Count{Desired: 13, Current: 13, Ready: 13},
				Moves: []placement.Move{{Workload: w, Node: "node-1", Kind: placement.Comes, Verdict: &placement.Verdict{Workload: w}}},
			}
			switch n {
			case 400 + c:
				changed.Errors = []string{"spec.selector: Required value"}
			case 450 + c:
				changed.Moves = []placement.Move{{Workload: w, Node: "node-2", Kind: placement.Lost}}
			}
			cluster.Workloads = append(cluster.Workloads, changed)
		}
		d.Clusters = append(d.Clusters, cluster)
	}
	return d
}

// TestMarkdownShares holds 500 DaemonSets in each of two clusters against the limit: both
// are told, each with what is worst in it, wherever that stands.
func TestMarkdownShares(t *testing.T) {
	t.Parallel()
	d := manyWorkloads()
	text := diffMarkdown(t, d)
	parts := strings.Split(text, "#### Cluster ")
	if len(parts) != 3 {
		t.Fatalf("there are %d clusters", len(parts)-1)
	}
	for c, name := range []string{"prod", "staging"} {
		row := fmt.Sprintf("| %s | 500 (**1** refused by the API server) | **499** | **1** | 0 | 0 |  | 0 | 0 |\n", name)
		if !strings.Contains(parts[0], row) {
			t.Errorf("%q is missing in %s", row, parts[0])
		}
		for _, want := range []string{
			name + "\n", fmt.Sprintf("**DaemonSet %s/agent-%d**\n\n- the API server refuses it", name, 400+c),
			fmt.Sprintf("**DaemonSet %s/agent-%d**\n\n- on node-2: the pod is lost with its node", name, 450+c),
			"\nLeft out here: ",
		} {
			if !strings.Contains(parts[1+c], want) {
				t.Errorf("%s: %q is missing", name, want)
			}
		}
	}
	if !strings.Contains(parts[0], "Nothing changes in: small\n") {
		t.Error("the cluster in which nothing changes is not named")
	}
	if a, b := len(parts[1]), len(parts[2]); a-b > a/10 || b-a > a/10 {
		t.Errorf("the clusters have %d and %d bytes", a, b)
	}
}

// TestAlikeClusters says once what happens to several clusters.
func TestAlikeClusters(t *testing.T) {
	t.Parallel()
	d := &diff.Diff{}
	for _, name := range []string{"a", "b", "c", "d"} {
		cluster := &diff.Cluster{Name: name, Kind: diff.Changed}
		if name != "d" {
			cluster.Nodes = []*diff.NodeChange{{Kind: diff.Removed, Names: []string{map[string]string{"a": "x", "b": "y", "c": "x"}[name]}}}
		}
		d.Clusters = append(d.Clusters, cluster)
	}
	var b strings.Builder
	if err := report.DiffFormats()[0].Write(&b, d, report.Options{}); err != nil {
		t.Fatal(err)
	}
	want := "Clusters\n  a: 1 node, 0 workloads\n  b: 1 node, 0 workloads\n  c: 1 node, 0 workloads\n  d: nothing changes\n\nClusters a, c: nodes\n  x: removed\n\nCluster b: nodes\n  y: removed\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}
