package policies_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/policies"
)

const conftestPolicies = `
-- policy/v1.rego --
package main

import data.kubernetes

deny contains msg if {
	kubernetes.is_deployment
	not input.spec.template.spec.securityContext.runAsNonRoot
	msg := sprintf("%s may run as root", [input.metadata.name])
}

# METADATA
# title: Privileged pods are for few
# description: They are root on the node.
deny_privileged contains {"msg": msg, "details": {}} if {
	input.spec.template.spec.hostPID
	msg := "spec.template.spec.hostPID is true"
}

warn contains {"msg": "replicas are few", "path": ["spec", "replicas"]} if input.spec.replicas < 2

warn_text contains {"msg": "dotted", "path": "spec.template.spec.containers[0].image"} if kubernetes.is_deployment

violation := [{"msg": "placed", "_loc": {"file": "elsewhere.yaml", "line": 3}}] if kubernetes.is_deployment
-- policy/v0.rego --
package older

deny[msg] {
	data.ports[_] == input.spec.ports[_].port
	msg := sprintf("port %v is taken", [input.spec.ports[_].port])
}

violation[{"msg": msg}] {
	input.kind == "Service"
	msg := sprintf("file %s", [data.conftest.file.name])
}
-- policy/exception.rego --
package main

exception contains ["privileged"] if input.metadata.name == "trusted"
-- policy/lib/kubernetes.rego --
package kubernetes

is_deployment if input.kind == "Deployment"
-- data/ports.yaml --
ports: [22, 23]
`

const conftestInput = `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  template:
    spec:
      hostPID: true
      containers:
        - {name: web, image: web}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: trusted}
spec:
  replicas: 2
  template:
    spec:
      hostPID: true
      securityContext: {runAsNonRoot: true}
---
apiVersion: v1
kind: Service
metadata: {name: ssh}
spec: {ports: [{port: 22}]}
---
apiVersion: v1
kind: Node
metadata: {name: node}
`

// findings runs policies over manifests and writes what they find.
func findings(t *testing.T, manifests string, rules []*lint.Rule) []string {
	t.Helper()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(manifests))}}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set), rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range result.Failures {
		t.Error(failure)
	}
	var all []string
	for _, f := range result.Findings {
		all = append(all, fmt.Sprintf("%d:%d %s: %s [%s]", f.At.Start.Line, f.At.Start.Column, f.Severity, f.Message, f.Rule.Name))
	}
	return all
}

func TestConftest(t *testing.T) {
	t.Parallel()
	dir := write(t, conftestPolicies)
	options := policies.Options{Dirs: []string{filepath.Join(dir, "policy")}, Data: []string{filepath.Join(dir, "data")}}
	rules, err := options.Load(nil)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"3:1 error: placed [main.violation]",
		"3:18 error: web may run as root [main.deny]",
		"5:13 warning: replicas are few [main.warn]",
		"8:16 error: spec.template.spec.hostPID is true [main.deny_privileged]",
		"10:30 warning: dotted [main.warn_text]",
		"18:5 warning: dotted [main.warn_text]",
		"24:18 error: file a.yaml [older.violation]",
		"24:18 error: port 22 is taken [older.deny]",
	}
	got := findings(t, conftestInput, rules)
	if diff := cmp.Diff(strings.Join(sorted(want), "\n"), strings.Join(sorted(got), "\n")); diff != "" {
		t.Error(diff)
	}
	for _, rule := range rules {
		if rule.Name == "main.deny_privileged" && (rule.Summary != "Privileged pods are for few" ||
			string(rule.Examples) != "They are root on the node.") {
			t.Errorf("the metadata are lost: %q, %q", rule.Summary, rule.Examples)
		}
	}
}

func TestConftestNamespaces(t *testing.T) {
	t.Parallel()
	dir := write(t, "-- a.rego --\npackage a\n\ndeny contains \"a\"\n-- b.rego --\npackage b.c\n\nwarn contains \"b\"\n")
	for _, test := range []struct {
		namespaces []string
		want       string
	}{
		{nil, "a.deny b.c.warn"},
		{[]string{"b.c"}, "b.c.warn"},
		{[]string{"a", "b.c"}, "a.deny b.c.warn"},
		{[]string{"main"}, `no policy of package "main" has a rule deny, warn or violation`},
	} {
		rules, err := policies.Options{Dirs: []string{dir}, Namespaces: test.namespaces}.Load(nil)
		got := ""
		for _, rule := range rules {
			got = strings.TrimSpace(got + " " + rule.Name)
		}
		if err != nil {
			got = err.Error()
		}
		if got != test.want {
			t.Errorf("%v: got %s, want %s", test.namespaces, got, test.want)
		}
	}
}

// TestConftestFaults names the rule and the object that something goes wrong with.
func TestConftestFaults(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"deny := 7":                      "own.rego:3:1: the rule gives neither a set nor a list, but the number 7",
		"deny contains 7":                "own.rego:3:1: a result has no msg, but is the number 7",
		"deny contains {\"message\": 1}": "own.rego:3:1: a result has no msg, but is an object",
		"x := 1 if true\nx := 2 if true\ndeny contains sprintf(\"%v\", [x])": "own.rego:4:1: eval_conflict_error",
	} {
		result := check(t, manifests, one(t, "-- own.rego --\npackage main\n\n"+body+"\n"))
		if len(result.Failures) != 1 {
			t.Fatalf("%s: %v", body, result.Failures)
		}
		got := result.Failures[0].Error()
		if !strings.HasPrefix(got, "rule main.deny: ") || !strings.Contains(got, want) ||
			!strings.HasSuffix(got, "(about DaemonSet kube-system/agent)") {
			t.Errorf("%s: got %s\nwant %s", body, got, want)
		}
	}
}
