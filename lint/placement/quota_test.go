package placement_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const (
	quotaPod = "containers: [{name: c, image: i}]"
	sizedPod = "containers: [{name: c, image: i, resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}}]"
)

// TestQuota gives how many pods of a DaemonSet on three nodes are made, and the words
// of the API server for the first that is refused.
func TestQuota(t *testing.T) {
	t.Parallel()
	const forbidden = `pods "POD" is forbidden: `
	for _, test := range []struct{ name, quota, spec, want string }{
		{"enough", "{hard: {pods: 3}}", quotaPod, "3"},
		{"too few pods", "{hard: {pods: 2}}", quotaPod, "2 exceeded quota: q, requested: pods=1, used: pods=2, limited: pods=2 :12"},
		{
			"by either name", "{hard: {pods: 1, count/pods: 1}}", quotaPod,
			"1 exceeded quota: q, requested: count/pods=1,pods=1, used: count/pods=1,pods=1, limited: count/pods=1,pods=1 :12",
		},
		{"not one", "{hard: {pods: 0}}", quotaPod, "0 exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0 :12"},
		{"cpu", "{hard: {cpu: 250m}}", sizedPod, "2 exceeded quota: q, requested: cpu=100m, used: cpu=200m, limited: cpu=250m :13"},
		{
			"requests.memory", "{hard: {requests.memory: 100Mi}}", sizedPod,
			"1 exceeded quota: q, requested: requests.memory=64Mi, used: requests.memory=64Mi, limited: requests.memory=100Mi :13",
		},
		{
			"limits.memory", "{hard: {limits.memory: 256Mi}}", sizedPod,
			"2 exceeded quota: q, requested: limits.memory=128Mi, used: limits.memory=256Mi, limited: limits.memory=256Mi :13",
		},
		{
			"must specify", "{hard: {requests.cpu: 1, limits.memory: 1Gi}}",
			"containers: [{name: b, image: i}, {name: a, image: i, resources: {requests: {cpu: 1m}}}]",
			"0 failed quota: q: must specify limits.memory for: a,b; requests.cpu for: b :13",
		},
		{
			"init containers must as well", "{hard: {cpu: 1}}",
			"initContainers: [{name: setup, image: i}]\n      " + sizedPod,
			"0 failed quota: q: must specify cpu for: setup :13",
		},
		{"pod-level resources specify", "{hard: {cpu: 1}}", "resources: {requests: {cpu: 500m}}\n      " + quotaPod, "2 " +
			"exceeded quota: q, requested: cpu=500m, used: cpu=1, limited: cpu=1 :13"},
		{"nobody must specify storage", "{hard: {requests.ephemeral-storage: 1Gi}}", quotaPod, "3"},
		{
			"extended resource", "{hard: {requests.example.com/gpu: 1}}",
			"containers: [{name: c, image: i, resources: {limits: {example.com/gpu: 1}}}]",
			"1 exceeded quota: q, requested: requests.example.com/gpu=1, used: requests.example.com/gpu=1, limited: requests.example.com/gpu=1 :13",
		},
		{
			"huge pages", "{hard: {hugepages-2Mi: 4Mi}}",
			"containers: [{name: c, image: i, resources: {limits: {hugepages-2Mi: 4Mi, memory: 1Mi}}}]",
			"1 exceeded quota: q, requested: hugepages-2Mi=4Mi, used: hugepages-2Mi=4Mi, limited: hugepages-2Mi=4Mi :13",
		},
		{"other objects", "{hard: {services: 0, count/deployments.apps: 0}}", quotaPod, "3"},
		{"best effort", "{hard: {pods: 1}, scopes: [BestEffort]}", quotaPod, "1 exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1 :12"},
		{"not best effort", "{hard: {pods: 1}, scopes: [NotBestEffort]}", quotaPod, "3"},
		{"no cpu of best effort", "{hard: {cpu: 1}, scopes: [BestEffort]}", quotaPod, "3"},
		{"terminating", "{hard: {pods: 1}, scopes: [Terminating]}", quotaPod, "3"},
		{"not terminating", "{hard: {pods: 1}, scopes: [NotTerminating, BestEffort]}", quotaPod, "1 exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1 :12"},
		{
			"priority class", "{hard: {pods: 1}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [system-node-critical]}]}}",
			"priorityClassName: system-node-critical\n      " + quotaPod, "1 exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1 :12",
		},
		{
			"another priority class", "{hard: {pods: 1}, scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: NotIn, values: [system-node-critical]}]}}",
			"priorityClassName: system-node-critical\n      " + quotaPod, "3",
		},
		{"any priority class", "{hard: {pods: 1}, scopes: [PriorityClass]}", quotaPod, "3"},
		{
			"pod affinity across namespaces", "{hard: {pods: 0}, scopes: [CrossNamespacePodAffinity]}",
			"affinity: {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [{weight: 1, " +
				"podAffinityTerm: {topologyKey: a, namespaceSelector: {}}}]}}\n      " + quotaPod,
			"0 exceeded quota: q, requested: pods=1, used: pods=0, limited: pods=0 :12",
		},
		{"pod affinity within one", "{hard: {pods: 0}, scopes: [CrossNamespacePodAffinity]}", quotaPod, "3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			matrix := decideQuota(t, test.quota, test.spec)
			w := matrix.Workloads[0]
			got := fmt.Sprint(matrix.Count(w).Current)
			for _, verdict := range matrix.Of(w) {
				if verdict.Outcome == placement.Refused {
					refusal := verdict.Refusals[0]
					got += fmt.Sprintf(" %s :%d", strings.TrimPrefix(refusal.Kubernetes, forbidden), refusal.By.Span().Start.Line)
					break
				}
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("pods, and why there are no more (-want +got):\n%s", diff)
			}
		})
	}
}

