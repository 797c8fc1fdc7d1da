package placement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const limitedDaemonSet = `
apiVersion: v1
kind: LimitRange
metadata: {name: defaults, namespace: logging}
spec:
  limits: [{type: Container, defaultRequest: {ephemeral-storage: 1Gi}}]
---
apiVersion: v1
kind: Node
metadata: {name: a}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: logging}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: small
          image: registry.example/small:1.0
          resources: {requests: {cpu: 100m}, limits: {memory: 64Mi}}
        - name: big
          image: registry.example/big:1.0
          resources: {requests: {cpu: 300m}, limits: {memory: 1Gi}}
`

// TestRequests checks that limits and a LimitRange stand in for requests.
func TestRequests(t *testing.T) {
	t.Parallel()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(limitedDaemonSet))}}
	workloads := placement.Workloads(set)
	matrix := placement.Decide(set, workloads, inventory.Collect(set))

	got := map[string]string{}
	for name, quantity := range matrix.Requests(workloads[0]) {
		got[string(name)] = quantity.String()
	}
	want := map[string]string{"cpu": "400m", "memory": "1088Mi", "ephemeral-storage": "2Gi"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("Requests (-want +got):\n%s", diff)
	}
	field := workloads[0].RequestField("memory").Path.String()
	if want := "spec.template.spec.containers[1].resources.limits.memory"; field != want {
		t.Errorf("RequestField(memory) = %s, want %s", field, want)
	}
}

// TestRequestsAgain asks twice: to count must not change what is counted.
func TestRequestsAgain(t *testing.T) {
	t.Parallel()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(`
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: kata}
handler: kata
overhead: {podFixed: {memory: 128Mi}}
---
apiVersion: v1
kind: Node
metadata: {name: a}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      runtimeClassName: kata
      resources: {requests: {memory: 0.5Gi}}
      containers: [{name: agent, image: registry.example/agent:1.0}]
`))}}
	workloads := placement.Workloads(set)
	matrix := placement.Decide(set, workloads, inventory.Collect(set))
	for range 2 {
		memory := matrix.Requests(workloads[0])["memory"]
		if got := memory.String(); got != "640Mi" {
			t.Errorf("memory = %s, want 640Mi", got)
		}
	}
}
