package main

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
)

// TestRuleBook holds docs/rules.md against what explain says.
func TestRuleBook(t *testing.T) {
	t.Parallel()
	compareFile(t, "../../docs/rules.md", []byte(ruleBook(allRules(t))))
}

// ofDslintItself are the rules that are about no behaviour of Kubernetes.
var ofDslintItself = []string{"bad-suppression", "unknown-class", "unread-source"}

var knownReference = regexp.MustCompile(
	`^(https://kubernetes\.io/docs/[a-z0-9/-]+/|https://github\.com/[\w.-]+/[\w.-]+/issues/[0-9]+|(sigs\.)?k8s\.io/[\w./-]+, \w+)$`)

// TestReferences asks of each rule where what it says can be read.
func TestReferences(t *testing.T) {
	t.Parallel()
	for _, rule := range allRules(t) {
		page := newPage(rule)
		if own := slices.Contains(ofDslintItself, rule.Name); own == (len(page.references) > 0) {
			t.Errorf("%s has %d references", rule.Name, len(page.references))
		}
		seen := map[string]bool{}
		for _, reference := range page.references {
			if !knownReference.MatchString(reference) || seen[reference] {
				t.Errorf("%s: reference %q", rule.Name, reference)
			}
			seen[reference] = true
		}
		if strings.Contains(page.prose, referencesTitle) {
			t.Errorf("%s: the references are no list: %s", rule.Name, page.prose)
		}
	}
}

func TestMarkdownPage(t *testing.T) {
	t.Parallel()
	rule := &lint.Rule{
		Name: "a-rule", Category: "policy", Severity: lint.Warning, Off: true, Summary: "A <key> is *bad*",
		Options: []lint.Option{{Name: "most", Default: 3, Summary: "How many"}},
		Examples: []byte("Why `a*b` and c*d.\n\nReferences:\n- https://github.com/a/b/issues/7\n- https://kubernetes.io/docs/\n- k8s.io/a, B\n" +
			"-- bad/a.yaml --\na: b # want: it is bad\n-- fixed/a.yaml --\na: c\n-- good/x/one.yaml --\nd: e\n-- good/x/two.yaml --\nf: g\n"),
	}
	const want = "### a-rule\n\n*warning, off by default, policy*\n\nA &lt;key> is \\*bad\\*.\n\nWhy `a*b` and c\\*d.\n\n" +
		"| option | holds | default | |\n|---|---|---|---|\n| `most` | an integer from 0 on | `3` | How many |\n\n" +
		"Bad:\n\n```yaml\na: b\n```\n\nFixed:\n\n```yaml\na: c\n```\n\n" +
		"Good:\n\n`one.yaml`\n\n```yaml\nd: e\n```\n\n`two.yaml`\n\n```yaml\nf: g\n```\n\n" +
		"References:\n\n- [a/b#7](https://github.com/a/b/issues/7)\n- <https://kubernetes.io/docs/>\n- `k8s.io/a, B`\n"
	if got := markdownPage(newPage(rule)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
