package placement_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const withRoom = `apiVersion: v1
kind: Node
metadata: {name: web, labels: {pool: web}}
status: {allocatable: {cpu: '1', memory: 1Gi, pods: '3'}}
---
apiVersion: v1
kind: Node
metadata: {name: db, labels: {pool: db}}
status: {allocatable: {cpu: '1', memory: 1Gi, pods: '3'}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: x}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers:
      - name: c
        image: i
        ports: [{containerPort: 80, hostPort: 9100}]
        resources: {requests: {cpu: 600m}}
`

// runningPod is a Pod as the API server returns it.
func runningPod(metadata, spec, status string) string {
	return fmt.Sprintf("apiVersion: v1\nkind: Pod\nmetadata: {%s}\nspec: {%s}\nstatus: {%s}\n", metadata, spec, status)
}

// TestRunningPods takes room, ports and places of nodes away, for Pods that run there and
// for what is reserved.
func TestRunningPods(t *testing.T) {
	t.Parallel()
	half := "containers: [{name: p, image: i, resources: {requests: {cpu: 500m}}}]"
	owned := "name: agent-1, namespace: x, ownerReferences: [{apiVersion: apps/v1, kind: DaemonSet, name: agent, controller: true, uid: u}]"
	for _, test := range []struct {
		name    string
		pods    []string
		reserve []placement.Reserve
		want    string
	}{
		{name: "nothing", want: "web scheduled, db scheduled"},
		{
			name: "a pod takes cpu",
			pods: []string{runningPod("name: p, namespace: y", "nodeName: web, "+half, "phase: Running")},
			want: "web pending Insufficient cpu, db scheduled",
		},
		{
			name: "a pod that has ended takes none",
			pods: []string{
				runningPod("name: p, namespace: y", "nodeName: web, "+half, "phase: Succeeded"),
				runningPod("name: q, namespace: y", "nodeName: web, "+half, "phase: Failed"),
			},
			want: "web scheduled, db scheduled",
		},
		{
			name: "nor does one that is on no node",
			pods: []string{runningPod("name: p, namespace: y", half, "phase: Pending")},
			want: "web scheduled, db scheduled",
		},
		{
			name: "the pod of the DaemonSet itself comes anew",
			pods: []string{runningPod(owned, "nodeName: web, containers: [{name: c, image: i, ports: [{containerPort: 80, hostPort: 9100}], resources: {requests: {cpu: 600m}}}]", "phase: Running")},
			want: "web scheduled, db scheduled",
		},
		{
			name: "one of the same name elsewhere does not",
			pods: []string{runningPod(strings.ReplaceAll(owned, "namespace: x", "namespace: y"), "nodeName: web, "+half, "phase: Running")},
			want: "web pending Insufficient cpu, db scheduled",
		},
		{
			name: "a host port",
			pods: []string{runningPod("name: p, namespace: y", "nodeName: db, containers: [{name: p, image: i, ports: [{containerPort: 1, hostPort: 9100}]}]", "phase: Running")},
			want: "web scheduled, db pending node(s) didn't have free ports for the requested pod ports",
		},
		{
			name: "the number of pods",
			pods: []string{
				runningPod("name: p, namespace: y", "nodeName: web, containers: [{name: p, image: i}]", "phase: Running"),
				runningPod("name: q, namespace: y", "nodeName: web, containers: [{name: p, image: i}]", "phase: Running"),
				runningPod("name: r, namespace: y", "nodeName: web, containers: [{name: p, image: i}]", "phase: Running"),
			},
			want: "web pending Too many pods, db scheduled",
		},
		{
			name:    "what is reserved on some nodes",
			reserve: []placement.Reserve{{Nodes: "pool=db", Resources: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("500m")}}},
			want:    "web scheduled, db pending Insufficient cpu",
		},
		{
			name: "it adds up with other pods",
			pods: []string{runningPod("name: p, namespace: y", "nodeName: web, containers: [{name: p, image: i, resources: {requests: {cpu: 250m}}}]", "phase: Running")},
			reserve: []placement.Reserve{
				{Resources: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m")}},
				{Nodes: "pool", Resources: corev1.ResourceList{corev1.ResourceCPU: resource.MustParse("100m"), corev1.ResourcePods: resource.MustParse("1")}},
			},
			want: "web pending Insufficient cpu, db scheduled",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cluster := placement.Cluster{Reserve: test.reserve}
			for _, text := range test.pods {
				cluster.Running = append(cluster.Running, manifest.Parse("pods.yaml", []byte(text)).Objects...)
			}
			if len(cluster.Running) != len(test.pods) {
				t.Fatal("the pods cannot be read")
			}
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(withRoom))}}
			if diff := cmp.Diff(test.want, outcomesOf(cluster, set)); diff != "" {
				t.Errorf("outcomes (-want +got):\n%s", diff)
			}
		})
	}
}

// outcomesOf tells for each node of a set what becomes of the pod of its only workload.
func outcomesOf(cluster placement.Cluster, set *manifest.Set) string {
	workloads := cluster.Workloads(set)
	matrix := cluster.Decide(set, workloads, inventory.Collect(set))
	var outcomes []string
	for _, verdict := range matrix.Of(workloads[0]) {
		for _, node := range verdict.NodeNames() {
			outcomes = append(outcomes, strings.Join(append([]string{node, verdict.Outcome.String()}, verdict.Reasons...), " "))
		}
	}
	return strings.Join(outcomes, ", ")
}
