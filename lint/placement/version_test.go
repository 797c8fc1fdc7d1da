package placement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const versionedDaemonSet = `
apiVersion: v1
kind: Node
metadata: {name: a}
status: {allocatable: {cpu: "1", memory: 4Gi, pods: "110"}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: logging}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
`

// TestVersions wants what a version makes of a pod, on a node with one CPU.
func TestVersions(t *testing.T) {
	t.Parallel()
	const sidecar = `
      initContainers: [{name: side, image: a, restartPolicy: Always, resources: {requests: {cpu: 600m}}}]
      containers: [{name: main, image: a, resources: {requests: {cpu: 600m}}}]`
	const whole = `
      resources: {requests: {cpu: 1500m}}
      containers: [{name: main, image: a, resources: {requests: {cpu: 600m}}}]`
	const limited = `
      resources: {limits: {memory: 1Gi}}
      containers: [{name: main, image: a, resources: {requests: {cpu: 600m, memory: 64Mi}}}]`
	for _, test := range []struct {
		name, spec string
		version    kubernetes.Version
		outcome    placement.Outcome
		cpu        string
	}{
		{"an init container that ends takes nothing", sidecar, 28, placement.Scheduled, "600m"},
		{"a sidecar stays", sidecar, 29, placement.Pending, "1200m"},
		{"resources of the pod are dropped", whole, 33, placement.Scheduled, "600m"},
		{"resources of the pod count", whole, 34, placement.Pending, "1500m"},
		{"limits of the pod complete its requests at once", limited, 36, placement.Scheduled, "600m"},
		{"limits of the pod complete its requests after admission", limited, 37, placement.Scheduled, "600m"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(versionedDaemonSet+test.spec[1:]+"\n"))}}
			cluster := placement.Cluster{Version: test.version}
			workloads := cluster.Workloads(set)
			matrix := cluster.Decide(set, workloads, inventory.Collect(set))
			if errs := matrix.Errors(workloads[0]); len(errs) > 0 {
				t.Fatal(errs)
			}
			cpu := matrix.Requests(workloads[0])[corev1.ResourceCPU]
			if got := matrix.Of(workloads[0])[0].Outcome; got != test.outcome || cpu.String() != test.cpu {
				t.Errorf("%s: outcome %v with %s, want %v with %s", test.version, got, cpu.String(), test.outcome, test.cpu)
			}
		})
	}
}

// TestPodSecurityVersion wants the checks of the version: probes of other hosts are
// looked at since 1.34.
func TestPodSecurityVersion(t *testing.T) {
	t.Parallel()
	const probing = `
      containers: [{name: main, image: a, livenessProbe: {httpGet: {host: 192.0.2.1, port: 80}}}]
---
apiVersion: v1
kind: Namespace
metadata: {name: logging, labels: {pod-security.kubernetes.io/enforce: baseline}}
`
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(versionedDaemonSet+probing[1:]))}}
	got := map[kubernetes.Version]placement.Outcome{}
	for _, version := range []kubernetes.Version{33, 34, 0} {
		cluster := placement.Cluster{Version: version}
		workloads := cluster.Workloads(set)
		got[version] = cluster.Decide(set, workloads, inventory.Collect(set)).Of(workloads[0])[0].Outcome
	}
	want := map[kubernetes.Version]placement.Outcome{33: placement.Scheduled, 34: placement.Refused, 0: placement.Refused}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("outcome by version (-want +got):\n%s", diff)
	}
}
