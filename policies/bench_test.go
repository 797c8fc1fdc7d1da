package policies_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/policies"
)

// agent is a DaemonSet in which every built-in policy finds something.
const agent = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent-%d, namespace: kube-system}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent
          securityContext: {privileged: true}
          volumeMounts:
            - {name: root, mountPath: /host, readOnly: true}
            - {name: run, mountPath: /run}
      volumes:
        - {name: root, hostPath: {path: /}}
        - {name: run, hostPath: {path: /run}}
---
`

func agents(count int) *manifest.Set {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, agent, i)
	}
	return &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(b.String()))}}
}

func run(b *testing.B, rules []*lint.Rule, set *manifest.Set) int {
	b.Helper()
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set), rules)
	if err != nil || len(result.Failures) > 0 {
		b.Fatal(err, result.Failures)
	}
	return len(result.Findings)
}

// BenchmarkBuiltin is what every start of dslint pays.
func BenchmarkBuiltin(b *testing.B) {
	for b.Loop() {
		if _, err := policies.Builtin(); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstRun is what one small file costs: all policies are compiled.
func BenchmarkFirstRun(b *testing.B) {
	set := agents(1)
	for b.Loop() {
		if found := run(b, builtin(b), set); found < 4 {
			b.Fatalf("%d findings", found)
		}
	}
}

// BenchmarkNoWorkload is what manifests without a pod cost.
func BenchmarkNoWorkload(b *testing.B) {
	set := &manifest.Set{Files: []*manifest.File{
		manifest.Parse("a.yaml", []byte("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")),
	}}
	for b.Loop() {
		run(b, builtin(b), set)
	}
}

// BenchmarkThousand runs compiled policies over a thousand DaemonSets.
func BenchmarkThousand(b *testing.B) {
	rules, set := builtin(b), agents(1000)
	for b.Loop() {
		if found := run(b, rules, set); found < 4000 {
			b.Fatalf("%d findings", found)
		}
	}
}
