package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/policies"
)

// TestReadme holds the table of rules and the screens of the README against what
// dslint prints.
func TestReadme(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	data, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(data)
	want := withScreens(t, withRules(t, text))
	if want == text {
		return
	}
	if !*update {
		t.Fatalf("README.md is stale, run go test ./cmd/dslint -update (-README +dslint):\n%s", cmp.Diff(text, want))
	}
	//nolint:gosec // it is a public file
	if err := os.WriteFile("README.md", []byte(want), 0o644); err != nil {
		t.Fatal(err)
	}
}

// mostImportant are the rules of which the README speaks.
var mostImportant = []string{
	"untolerated-taint", "daemonset-matches-no-node", "exceeds-node-allocatable", "refused-pod", "missing-service-account",
	"host-port-conflict", "startup-taint-deadlock", "master-toleration-without-control-plane", "unknown-field",
	"removed-api-version", "memory-unit-suspicious", "volatile-label-in-selector", "missing-priority-class", "missing-requests",
}

func withRules(t *testing.T, text string) string {
	t.Helper()
	const start, end = "-update -->\n", "<!-- end of rules -->"
	head, rest, found := strings.Cut(text, start)
	_, tail, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("README.md has no place for the table of rules")
	}
	return head + start + rulesInBrief(t) + end + tail
}

func rulesInBrief(t *testing.T) string {
	t.Helper()
	all := allRules(t)
	counts := map[lint.Category]int{}
	for _, rule := range all {
		counts[rule.Category]++
	}
	var parts []string
	for _, category := range categoriesOf(all) {
		parts = append(parts, fmt.Sprintf("[%s](docs/rules.md#%s) %d", category, category, counts[category]))
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[%d rules](docs/rules.md) in %d categories: %s. The ones that matter most:\n\n| rule | severity | finds |\n|---|---|---|\n",
		len(all), len(counts), strings.Join(parts, ", "))
	for _, name := range mostImportant {
		rule, err := findRule(all, name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "| [`%s`](docs/rules.md#%s) | %s | %s |\n", name, name, severityOf(rule), inMarkdown(rule.Summary))
	}
	return b.String()
}

func allRules(t *testing.T) []*lint.Rule {
	t.Helper()
	all, err := catalogue(policies.Options{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

var shownCommand = regexp.MustCompile("(?m)^\\$ go run \\./cmd/dslint (.*)\n(?s:.*?)```")

// withScreens runs the commands that the README shows.
func withScreens(t *testing.T, text string) string {
	t.Helper()
	shown := 0
	text = shownCommand.ReplaceAllStringFunc(text, func(block string) string {
		shown++
		line, _, _ := strings.Cut(block, "\n")
		_, stdout, stderr := call(t, nil, false, "", arguments(strings.TrimPrefix(line, "$ go run ./cmd/dslint "))...)
		return line + "\n" + stdout + stderr + "```"
	})
	if shown == 0 {
		t.Fatal("README.md shows no command with its output")
	}
	return text
}

// arguments splits a line as a shell does that knows single quotes only.
func arguments(line string) []string {
	var all []string
	for i, part := range strings.Split(line, "'") {
		if i%2 == 1 {
			all = append(all, part)
			continue
		}
		all = append(all, strings.Fields(part)...)
	}
	return all
}
