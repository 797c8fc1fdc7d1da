package lint_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// TestUnmatched matches findings whatever numbers changed in their messages, each with
// one other, and tells those that name a node more.
func TestUnmatched(t *testing.T) {
	t.Parallel()
	rule := &lint.Rule{Name: "some-rule"}
	find := func(line int, message string, nodes ...string) *lint.Finding {
		at := manifest.Span{File: "a.yaml", Start: manifest.Position{Line: line, Column: 1}}
		return &lint.Finding{Rule: rule, At: at, Message: message, Nodes: nodes}
	}
	was := &lint.Result{Findings: []*lint.Finding{
		find(1, "it skips 1 of 3 nodes", "w1"), find(2, "twice"), find(3, "twice"), find(4, "it goes"), find(5, "it misses 2 things", "w1", "w2"),
	}}
	is := &lint.Result{Findings: []*lint.Finding{
		find(7, "it skips 2 of 9 nodes", "w1", "w2"), find(8, "twice"), find(9, "it comes"), find(10, "it misses 1 things", "w2"),
	}}
	set := lint.NewFleet(lint.NewSnapshot(&manifest.Set{}))
	came, gone := lint.Unmatched(set, set, was, is)
	if diff := cmp.Diff([]string{"it skips 2 of 9 nodes", "it comes"}, messages(came)); diff != "" {
		t.Errorf("came (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"twice", "it goes"}, messages(gone)); diff != "" {
		t.Errorf("gone (-want +got):\n%s", diff)
	}
}

func messages(findings []*lint.Finding) []string {
	var texts []string
	for _, finding := range findings {
		texts = append(texts, finding.Message)
	}
	return texts
}
