package placement_test

import (
	"fmt"
	"testing"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const admissionNode = `apiVersion: v1
kind: Node
metadata: {name: n1}
status: {allocatable: {cpu: "4", memory: 8Gi, pods: "10"}}
`

// TestAdmission gives the words of the API server, and the line of the field that
// is responsible.
func TestAdmission(t *testing.T) {
	t.Parallel()
	const container = "containers: [{name: c, image: i}]"
	for _, test := range []struct{ name, others, spec, want string }{
		{name: "nothing", spec: container},
		{
			"unknown priority class", "", "priorityClassName: x\n      " + container,
			`pods "POD" is forbidden: no PriorityClass with name x was found :13`,
		},
		{name: "a class that every cluster has", spec: "priorityClassName: system-node-critical\n      " + container},
		{
			"another preemption policy than the class has", "",
			"priorityClassName: system-node-critical\n      preemptionPolicy: Never\n      " + container,
			`pods "POD" is forbidden: the string value of PreemptionPolicy (Never) must not be provided in pod spec; ` +
				`priority admission controller computed PreemptLowerPriority from the given PriorityClass name :14`,
		},
		{
			"unknown runtime class", "", "runtimeClassName: x\n      " + container,
			`pods "POD" is forbidden: pod rejected: RuntimeClass "x" not found :13`,
		},
		{
			"overhead without a class", "", "overhead: {cpu: 1}\n      " + container,
			`pods "POD" is forbidden: pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead :13`,
		},
		{
			"another overhead than the class has",
			"apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: x}\nhandler: x\noverhead: {podFixed: {cpu: 2}}\n",
			"runtimeClassName: x\n      overhead: {cpu: 1}\n      " + container,
			`pods "POD" is forbidden: pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead :14`,
		},
		{
			"a selector that the class contradicts",
			"apiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: x}\nhandler: x\nscheduling: {nodeSelector: {a: b}}\n",
			"runtimeClassName: x\n      " + container,
			"",
		},
		{
			"limit above the maximum",
			"apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: x}\nspec: {limits: [{type: Container, max: {cpu: 500m}}]}\n",
			"containers: [{name: c, image: i, resources: {limits: {cpu: 1}}}]",
			`pods "POD" is forbidden: maximum cpu usage per Container is 500m, but limit is 1 :13`,
		},
		{
			"several bounds",
			"apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: x}\nspec: {limits: [{type: Pod, min: {cpu: 2}, max: {memory: 1Gi}}]}\n",
			"containers: [{name: c, image: i, resources: {requests: {cpu: 1}}}]",
			`pods "POD" is forbidden: [minimum cpu usage per Pod is 2, but request is 1, maximum memory usage per Pod is 1Gi.  No limit is specified] :13`,
		},
		{
			"ratio",
			"apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: x}\nspec: {limits: [{type: Container, maxLimitRequestRatio: {cpu: 2}}]}\n",
			"containers: [{name: c, image: i, resources: {requests: {cpu: 100m}, limits: {cpu: 1}}}]",
			`pods "POD" is forbidden: cpu max limit to request ratio per Container is 2, but provided ratio is 10.000000 :13`,
		},
		{
			name:   "the maximum is the default limit",
			others: "apiVersion: v1\nkind: LimitRange\nmetadata: {name: l, namespace: x}\nspec: {limits: [{type: Container, max: {cpu: 500m}}]}\n",
			spec:   container,
		},
		{
			"pod security",
			"apiVersion: v1\nkind: Namespace\nmetadata: {name: x, labels: {pod-security.kubernetes.io/enforce: baseline}}\n",
			"hostNetwork: true\n      " + container,
			`pods "POD" is forbidden: violates PodSecurity "baseline:latest": host namespaces (hostNetwork=true) :12`,
		},
		{
			name:   "pod security that only warns",
			others: "apiVersion: v1\nkind: Namespace\nmetadata: {name: x, labels: {pod-security.kubernetes.io/warn: baseline}}\n",
			spec:   "hostNetwork: true\n      " + container,
		},
		{
			"missing service account", "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other, namespace: x}\n",
			"serviceAccountName: agent\n      " + container,
			`pods "POD" is forbidden: error looking up service account x/agent: serviceaccount "agent" not found :13`,
		},
		{name: "a service account that others may make", spec: "serviceAccountName: agent\n      " + container},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
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
      ` + test.spec + "\n---\n" + admissionNode + "---\n" + test.others
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(text))}}
			if len(set.Files[0].Problems) > 0 {
				t.Fatal(set.Files[0].Problems)
			}
			matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
			verdict := matrix.On(matrix.Workloads[0], "n1")
			got := ""
			if verdict.Outcome == placement.Refused {
				got = fmt.Sprintf("%s :%d", verdict.Reasons[0], verdict.Refusals[0].By.Span().Start.Line)
			}
			if got != test.want {
				t.Errorf("refused with\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

// TestAccountsOfTheInstaller wants no account of kube-system missed: the installer of the
// cluster makes those that no manifest holds.
func TestAccountsOfTheInstaller(t *testing.T) {
	t.Parallel()
	text := `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent, namespace: kube-system}
spec:
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec: {serviceAccountName: agent, containers: [{name: c, image: i}]}
---
apiVersion: v1
kind: ServiceAccount
metadata: {name: other, namespace: kube-system}
---
` + admissionNode
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(text))}}
	matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
	if verdict := matrix.On(matrix.Workloads[0], "n1"); verdict.Outcome != placement.Scheduled {
		t.Errorf("the outcome is %s for %v, want scheduled", verdict.Outcome, verdict.Reasons)
	}
}