// decideQuota decides on a DaemonSet on three nodes that look alike.
func decideQuota(t *testing.T, quota, spec string, more ...string) *placement.Matrix {
	t.Helper()
	text := `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: x
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata:
      labels:
        a: b
    spec:
      ` + spec + "\n---\napiVersion: v1\nkind: ResourceQuota\nmetadata: {name: q, namespace: x}\nspec: " + quota + "\n"
	for _, node := range []string{"n1", "n2", "n3"} {
		text += "---\napiVersion: v1\nkind: Node\nmetadata: {name: " + node + "}\n" +
			"status: {allocatable: {cpu: '4', memory: 8Gi, pods: '10', hugepages-2Mi: 8Mi, example.com/gpu: 1}}\n"
	}
	text += strings.Join(more, "")
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(text))}}
	if len(set.Files[0].Problems) > 0 {
		t.Fatal(set.Files[0].Problems)
	}
	matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
	for _, w := range matrix.Workloads {
		for _, err := range w.Errors() {
			t.Errorf("%s is invalid: %s", w, err)
		}
	}
	return matrix
}

// TestQuotaIsShared counts the pods of all DaemonSets of a namespace, and what is left
// for other workloads beside them.
func TestQuotaIsShared(t *testing.T) {
	t.Parallel()
	deployment := func(namespace string) string {
		return "---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: " + namespace + "}\n" +
			"spec: {replicas: 3, selector: {matchLabels: {c: d}}, template: {metadata: {labels: {c: d}}, spec: {" + quotaPod + "}}}\n"
	}
	second := func(name, namespace string) string {
		return "---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: " + name + ", namespace: " + namespace + "}\n" +
			"spec: {selector: {matchLabels: {e: f}}, template: {metadata: {labels: {e: f}}, spec: {" + quotaPod + "}}}\n"
	}
	tests := map[string]struct {
		pods, more string
		want       []int // pods of each workload
	}{
		"another DaemonSet":                {"5", second("other", "x"), []int{3, 2}},
		"a DaemonSet elsewhere":            {"5", second("other", "elsewhere"), []int{3, 3}},
		"the same DaemonSet again":         {"3", second("agent", "x"), []int{3, 3}},
		"a Deployment":                     {"5", deployment("x"), []int{3, 2}},
		"a Deployment that gets no pod":    {"3", deployment("x"), []int{3, 0}},
		"a Deployment elsewhere":           {"3", deployment("elsewhere"), []int{3, 3}},
		"a Deployment with room for more":  {"9", deployment("x"), []int{3, 3}},
		"several DaemonSets, a Deployment": {"7", second("other", "x") + deployment("x"), []int{3, 3, 1}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			matrix := decideQuota(t, "{hard: {pods: "+test.pods+"}}", quotaPod, test.more)
			var got []int
			for _, w := range matrix.Workloads {
				got = append(got, matrix.Count(w).Current)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("pods that are made (-want +got):\n%s", diff)
			}
		})
	}
}
