package policies_test

import (
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

const fleet = `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system, labels: {team: x}}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers:
        - name: agent
          image: registry.example/agent:1
          resources: {requests: {cpu: 100m, memory: 64Mi}}
        - name: limited
          image: registry.example/agent:1
          resources: {limits: {cpu: 0.5}}
---
apiVersion: v1
kind: Node
metadata: {name: web-1}
status: {allocatable: {cpu: 2, memory: 4Gi, pods: 110}}
---
apiVersion: v1
kind: Node
metadata: {name: web-2}
status: {allocatable: {cpu: 2, memory: 4Gi, pods: 110}}
---
apiVersion: v1
kind: Node
metadata: {name: gpu-1, labels: {gpu: "true"}}
spec: {taints: [{key: gpu, value: a100, effect: NoSchedule}]}
status: {allocatable: {cpu: 2, memory: 4Gi, pods: 110}}
`

// valueOf returns what an expression gives, "undefined" where it gives nothing.
func valueOf(t *testing.T, manifests, expression string, changes ...inventory.Change) string {
	t.Helper()
	rule := one(t, policyOf(`findings contains {"at": ["daemonsets", 0], "message": json.marshal(x)} if {
	x := `+expression+`
}`))
	snapshot := lint.NewSnapshot(&manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(manifests))}})
	if err := snapshot.Change(changes); err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(t.Context(), snapshot, []*lint.Rule{rule})
	if err != nil || len(result.Failures) > 0 {
		t.Fatal(err, result.Failures)
	}
	values := []string{}
	for _, found := range result.Findings {
		values = append(values, found.Message)
	}
	if len(values) == 0 {
		return "undefined"
	}
	return strings.Join(values, " ")
}

func TestFunctions(t *testing.T) {
	t.Parallel()
	for expression, want := range map[string]string{
		`dslint.tolerates([{"key": "gpu", "operator": "Exists"}], input.nodes[2].spec.taints[0])`:           "true",
		`dslint.tolerates([{"key": "gpu", "value": "a100"}], input.nodes[2].spec.taints[0])`:                "true",
		`dslint.tolerates([{"key": "gpu", "value": "t4"}], input.nodes[2].spec.taints[0])`:                  "false",
		`dslint.tolerates([], input.nodes[2].spec.taints[0])`:                                               "false",
		`dslint.tolerates([{"operator": "Exists", "effect": "NoExecute"}], input.nodes[2].spec.taints[0])`:  "false",
		`dslint.tolerates([{"key": ["gpu"]}], input.nodes[2].spec.taints[0])`:                               "undefined",
		`dslint.tolerates(input.workloads[0].pod.tolerations, input.nodes[2].spec.taints[0])`:               "undefined",
		`dslint.matches({"matchLabels": {"app": "agent"}}, input.workloads[0].metadata.labels)`:             "true",
		`dslint.matches(input.daemonsets[0].spec.selector, {"app": "other"})`:                               "false",
		`dslint.matches({"matchExpressions": [{"key": "app", "operator": "In", "values": ["agent"]}]}, {})`: "false",
		`dslint.matches({"matchExpressions": [{"key": "app", "operator": "Like"}]}, {})`:                    "undefined",
		`dslint.matches({}, {})`: "true",
		`dslint.matches("app in (agent, other),!b", {"app":"agent"})`: "true",
		`dslint.matches("app=(", {"app":"agent"})`:                    "undefined",
		`dslint.quantity("500m")`:                                     "0.5",
		`dslint.quantity("1Ki")`:                                      "1024",
		`dslint.quantity("1.5Gi")`:                                    "1610612736",
		`dslint.quantity(2)`:                                          "2",
		`dslint.quantity("12E")`:                                      "12000000000000000000",
		`dslint.quantity("0.1n")`:                                     "0.000000001",
		`dslint.quantity("many")`:                                     "undefined",
		`dslint.requests(input.workloads[0].pod)`:                     `{"cpu":0.6,"memory":67108864}`,
		`dslint.requests(input.workloads[0].template)`:                `{"cpu":0.6,"memory":67108864}`,
		`dslint.requests({"containers": "none"})`:                     "undefined",
		`dslint.requests({"initContainers": [{"name": "a", "resources": {"requests": {"cpu": "2"}}}], "containers": [{"name": "b"}], "overhead": {"cpu": "10m"}})`: `{"cpu":2.01}`,
		`dslint.placement(input.workloads[0], "web-1").outcome`:                       `"scheduled"`,
		`dslint.placement(input.daemonsets[0], input.nodes[2]).outcome`:               `"excluded"`,
		`dslint.placement(input.daemonsets[0], "gpu-1").refusals[0].taint.key`:        `"gpu"`,
		`dslint.placement(input.daemonsets[0], "gpu-2").outcome`:                      "undefined",
		`dslint.placement({"kind": "DaemonSet", "metadata": {"name": "b"}}, "gpu-1")`: "undefined",

		`count(input.placements)`:                                                  "2",
		`[p.outcome | some p in input.placements]`:                                 `["scheduled","excluded"]`,
		`[n.metadata.name | some n in input.placements[0].nodes]`:                  `["web-1","web-2"]`,
		`input.placements[1].workload.title`:                                       `"DaemonSet kube-system/agent"`,
		`input.placements[1].workload.object.metadata.labels.team`:                 `"x"`,
		`[input.placements[1][k] | some k in ["shouldRun", "podCreated", "fits"]]`: `[false,false,0]`,
		`input.placements[1].refusals`:                                             `[{"alone":false,"at":["daemonsets",0,"spec","template","spec","tolerations"],"gate":"taint","kubernetes":"","reason":"taint gpu=a100:NoSchedule is not tolerated","taint":{"effect":"NoSchedule","key":"gpu","value":"a100"}}]`,
		`input.workloads[0].template.spec.containers[0].imagePullPolicy`:           `"IfNotPresent"`,
		`input.workloads[0].template.spec.restartPolicy`:                           `"Always"`,
		`[k | some k, _ in input.workloads[0]]`:                                    `["agent","at","class","containers","kind","metadata","name","namespace","os","pod","title"]`,
		`input.kubernetes`:                                                         `"1.37"`,
		`input.config.runsOn`:                                                      "null",
		`[n.status.allocatable.cpu | some n in input.nodes]`:                       "[2,2,2]",
	} {
		t.Run(expression, func(t *testing.T) {
			t.Parallel()
			if got := valueOf(t, fleet, expression); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestNodesAfterChange looks at nodes as flags change them.
func TestNodesAfterChange(t *testing.T) {
	t.Parallel()
	taint, err := inventory.Taint("web-1 own=1:NoSchedule")
	if err != nil {
		t.Fatal(err)
	}
	gone, err := inventory.Without("web-2")
	if err != nil {
		t.Fatal(err)
	}
	for expression, want := range map[string]string{
		`input.nodes[0].spec.taints`:                                                  `[{"effect":"NoSchedule","key":"own","value":"1"}]`,
		`[n.metadata.name | some n in input.nodes]`:                                   `["web-1","gpu-1"]`,
		`[n.metadata.name | some p in input.placements; some n in p.nodes]`:           `["web-1","gpu-1"]`,
		`[n.status.allocatable.memory | some n in input.nodes]`:                       `["4Gi","4Gi"]`,
		`dslint.placement(input.daemonsets[0], input.nodes[0]).refusals[0].taint.key`: `"own"`,
	} {
		if got := valueOf(t, fleet, expression, taint, gone); got != want {
			t.Errorf("%s: got %s, want %s", expression, got, want)
		}
	}
}
