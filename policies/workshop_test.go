package policies_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/policies"
)

const tested = `
-- own.rego --
# METADATA
# title: A name is short
# custom: {severity: warning}
package dslint.short_name

findings contains {"at": ["pods", i, "metadata", "name"], "message": "the name is short"} if {
	some i, pod in input.pods
	count(pod.metadata.name) < data.least
}

unused if {
	input.never
}
-- own.txtar --
Names are read.
-- bad/short.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: ab # want: short
-- bad/long.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: abcdef # want: short
-- good/short.yaml --
apiVersion: v1
kind: Pod
metadata:
  name: a
`

// TestTests runs tests that pass and tests that do not.
func TestTests(t *testing.T) {
	t.Parallel()
	// The archive in the archive is written by hand.
	policy, examples, _ := strings.Cut(tested, "-- own.txtar --\n")
	dir := write(t, policy)
	for name, text := range map[string]string{
		"own.txtar": examples,
		"data.yaml": "least: 3\n",
		"own_test.rego": `package dslint.short_name_test

import data.dslint.short_name

pods(name) := [{"metadata": {"name": name}}]

test_short if count(short_name.findings) == 1 with input.pods as pods("ab")

test_long if count(short_name.findings) == 1 with input.pods as pods("abcdef")

test_false := false

todo_test_later if false
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		run  string
		want string
	}{
		{"", `pass  own_test.rego:7:1: data.dslint.short_name_test.test_short
FAIL  own_test.rego:9:1: data.dslint.short_name_test.test_long: the rule is undefined
FAIL  own_test.rego:11:1: data.dslint.short_name_test.test_false: the rule is false
skip  own_test.rego:13:1: data.dslint.short_name_test.todo_test_later
pass  bad/short.yaml: short-name/bad/short.yaml
FAIL  bad/long.yaml: short-name/bad/long.yaml: line 4: no finding says "short"
FAIL  good/short.yaml: short-name/good/short.yaml: unexpected: good/short.yaml:4:9: the name is short
not covered: own.rego: lines 11-12
2 of 6 tests pass, 1 skipped, 60.0% of the policies are covered
`},
		{"test_short|bad/short", `pass  own_test.rego:7:1: data.dslint.short_name_test.test_short
pass  bad/short.yaml: short-name/bad/short.yaml
not covered: own.rego: lines 11-12
2 of 2 tests pass, 60.0% of the policies are covered
`},
	} {
		options := policies.TestOptions{Options: policies.Options{Dirs: []string{dir}}, Run: regexp.MustCompile(test.run)}
		report, err := options.Test(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if err := report.Write(&out, true); err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(out.String(), filepath.ToSlash(dir)+"/", "")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Error(diff)
		}
	}
}

func TestTestsRefuse(t *testing.T) {
	t.Parallel()
	for archive, want := range map[string]string{
		"-- a.rego --\npackage main\n\ndeny contains 1 if false\n":                                                     "there is no test: neither NAME_test.rego nor examples in NAME.txtar",
		"-- a.rego --\npackage main\n-- a_test.rego --\npackage main_test\n\ntest_a if parse_config(\"hcl2\", \"\")\n": "a_test.rego:3:11: rego_type_error: undefined function parse_config",
	} {
		options := policies.TestOptions{Options: policies.Options{Dirs: []string{write(t, archive)}}}
		if _, err := options.Test(context.Background()); err == nil || !strings.HasSuffix(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

func TestCheckFormat(t *testing.T) {
	t.Parallel()
	dir := write(t, "-- own.rego --\n"+policyHead+"\nfindings contains 1 if {\n  false\n}\n-- main.rego --\npackage main\n\ndeny[msg] {\n\tmsg := input.x\n}\n")
	err := policies.Check(dir)
	want := filepath.ToSlash(dir) + "/own.rego:8:1: it is not written as opa fmt does"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestCheckCompilesTemplates finds what is wrong with a template that nobody uses.
func TestCheckCompilesTemplates(t *testing.T) {
	t.Parallel()
	dir := write(t, "-- template.yaml --\n"+strings.Replace(ownerTemplate, "not labels.has(", "not label.has(", 1))
	err := policies.Check(dir)
	want := filepath.ToSlash(dir) + "/template.yaml:25:11: rego_type_error: undefined function label.has"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestScaffold(t *testing.T) {
	t.Parallel()
	files, err := policies.Scaffold("on-control-plane")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, file := range files {
		if failed := os.WriteFile(filepath.Join(dir, file.Name), file.Text, 0o600); failed != nil {
			t.Fatal(failed)
		}
	}
	if wrong := policies.Check(dir); wrong != nil {
		t.Error(wrong)
	}
	report, err := policies.TestOptions{Options: policies.Options{Dirs: []string{dir}}}.Test(context.Background())
	if err != nil || report.Failed() > 0 || len(report.Tests) != 4 || report.Coverage != 100 {
		t.Errorf("%v, %+v", err, report)
	}
	for _, name := range []string{"", "a_b", "Name", "-a", "a/b"} {
		if _, err := policies.Scaffold(name); err == nil {
			t.Errorf("%q is taken for a name", name)
		}
	}
}

// bundle packs an archive as opa build does.
func bundle(t *testing.T, archive string) string {
	t.Helper()
	var packed bytes.Buffer
	zip := gzip.NewWriter(&packed)
	out := tar.NewWriter(zip)
	for _, file := range txtar.Parse([]byte(archive)).Files {
		header := &tar.Header{Name: "/" + file.Name, Mode: 0o600, Size: int64(len(file.Data)), Typeflag: tar.TypeReg}
		if err := out.WriteHeader(header); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write(file.Data); err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	if err := zip.Close(); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "bundle.tar.gz")
	if err := os.WriteFile(name, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestBundle(t *testing.T) {
	t.Parallel()
	name := bundle(t, `
-- .manifest --
{"revision": "1", "roots": [""]}
-- team/data.json --
{"kinds": ["ConfigMap"]}
-- policy/main.rego --
package main

deny contains "not here" if input.kind in data.team.kinds
-- signed.wasm --
x
`)
	rules, err := policies.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	got := findings(t, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", rules)
	if diff := cmp.Diff([]string{"3:18 error: not here [main.deny]"}, got); diff != "" {
		t.Error(diff)
	}
	if err := os.WriteFile(name, []byte("no archive"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := policies.Load(name); err == nil || !strings.Contains(err.Error(), "bundle.tar.gz: ") {
		t.Errorf("got %v", err)
	}
}

// TestLinks reads nothing outside a folder.
func TestLinks(t *testing.T) {
	t.Parallel()
	const policy = "package main\n\ndeny contains \"x\"\n"
	outside := write(t, "-- secret.rego --\n"+policy+"-- secret/data.json --\n{\"a\": 1}\n")
	for name, target := range map[string]string{
		"file":     filepath.Join(outside, "secret.rego"),
		"relative": "../" + filepath.Base(outside) + "/secret.rego",
	} {
		dir := write(t, "-- own.rego --\npackage own\n\nwarn contains \"y\"\n")
		if err := os.Symlink(target, filepath.Join(dir, "link.rego")); err != nil {
			t.Fatal(err)
		}
		if rules, err := policies.Load(dir); err == nil || !strings.Contains(err.Error(), "link.rego") {
			t.Errorf("%s: %d rules, error %v", name, len(rules), err)
		}
	}
	dir := write(t, "-- own.rego --\npackage own\n\nwarn contains \"y\"\n")
	if err := os.Symlink(outside, filepath.Join(dir, "folder")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("own.rego", filepath.Join(dir, "same.rego")); err != nil {
		t.Fatal(err)
	}
	rules, err := policies.Load(dir)
	if err != nil || len(rules) != 1 || rules[0].Name != "own.warn" {
		t.Errorf("%d rules, error %v", len(rules), err)
	}
}

// TestTimeout stops a policy after the time that it may take; the others report.
func TestTimeout(t *testing.T) {
	t.Parallel()
	dir := write(t, "-- slow.rego --\n"+policyHead+`
findings contains x if {
	some a in numbers.range(1, 1000)
	some b in numbers.range(1, 1000)
	some c in numbers.range(1, 1000)
	a + b + c == -1
	x := a
}
-- main.rego --
package main

deny contains "quick" if input.kind == "DaemonSet"
`)
	rules, err := policies.Options{Dirs: []string{dir}, Timeout: 50 * time.Millisecond}.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	result := check(t, manifests, rules...)
	if len(result.Findings) != 1 || len(result.Failures) != 1 ||
		!strings.HasSuffix(result.Failures[0].Error(), "slow.rego:7:1: stopped: it takes more than 50ms") {
		t.Errorf("found %v, failed %v", result.Findings, result.Failures)
	}
}

func TestPrint(t *testing.T) {
	t.Parallel()
	dir := write(t, "-- main.rego --\npackage main\n\ndeny contains \"x\" if {\n\tprint(\"see\", input.kind)\n\tfalse\n}\n")
	var printed bytes.Buffer
	rules, err := policies.Options{Dirs: []string{dir}, Print: &printed}.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	findings(t, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", rules)
	if want := filepath.ToSlash(dir) + "/main.rego:4:2: see Pod\n"; printed.String() != want {
		t.Errorf("got %q, want %q", printed.String(), want)
	}
}
