package policies_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/policies"
)

// policyHead is what every policy of these tests starts with.
const policyHead = `# METADATA
# title: A test
# custom:
#   severity: warning
package dslint.own
`

// write lays an archive out in a new directory.
func write(t *testing.T, archive string) string {
	t.Helper()
	dir := t.TempDir()
	for _, file := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, filepath.FromSlash(file.Name))
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, file.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// load loads the policies of an archive.
func load(t *testing.T, archive string) ([]*lint.Rule, error) {
	t.Helper()
	dir := write(t, archive)
	rules, err := policies.Load(dir)
	if err != nil {
		err = &relative{strings.ReplaceAll(err.Error(), filepath.ToSlash(dir)+"/", "")}
	}
	return rules, err
}

// relative is an error without the directory of the test.
type relative struct{ text string }

func (r *relative) Error() string { return r.text }

// one loads an archive of one policy.
func one(t *testing.T, archive string) *lint.Rule {
	t.Helper()
	rules, err := load(t, archive)
	if err != nil {
		t.Fatal(err)
	}
	if len(rules) != 1 {
		t.Fatalf("there are %d rules", len(rules))
	}
	return rules[0]
}

// check runs rules over manifests.
func check(t *testing.T, manifests string, rules ...*lint.Rule) *lint.Result {
	t.Helper()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(manifests))}}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set), rules)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestLoad(t *testing.T) {
	t.Parallel()
	rules, err := load(t, `
-- team/host_pid.rego --
# METADATA
# title: A pod shares the process ids of its node
# description: Every process is seen.
# custom:
#   severity: error
#   category: security
#   owner: team-a
package dslint.host_pid

import data.team.titles

findings contains {"at": array.concat(workload.at, ["hostPID"]), "message": titles.of(workload)} if {
	some workload in input.workloads
	workload.pod.hostPID
}
-- team/host_pid.txtar --
The prose.
-- team/host_pid_test.rego --
package dslint.host_pid_test

this is not read
-- lib/titles.rego --
package team.titles

of(workload) := sprintf("%s sees all", [workload.title])
-- plain.rego --
# METADATA
# title: Never found
# custom: {severity: info, off: true}
package dslint.plain

findings contains finding if {
	some finding in []
}
-- .hidden/broken.rego --
package
`)
	if err != nil {
		t.Fatal(err)
	}
	var got []card
	for _, rule := range rules {
		got = append(got, card{rule.Name, rule.Category, rule.Severity, rule.Off, rule.Summary})
	}
	want := []card{
		{"plain", "policy", lint.Info, true, "Never found"},
		{"host-pid", lint.Security, lint.Error, false, "A pod shares the process ids of its node"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("Every process is seen.\n\nThe prose.\n", string(rules[1].Examples)); diff != "" {
		t.Error(diff)
	}
	result := check(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  hostPID: true\n", rules...)
	if len(result.Findings) != 1 || result.Findings[0].Message != "Pod default/a sees all" ||
		result.Findings[0].At.String() != "a.yaml:5:12" || len(result.Failures) > 0 {
		t.Errorf("found %+v, failed %v", result.Findings, result.Failures)
	}
}

func TestLoadTakesFilesAndRepeats(t *testing.T) {
	t.Parallel()
	dir := write(t, "-- sub/own.rego --\n"+policyHead+"\nfindings contains 1 if false\n")
	rules, err := policies.Load(dir, filepath.Join(dir, "sub"), filepath.Join(dir, "sub", "own.rego"))
	if err != nil || len(rules) != 1 {
		t.Errorf("got %d rules, error %v", len(rules), err)
	}
	if rules, err := policies.Load(); err != nil || rules != nil {
		t.Errorf("no directory gives %v, %v", rules, err)
	}
}

func TestLoadRefuses(t *testing.T) {
	t.Parallel()
	const finds = "\nfindings contains 1 if false\n"
	for name, test := range map[string]struct{ archive, want string }{
		"syntax": {
			"-- own.rego --\n" + policyHead + "\nfindings contains if {\n}\n",
			"own.rego:7:19: rego_parse_error: unexpected if keyword",
		},
		"empty file": {
			"-- own.rego --\n",
			"own.rego:1:1: rego_parse_error: empty module",
		},
		"nothing but a comment": {
			"-- own.rego --\n# METADATA\n# title: A\n",
			"own.rego:1:1: ",
		},
		"Rego v0": {
			"-- own.rego --\n" + policyHead + "\nfindings[1] { true }\n",
			"own.rego:7:1: rego_parse_error: `if` keyword is required before rule body",
		},
		"unknown function": {
			"-- own.rego --\n" + policyHead + "\nfindings contains 1 if counts([]) == 0\n",
			"own.rego:7:24: rego_type_error: undefined function counts",
		},
		"strict": {
			"-- own.rego --\n" + policyHead + "\nfindings contains 1 if {\n\tx := 1\n}\n",
			"own.rego:8:2: rego_compile_error: assigned var x unused",
		},
		"network": {
			"-- own.rego --\n" + policyHead + "\nfindings contains 1 if http.send({}).body\n",
			"own.rego:7:24: rego_type_error: undefined function http.send: dslint works offline",
		},
		"all that is wrong is told": {
			"-- a.rego --\npackage dslint.a\n\nx := \n-- b.rego --\npackage dslint.b\n\ny := \n",
			"b.rego:4:1: rego_parse_error: unexpected eof token",
		},
		"no metadata": {
			"-- own.rego --\npackage dslint.own\n" + finds,
			"own.rego:1:1: data.dslint.own has no METADATA above it: title and custom.severity",
		},
		"no title": {
			"-- own.rego --\n# METADATA\n# custom: {severity: info}\npackage dslint.own\n" + finds,
			"own.rego:1:1: METADATA has no title",
		},
		"no severity": {
			"-- own.rego --\n# METADATA\n# title: A\n# custom: {severty: info}\npackage dslint.own\n" + finds,
			"own.rego:1:1: METADATA has no custom.severity: error, warning or info",
		},
		"unknown severity": {
			"-- own.rego --\n# METADATA\n# title: A\n# custom: {severity: high}\npackage dslint.own\n" + finds,
			"own.rego:1:1: custom.severity is the text \"high\": use error, warning or info",
		},
		"off for a severity": {
			"-- own.rego --\n# METADATA\n# title: A\n# custom: {severity: off}\npackage dslint.own\n" + finds,
			"own.rego:1:1: custom.severity is ",
		},
		"category": {
			"-- own.rego --\n# METADATA\n# title: A\n# custom: {severity: info, category: 3}\npackage dslint.own\n" + finds,
			"own.rego:1:1: custom.category is not a word, but the number 3",
		},
		"off": {
			"-- own.rego --\n# METADATA\n# title: A\n# custom: {severity: info, off: maybe}\npackage dslint.own\n" + finds,
			"own.rego:1:1: custom.off is neither true nor false, but the text \"maybe\"",
		},
		"metadata that is no YAML": {
			"-- own.rego --\n# METADATA\n# title: [\npackage dslint.own\n" + finds,
			"own.rego:2:1: rego_parse_error: yaml: ",
		},
		"name": {
			"-- own.rego --\n# METADATA\n# title: A\n# custom: {severity: info}\npackage dslint.Own\n" + finds,
			"own.rego:4:1: package name \"Own\": a policy has words of small letters and digits, joined by _",
		},
		"no findings": {
			"-- own.rego --\n" + policyHead + "\nfinding contains 1 if false\n",
			"own.rego:5:1: data.dslint.own has no rule \"findings\", without which it finds nothing",
		},
		"findings that are no set": {
			"-- own.rego --\n" + policyHead + "\nfindings := [1]\n",
			"own.rego:7:1: findings is not a set",
		},
		"findings that take an argument": {
			"-- own.rego --\n" + policyHead + "\nfindings(x) := x\n",
			"own.rego:7:1: findings is not a set",
		},
		"name of a built-in policy": {
			"-- own.rego --\n# METADATA\n# title: A\n# custom: {severity: info}\npackage dslint.host_path_root\n" + finds,
			"own.rego:4:1: rule host-path-root: the name is that of a built-in policy",
		},
		"name of another policy": {
			"-- a.rego --\n" + policyHead + finds + "-- b.rego --\n" + policyHead + "\nfindings contains 2 if false\n",
			"b.rego:5:1: rule own: the name is that of a.rego:5:1",
		},
		"module that nothing uses": {
			"-- own.rego --\n" + policyHead + finds + "-- main.rego --\npackage main\n\nfindings contains \"x\" if true\n",
			"main.rego:1:1: data.main has findings and is neither a policy (package dslint.NAME) nor used by one",
		},
		"no policy": {"-- README.md --\n", " holds no policy (NAME.rego)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rules, err := load(t, test.archive)
			if err == nil || !strings.Contains(err.Error(), test.want) || rules != nil {
				t.Errorf("got %d rules and error %v, want one that says %q", len(rules), err, test.want)
			}
		})
	}
}

func TestLoadRefusesMissingDirectory(t *testing.T) {
	t.Parallel()
	_, err := policies.Load("gone")
	if err == nil || err.Error() != "reading policies: stat gone: no such file or directory" {
		t.Error(err)
	}
}

func sorted(lines []string) []string { return slices.Sorted(slices.Values(lines)) }
