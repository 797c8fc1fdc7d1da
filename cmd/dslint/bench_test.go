package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// agent is an ordinary DaemonSet of many: %[1]d tells it from the others.
const agent = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent-%[1]d
  namespace: team-%[1]d
spec:
  selector: {matchLabels: {app: agent-%[1]d}}
  updateStrategy: {type: RollingUpdate, rollingUpdate: {maxUnavailable: 10%%}}
  template:
    metadata: {labels: {app: agent-%[1]d}}
    spec:
      priorityClassName: system-node-critical
      nodeSelector: {kubernetes.io/os: linux}
      tolerations:
        - operator: Exists
      containers:
        - name: agent
          image: registry.example/agent-%[1]d:1.2.3
          resources:
            requests: {cpu: 50m, memory: 64Mi}
            limits: {memory: 128Mi}
          volumeMounts:
            - {name: root, mountPath: /host, readOnly: true}
      volumes:
        - {name: root, hostPath: {path: /}}
`

// lay writes that many files with one DaemonSet each.
func lay(b *testing.B, count int) string {
	b.Helper()
	dir := b.TempDir()
	for i := range count {
		name := filepath.Join(dir, fmt.Sprintf("agent-%d.yaml", i))
		if err := os.WriteFile(name, fmt.Appendf(nil, agent, i), 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

func noon() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) }

// runs calls dslint again and again in this process.
func runs(b *testing.B, want int, args ...string) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		var out, errs bytes.Buffer
		c := &command{stdout: &out, stderr: &errs, getenv: os.Getenv, now: noon}
		if code := c.run(b.Context(), args); code != want {
			b.Fatalf("it ended with %d: %s", code, errs.String())
		}
	}
}

// BenchmarkVersion is what every call pays after the packages are initialised.
func BenchmarkVersion(b *testing.B) { runs(b, exitClean, "version") }

// BenchmarkOneFile is the commit of one file: all that is done once a run is in it.
func BenchmarkOneFile(b *testing.B) { runs(b, exitClean, "--no-config", lay(b, 1)) }

// BenchmarkThousandFiles is a repository.
func BenchmarkThousandFiles(b *testing.B) { runs(b, exitClean, "--no-config", lay(b, 1000)) }
