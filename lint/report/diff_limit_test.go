package report_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/report"
)

// TestMarkdownLimit fills a comment many times over: it stays below what GitHub takes,
// and new findings have a place in it.
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
		finding := &lint.Finding{Rule: rule, Severity: lint.Error, Message: fmt.Sprintf("the field %d does not exist", n)}
		d.New, d.Gone = append(d.New, finding), append(d.Gone, finding)
	}
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
	for _, part := range []string{"#### Cluster cluster-1\n", "<details><summary>New findings: 2000</summary>", "the field 100 does", "lines left out: dslint diff shows all."} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing", part)
		}
	}
	if strings.Count(text, "<details>") != strings.Count(text, "</details>") {
		t.Error("a fold is not closed")
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
	want := "Clusters a, c: nodes\n  x: removed\n\nCluster b: nodes\n  y: removed\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}
