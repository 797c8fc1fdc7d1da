package policies_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/policies"
)

// greedy runs a policy that must be stopped beside one that must still report.
func greedy(t *testing.T, options policies.Options, body string) string {
	t.Helper()
	options.Dirs = []string{write(t, "-- greedy.rego --\n"+policyHead+body+
		"\n-- main.rego --\npackage main\n\ndeny contains concat(\" \", [\"still\", input.kind]) if input.kind == \"DaemonSet\"\n")}
	rules, err := options.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(manifests))}}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set), rules)
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Findings) != 1 || result.Findings[0].Message != "still DaemonSet" || len(result.Failures) != 1 {
		t.Fatalf("found %v, failed %v", result.Findings, result.Failures)
	}
	return result.Failures[0].Error()
}

// TestMemory stops a policy that builds a huge set, long before its time is over. It runs
// by itself: the memory is that of the whole program.
func TestMemory(t *testing.T) {
	const huge = `
findings contains {"at": ["pods", 0], "message": "x"} if {
	all := {sprintf("%d-%d", [a, b]) | some a in numbers.range(1, 100000); some b in numbers.range(1, 100000)}
	count(all) == 3
}
`
	got := greedy(t, policies.Options{Memory: 32 << 20, Timeout: time.Minute}, huge)
	if !strings.HasPrefix(got, "rule own: ") || !strings.HasSuffix(got, "greedy.rego:7:1: stopped: it takes more than 32 MiB of memory") {
		t.Error(got)
	}
}

// TestMemoryAtOnce calls what would take all memory of a machine in one step: there is
// nothing to stop then, and so it is refused.
func TestMemoryAtOnce(t *testing.T) {
	t.Parallel()
	for call, want := range map[string]string{
		`bits.lsh(1, 1000000000000)`:         "greedy.rego:10:3: eval_builtin_error: bits.lsh: the result takes 119209 MiB of memory, and a policy has 1024",
		`concat(wide, many)`:                 "greedy.rego:10:3: eval_builtin_error: concat: the result takes 1907 MiB",
		`concat(wide, {x | some x in many})`: "greedy.rego:10:3: eval_builtin_error: concat: the result takes 1907 MiB",
	} {
		body := `
findings contains {"at": ["pods", 0], "message": "x"} if {
	wide := sprintf("%999999d", [1])
	many := [sprintf("%d", [i]) | some i in numbers.range(1, 2000)]
	[CALL] != [wide, many]
}
`
		if got := greedy(t, policies.Options{}, strings.Replace(body, "CALL", call, 1)); !strings.Contains(got, want) {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

// TestBoundedFunctions call the functions that are bounded, and a rule of a like name.
func TestBoundedFunctions(t *testing.T) {
	t.Parallel()
	rule := one(t, "-- own.rego --\n"+policyHead+`
import data.lib.bits

findings contains {"at": ["pods", 0], "message": concat("", [concat(",", {"b", "a"}), join, bits.lsh(1, 2)])} if {
	every x in ["a"] { concat("", [x]) == "a" }
}

join := concat("-", ["c", sprintf("%d", [8])])
-- lib/bits.rego --
package lib.bits

lsh(a, b) := sprintf(" %d<<%d", [a, b])
`)
	result := check(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", rule)
	if len(result.Failures) > 0 || len(result.Findings) != 1 || result.Findings[0].Message != "a,bc-8 1<<2" {
		t.Errorf("found %+v, failed %v", result.Findings, result.Failures)
	}
}
