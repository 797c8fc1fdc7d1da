package placement_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const replicaNodes = `
apiVersion: v1
kind: List
items:
  - apiVersion: v1
    kind: Node
    metadata: {name: a1, labels: {zone: a, kubernetes.io/hostname: a1}}
    status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}
  - apiVersion: v1
    kind: Node
    metadata: {name: a2, labels: {zone: a, kubernetes.io/hostname: a2}}
    status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}
  - apiVersion: v1
    kind: Node
    metadata: {name: b1, labels: {zone: b, kubernetes.io/hostname: b1}}
    status: {allocatable: {cpu: "2", memory: 8Gi, pods: "10"}}
  - apiVersion: v1
    kind: Node
    metadata: {name: c1, labels: {zone: c, kubernetes.io/hostname: c1}}
    spec: {unschedulable: true}
    status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: "registry.example/agent:1", resources: {requests: {cpu: "1"}}}]
`

// TestReplicas tells how many pods of a workload fit beside the DaemonSet, which
// takes one cpu of every node.
func TestReplicas(t *testing.T) {
	t.Parallel()
	const container = `containers: [{name: web, image: "registry.example/web:1", resources: {requests: {cpu: "1"}}}]`
	for _, test := range []struct {
		name, kind, spec, pod string
		want                  string
	}{
		{"fits", "Deployment", "replicas: 3", container, "3 3 3 a1=scheduled b1=scheduled c1=excluded"},
		{"by default one", "StatefulSet", "serviceName: x", container, "1 1 1 a1=scheduled b1=scheduled c1=excluded"},
		{"as many as fit", "Deployment", "replicas: 20", container, "20 20 7 a1=scheduled b1=scheduled c1=excluded"},
		{
			"too big for one", "ReplicaSet", "replicas: 20", strings.Replace(container, `cpu: "1"`, `cpu: "2"`, 1),
			"20 20 2 a1=scheduled b1=pending c1=excluded",
		},
		{
			"too big for all", "Deployment", "replicas: 2", strings.Replace(container, `cpu: "1"`, `cpu: "4"`, 1),
			"2 2 0 a1=pending b1=pending c1=excluded",
		},
		{
			"one a host port", "Deployment", "replicas: 9", strings.Replace(container, "name: web", "name: web, ports: [{containerPort: 80, hostPort: 80}]", 1),
			"9 9 3 a1=scheduled b1=scheduled c1=excluded",
		},
		{
			"one a zone", "Deployment", "replicas: 9", container + `
      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: web}}}]}}`,
			"9 9 2 a1=scheduled b1=scheduled c1=excluded",
		},
		{
			"not beside the agent", "Deployment", "replicas: 2", container + `
      affinity: {podAntiAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: agent}}}]}}`,
			"2 2 0 a1=pending b1=pending c1=excluded",
		},
		{
			"evenly over zones", "Deployment", "replicas: 9", container + `
      topologySpreadConstraints: [{maxSkew: 1, topologyKey: zone, whenUnsatisfiable: DoNotSchedule, labelSelector: {matchLabels: {app: web}}}]`,
			"9 9 3 a1=scheduled b1=scheduled c1=excluded",
		},
		{
			"near pods that are anywhere", "Deployment", "replicas: 1", container + `
      affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: cache}}}]}}`,
			"1 1 0 a1=undecided b1=undecided c1=excluded",
		},
		{
			"near pods that nobody makes", "Deployment", "replicas: 1", container + `
      affinity: {podAffinity: {requiredDuringSchedulingIgnoredDuringExecution: [{topologyKey: zone, labelSelector: {matchLabels: {app: none}}}]}}`,
			"1 1 0 a1=pending b1=pending c1=excluded",
		},
		{"job", "Job", "parallelism: 5\n  completions: 2", container + "\n      restartPolicy: Never", "2 2 2 a1=scheduled b1=scheduled c1=excluded"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			version, selector := "apps/v1", "selector: {matchLabels: {app: web}}"
			if test.kind == "Job" {
				version, selector = "batch/v1", "suspend: false"
			}
			text := replicaNodes + fmt.Sprintf(`---
apiVersion: %s
kind: %s
metadata: {name: web}
spec:
  %s
  %s
  template:
    metadata: {labels: {app: web}}
    spec:
      %s
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cache}
spec: {selector: {matchLabels: {app: cache}}, template: {metadata: {labels: {app: cache}}, spec: {containers: [{name: c, image: c}]}}}
`, version, test.kind, selector, test.spec, test.pod)
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(text))}}
			if problems := set.Files[0].Problems; len(problems) > 0 {
				t.Fatal(problems)
			}
			matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
			web := matrix.Workloads[1]
			count := matrix.Count(web)
			got := fmt.Sprintf("%d %d %d", count.Desired, count.Current, count.Ready)
			for _, node := range []string{"a1", "b1", "c1"} {
				got += fmt.Sprintf(" %s=%s", node, matrix.On(web, node).Outcome)
			}
			if got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
		})
	}
}
