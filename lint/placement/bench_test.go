package placement_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// BenchmarkDecide decides 100 DaemonSets on 5,000 nodes, all different in labels
// and tolerations.
func BenchmarkDecide(b *testing.B) {
	var text strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&text, benchNode, i, i, i%7, i%5)
	}
	for i := range 100 {
		fmt.Fprintf(&text, benchDaemonSet, i, i, i, i*7, i%7, i+1)
	}
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(text.String()))}}
	workloads, nodes := placement.Workloads(set), inventory.Collect(set)
	if len(workloads) != 100 || len(nodes) != 5000 {
		b.Fatalf("%d workloads, %d nodes", len(workloads), len(nodes))
	}
	b.ResetTimer()
	for b.Loop() {
		placement.Decide(set, workloads, nodes)
	}
}

const benchNode = `---
apiVersion: v1
kind: Node
metadata:
  name: node-%d
  labels: {id: "%d", pool: "%d", kubernetes.io/os: linux}
spec:
  taints: [{key: dedicated, value: team-%d, effect: NoSchedule}]
status:
  allocatable: {cpu: "8", memory: 32Gi, pods: "110", ephemeral-storage: 100Gi}
`

const benchDaemonSet = `---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent-%d}
spec:
  selector: {matchLabels: {app: agent-%d}}
  template:
    metadata: {labels: {app: agent-%d}}
    spec:
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions: [{key: id, operator: NotIn, values: ["%d"]}, {key: kubernetes.io/os, operator: In, values: [linux]}]
      tolerations: [{key: dedicated, value: team-%d}, {key: other, operator: Exists}]
      containers:
        - name: agent
          image: registry.example/agent:1.0
          resources: {requests: {cpu: %dm, memory: 64Mi}}
`
