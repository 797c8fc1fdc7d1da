package rules_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules"
)

// node writes a Node with labels and taints in braces: "a: b" and
// "{key: a, effect: NoSchedule}".
func node(name, labels, taints string) string {
	return fmt.Sprintf("---\napiVersion: v1\nkind: Node\nmetadata: {name: %s, labels: {%s}}\nspec: {taints: [%s]}\n"+
		"status: {allocatable: {cpu: \"4\", memory: 8Gi, pods: \"10\"}}\n", name, labels, taints)
}

// agent writes a DaemonSet with some fields of its pod spec, one a line.
func agent(name string, fields ...string) string {
	text := "---\napiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: " + name + "}\nspec:\n" +
		"  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec:\n"
	for _, field := range fields {
		text += "      " + field + "\n"
	}
	return text + "      containers:\n        - {name: main, image: registry.example/a:1.0}\n"
}

func requesting(name, requests string, fields ...string) string {
	return strings.Replace(agent(name, fields...), "a:1.0}", "a:1.0, resources: {requests: {"+requests+"}}}", 1)
}

func onPort(name string, port int, fields ...string) string {
	return strings.Replace(agent(name, fields...), "a:1.0}",
		fmt.Sprintf("a:1.0, ports: [{containerPort: 80, hostPort: %d}]}", port), 1)
}

// says returns the findings of a rule as "severity: message => remedy".
func says(t *testing.T, name, text string) []string {
	t.Helper()
	chosen := slices.DeleteFunc(rules.All(), func(rule *lint.Rule) bool { return rule.Name != name })
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("test.yaml", []byte(text))}}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set), chosen)
	if err != nil || len(chosen) != 1 || len(result.Failures) > 0 {
		t.Fatalf("rule %s: %v, %v", name, err, result.Failures)
	}
	found := []string{}
	for _, finding := range result.Findings {
		line := finding.Severity.String() + ": " + finding.Message
		if finding.Fix != nil {
			line += " => " + finding.Fix.Summary
		}
		found = append(found, line)
	}
	return found
}

const (
	controlPlane = "{key: node-role.kubernetes.io/control-plane, effect: NoSchedule}"
	notReady     = "{key: node.kubernetes.io/not-ready, effect: NoSchedule}"
	batch        = "{key: dedicated, value: batch, effect: NoSchedule}"
	web          = "{key: dedicated, value: web, effect: NoSchedule}"
	gpuTaint     = "{key: nvidia.com/gpu, value: present, effect: NoSchedule}"
)

type spoken struct {
	text string
	want []string
}

func check(t *testing.T, rule string, tests map[string]spoken) {
	t.Helper()
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, says(t, rule, test.text)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

func TestUntoleratedTaint(t *testing.T) {
	t.Parallel()
	const skips = "DaemonSet default/a skips 1 of 2 nodes (b): "
	many := node("plain", "", "")
	for i := range 40 {
		many += node(fmt.Sprintf("n-%02d", i), "", batch)
	}
	check(t, "untolerated-taint", map[string]spoken{
		"by none of three": {agent("a") + agent("b", "tolerations: [{key: other, operator: Exists}]", "nodeSelector: {pool: web}") +
			agent("c", "nodeSelector: {pool: web}") + node("n1", "pool: web", "") + node("n2", "pool: web", batch), []string{
			"warning: DaemonSet default/a skips 1 of 2 nodes (n2): taint dedicated=batch:NoSchedule is not tolerated, " +
				"nor by any other of the 3 DaemonSets => Add a toleration for dedicated",
		}},
		"by one of three": {agent("a") + agent("b", "tolerations: [{operator: Exists}]") +
			agent("c", "nodeSelector: {pool: web}") + node("n1", "pool: web", "") + node("n2", "pool: web", batch), []string{
			"warning: DaemonSet default/a skips 1 of 2 nodes (n2): taint dedicated=batch:NoSchedule is not tolerated " +
				"=> Add a toleration for dedicated",
		}},
		"many nodes are one finding": {agent("a") + many, []string{
			"warning: DaemonSet default/a skips 40 of 41 nodes (n-00, n-01, n-02, ...): " +
				"taint dedicated=batch:NoSchedule is not tolerated => Add a toleration for dedicated",
		}},
		"a control plane is left out knowingly": {agent("a") + node("w", "", "") + node("b", "", controlPlane), []string{
			"info: " + skips + "taint node-role.kubernetes.io/control-plane:NoSchedule is not tolerated" +
				" => Add a toleration for node-role.kubernetes.io/control-plane",
		}},
		"another value is left out knowingly": {
			agent("a", "tolerations: [{key: dedicated, value: web}]") + node("w", "", web) + node("b", "", batch),
			[]string{"info: " + skips + "taint dedicated=batch:NoSchedule is not tolerated => Add a toleration for dedicated"},
		},
		"two taints of the same nodes": {agent("a") + node("w", "", "") +
			node("b", "", "{key: infra, effect: NoSchedule}, {key: infra, effect: NoExecute}, {key: soft, effect: PreferNoSchedule}"), []string{
			"warning: " + skips + "taints infra:NoSchedule and infra:NoExecute are not tolerated" +
				" => Add a toleration for infra without an effect",
		}},
		"the other effect": {agent("a", "tolerations: [{key: infra, operator: Exists, effect: NoSchedule}]") + node("w", "", "") +
			node("b", "", "{key: infra, effect: NoSchedule}, {key: infra, effect: NoExecute}"), []string{
			"warning: " + skips + "taint infra:NoExecute is not tolerated" +
				" => Leave the effect out of the toleration for infra, or add one for NoExecute",
		}},
		"a passing taint beside another": {agent("a") + node("w", "", "") + node("b", "", notReady+", "+batch), []string{
			"warning: " + skips + "taint dedicated=batch:NoSchedule is not tolerated => Add a toleration for dedicated",
		}},
		"a passing taint":  {agent("a") + node("w", "", "") + node("b", "", notReady), []string{}},
		"a mistyped value": {agent("a", "tolerations: [{key: dedicated, value: bacth}]") + node("w", "", "") + node("b", "", batch), []string{}},
		"no other node":    {agent("a") + node("b", "", batch), []string{}},
		"a written intent": {strings.Replace(agent("a"), "{name: a}", "{name: a, annotations: {dslint.dev/runs-on: all}}", 1) +
			node("w", "", "") + node("b", "", batch), []string{}},
		"a patch": {"apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: a}\nspec: {template: {spec: {priorityClassName: x}}}\n" +
			node("w", "", "") + node("b", "", batch), []string{}},
	})
}

func TestDaemonSetMatchesNoNode(t *testing.T) {
	t.Parallel()
	const none = ": DaemonSet default/a does not run on the only node (n1): no node has the label "
	selects := func(pair, labels string) string {
		return agent("a", "nodeSelector: {"+pair+"}") + node("n1", labels, "")
	}
	const linux = "kubernetes.io/os: linux, kubernetes.io/arch: amd64, kubernetes.io/hostname: n1"
	const label = " => Label the nodes that are meant, or remove the constraint: kubectl label node NAME "
	check(t, "daemonset-matches-no-node", map[string]spoken{
		"a label of the author":  {selects("disk: ssd", linux), []string{"error" + none + "disk=ssd" + label + "disk=ssd"}},
		"another value":          {selects("disk: ssd", "disk: hdd"), []string{"error" + none + "disk=ssd => Ask for a value of disk that nodes have: hdd"}},
		"a mistyped value":       {selects("zone: fankfurt", "zone: frankfurt"), []string{"error" + none + `zone=fankfurt => Ask for zone: "frankfurt", which nodes have`}},
		"a sibling is no typo":   {selects("zone: eu-west-1", "zone: eu-west-2"), []string{"error" + none + "zone=eu-west-1 => Ask for a value of zone that nodes have: eu-west-2"}},
		"nor is another letter":  {selects("team: team-a", "team: team-b"), []string{"error" + none + "team=team-a => Ask for a value of team that nodes have: team-b"}},
		"a mistyped key":         {selects("acelerator: a100", "accelerator: a100"), []string{"error" + none + `acelerator=a100 => Ask for accelerator: "a100", which nodes have`}},
		"the key without domain": {selects("tier: web", "example.org/tier: web"), []string{"error" + none + `tier=web => Ask for example.org/tier: "web", which nodes have`}},
		"a role by value":        {selects("role: worker", `node-role.kubernetes.io/worker: ""`), []string{"error" + none + `role=worker => Ask for node-role.kubernetes.io/worker: "", which nodes have`}},
		"a flag": {selects("node-role.kubernetes.io/infra: \"true\"", `node-role.kubernetes.io/infra: ""`), []string{
			"error" + none + `node-role.kubernetes.io/infra=true => Ask for node-role.kubernetes.io/infra: "", which nodes have`,
		}},
		"a name of a host":      {selects("kubernetes.io/hostname: m", linux), []string{"error" + none + "kubernetes.io/hostname=m => Ask for a value of kubernetes.io/hostname that nodes have: n1"}},
		"a misspelt platform":   {selects("kubernetes.io/arch: x86_64", linux), []string{"error" + none + "kubernetes.io/arch=x86_64"}},
		"a platform":            {selects("kubernetes.io/os: windows", linux), []string{"info" + none + "kubernetes.io/os=windows, and no machine of that kind is in the inventory"}},
		"an incomplete Node":    {selects("kubernetes.io/os: linux", ""), []string{"info" + none + "kubernetes.io/os=linux, which every kubelet sets: the Nodes of the inventory are not complete"}},
		"a label of old":        {selects("beta.kubernetes.io/os: linux", linux), []string{"warning" + none + `beta.kubernetes.io/os=linux, though nodes have kubernetes.io/os => Ask for kubernetes.io/os: "linux", which nodes have`}},
		"a label of run time":   {selects("feature.node.kubernetes.io/pci-10de.present: \"true\"", linux), []string{"info" + none + "feature.node.kubernetes.io/pci-10de.present=true, which node-feature-discovery sets at run time"}},
		"a label of a provider": {selects("cloud.google.com/gke-accelerator: t4", linux), []string{"warning" + none + "cloud.google.com/gke-accelerator=t4, which GKE sets"}},
		"a pool": {selects("node-pool: gpu", "node-pool: web"), []string{
			"warning" + none + "node-pool=gpu, and a pool may be empty => Ask for a value of node-pool that nodes have: web",
		}},
		"nodes from pools": {selects("disk: ssd", "eks.amazonaws.com/nodegroup: web"), []string{
			"warning" + none + "disk=ssd, and a pool may be empty" + label + "disk=ssd",
		}},
		"no control plane": {selects("node-role.kubernetes.io/control-plane: \"\"", linux), []string{
			"warning" + none + `node-role.kubernetes.io/control-plane="", and no control plane is in the inventory` +
				label + "node-role.kubernetes.io/control-plane=",
		}},
		"a name": {agent("a", "nodeName: m") + node("n1", linux, ""), []string{
			`error: DaemonSet default/a does not run on the only node (n1): no node is named "m"`,
		}},
		"a taint of all": {agent("a") + node("n1", linux, batch), []string{
			"error: DaemonSet default/a does not run on the only node (n1): taint dedicated=batch:NoSchedule of every node is not tolerated" +
				" => Add a toleration for dedicated",
		}},
		"a passing taint of one": {agent("a") + node("n1", "", notReady) + node("m", "", batch), []string{
			"info: DaemonSet default/a runs on none of 2 nodes: it matches 1 node (n1) with taint node.kubernetes.io/not-ready:NoSchedule, " +
				"which is not tolerated, 1 (m) with taint dedicated=batch:NoSchedule, which is not tolerated, and that passes" +
				" => Add a toleration for node.kubernetes.io/not-ready",
		}},
		"control planes only": {agent("a") + node("n1", "", controlPlane), []string{
			"info: DaemonSet default/a does not run on the only node (n1): taint node-role.kubernetes.io/control-plane:NoSchedule of every node " +
				"is not tolerated, and the inventory holds control planes only => Add a toleration for node-role.kubernetes.io/control-plane",
		}},
		"two terms": {agent("a", "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: "+
			"[{matchExpressions: [{key: disk, operator: Exists}]}, {matchExpressions: [{key: feature.node.kubernetes.io/ssd, operator: Exists}]}]}}}") +
			node("n1", linux, ""), []string{
			"info: DaemonSet default/a does not run on the only node (n1): no node meets any of its 2 node selector terms, and " +
				"node-feature-discovery sets feature.node.kubernetes.io/ssd at run time" + label + "disk=",
		}},
		"a cordoned node for a Pod": {"apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers: [{name: a, image: a}]\n" +
			strings.Replace(node("n1", "", ""), "spec: {", "spec: {unschedulable: true, ", 1), []string{
			"info: Pod default/p cannot run on the only node (n1): every node is cordoned, and that passes",
		}},
		"a Pod that runs": {"apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  nodeName: m\n  containers: [{name: a, image: a}]\n" +
			"status: {phase: Running}\n" + node("n1", "", ""), []string{}},
		"the old master label":    {selects("node-role.kubernetes.io/master: \"\"", linux), []string{}},
		"a contradiction":         {agent("a", "nodeSelector: {a: b}", "affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: DoesNotExist}]}]}}}") + node("n1", linux, ""), []string{}},
		"a value that is no text": {selects("disk: true", linux), []string{}},
		"no replicas":             {"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\nspec: {replicas: 0, template: {spec: {nodeSelector: {a: b}, containers: [{name: a, image: a}]}}}\n" + node("n1", "", ""), []string{}},
	})
}

func TestExceedsNodeAllocatable(t *testing.T) {
	t.Parallel()
	const keepOff = " => Lower the request, or keep the pods off such nodes by required node affinity"
	needsGPU := strings.Replace(requesting("a", "nvidia.com/gpu: 1"), "requests:", "limits:", 1)
	withGPU := strings.Replace(node("g", "", ""), `pods: "10"`, `pods: "10", nvidia.com/gpu: "1"`, 1)
	check(t, "exceeds-node-allocatable", map[string]spoken{
		"a resource that some have": {needsGPU + node("n1", "", "") + withGPU, []string{
			"error: DaemonSet default/a requests 1 nvidia.com/gpu, and 1 of 2 nodes (n1) has none" + keepOff,
		}},
		"a resource that none has": {needsGPU + node("n1", "", ""), []string{
			"warning: DaemonSet default/a requests 1 nvidia.com/gpu, and 1 of 1 node (n1) has none, nor has any other node" + keepOff,
		}},
		"a byte too much": {requesting("a", "memory: 8589934593") + node("n1", "", ""), []string{
			"error: DaemonSet default/a requests 8589934593 memory, and 1 of 1 node (n1) has 8Gi" + keepOff,
		}},
		"all of it":                   {requesting("a", "memory: 8Gi, cpu: 4") + node("n1", "", ""), []string{}},
		"what the Node does not tell": {requesting("a", "ephemeral-storage: 1Gi") + node("n1", "", ""), []string{}},
		"a virtual node":              {requesting("a", "memory: 9Gi") + node("n1", "type: virtual-kubelet", ""), []string{}},
	})
}

func TestHostPortConflict(t *testing.T) {
	t.Parallel()
	inNamespace := func(text, namespace string) string {
		return strings.Replace(text, "metadata: {name:", "metadata: {namespace: "+namespace+", name:", 1)
	}
	const n = "\n"
	check(t, "host-port-conflict", map[string]spoken{
		"two": {onPort("a", 9100) + onPort("b", 9100) + node("n1", "", ""), []string{
			"error: DaemonSet default/b stays pending on 1 of 1 node (n1): DaemonSet default/a holds host port 9100/TCP" +
				" => Give one of the two another port, or keep them on different nodes",
		}},
		"the more important one stays": {onPort("a", 9100) + onPort("b", 9100, "priorityClassName: system-node-critical") + node("n1", "", ""), []string{
			"error: DaemonSet default/a stays pending on 1 of 1 node (n1): DaemonSet default/b holds host port 9100/TCP" +
				" => Give one of the two another port, or keep them on different nodes",
		}},
		"perhaps one and the same": {onPort("a", 9100) + inNamespace(onPort("a", 9100), "monitoring") + node("n1", "", ""), []string{
			"info: DaemonSet monitoring/a stays pending on 1 of 1 node (n1): DaemonSet default/a holds host port 9100/TCP" +
				" => Keep one of the two, or write the namespace of both",
		}},
		"replaced by one without the port": {onPort("a", 9100) + onPort("b", 9100) + agent("a") + node("n1", "", ""), []string{}},
		"a Pod finds no other node": {onPort("a", 80) + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n" +
			"  containers: [{name: a, image: a, ports: [{containerPort: 80, hostPort: 80}]}]" + n + node("n1", "", ""), []string{
			"error: Pod default/p stays pending on 1 of 1 node (n1): DaemonSet default/a holds host port 80/TCP" +
				" => Give one of the two another port, or keep them on different nodes",
		}},
		"a Pod finds another node": {onPort("a", 80) + "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n" +
			"  tolerations: [{operator: Exists}]\n  containers: [{name: a, image: a, ports: [{containerPort: 80, hostPort: 80}]}]" + n +
			node("n1", "", "") + node("m", "", batch), []string{}},
	})
}

func TestDaemonSetOverhead(t *testing.T) {
	t.Parallel()
	small := strings.Replace(node("s", "", ""), `cpu: "4"`, `cpu: "1"`, 1)
	check(t, "daemonset-overhead", map[string]spoken{
		"more than a quarter": {requesting("a", "cpu: 300m") + small + node("n1", "", ""), []string{
			"info: the DaemonSets of 1 of 2 nodes (s) request 300m of the 1 cpu of s, 30 % (default/a 300m) => Lower the requests, or use bigger nodes",
		}},
		"a quarter": {requesting("a", "cpu: 250m") + small, []string{}},
		"the more important one stays": {requesting("a", "cpu: 600m") + requesting("b", "cpu: 500m", "priorityClassName: system-node-critical") + small, []string{
			"error: DaemonSet default/a stays pending on 1 of 1 node (s): the DaemonSets there request 1100m cpu, and s has 1 " +
				"(default/a 600m, default/b 500m) => Lower the requests, or keep a DaemonSet off these nodes",
		}},
		"one object in two files":         {requesting("a", "cpu: 200m") + requesting("a", "cpu: 200m") + small, []string{}},
		"too big by itself takes no room": {requesting("a", "cpu: 2") + requesting("b", "cpu: 100m") + small, []string{}},
		"a class that is defined elsewhere": {requesting("a", "cpu: 600m", "priorityClassName: ours") + small, []string{
			"warning: the DaemonSets of 1 of 1 node (s) request 600m of the 1 cpu of s, 60 % (default/a 600m) => Lower the requests, or use bigger nodes",
		}},
		"many": {requesting("a", "memory: 1Gi") + requesting("b", "memory: 2Gi") + requesting("c", "memory: 1Gi") + requesting("d", "memory: 512Mi") +
			requesting("e", "memory: 512Mi") + node("n1", "", ""), []string{
			"warning: the DaemonSets of 1 of 1 node (n1) request 5Gi of the 8Gi memory of n1, 62 % (default/b 2Gi, default/a 1Gi, " +
				"default/c 1Gi, 2 more 1Gi) => Lower the requests, or use bigger nodes",
		}},
	})
}

func TestTolerationNeverMatches(t *testing.T) {
	t.Parallel()
	has := func(what string) string {
		return "DaemonSet default/a has a toleration that matches no taint: it asks for " + what
	}
	nodes := node("w", "", "") + node("g", "gpu: yes-it-has", gpuTaint)
	tolerating := func(list string, fields ...string) string {
		return agent("a", append(fields, "tolerations: ["+list+"]")...)
	}
	check(t, "toleration-never-matches", map[string]spoken{
		"no operator": {tolerating("{key: nvidia.com/gpu}") + nodes, []string{
			"warning: " + has("an empty value, as no operator means Equal, and 1 of 2 nodes (g) has nvidia.com/gpu=present:NoSchedule") +
				` => Set operator: Exists, or value: "present"`,
		}},
		"tolerated otherwise": {tolerating("{key: nvidia.com/gpu}, {operator: Exists}") + nodes, []string{
			"info: " + has("an empty value, as no operator means Equal, and 1 of 2 nodes (g) has nvidia.com/gpu=present:NoSchedule") +
				` => Set operator: Exists, or value: "present"`,
		}},
		"another team": {tolerating("{key: dedicated, value: orders}") + node("w", "", "") + node("b", "", batch), []string{
			"info: " + has(`the value "orders", and 1 of 2 nodes (b) has dedicated=batch:NoSchedule`) +
				` => Write the value "batch", or set operator: Exists and leave the value out`,
		}},
		"two values": {tolerating("{key: dedicated, effect: NoSchedule}") + node("w", "", "") + node("b", "", batch) + node("c", "", web), []string{
			"warning: " + has("an empty value, as no operator means Equal, and 2 of 3 nodes (b, c) have "+
				"dedicated=batch:NoSchedule or dedicated=web:NoSchedule") + " => Set operator: Exists and leave the value out",
		}},
		"the only nodes": {tolerating("{key: nvidia.com/gpuu, operator: Exists}", "nodeSelector: {gpu: yes-it-has}") + nodes, []string{
			"error: " + has(`the key "nvidia.com/gpuu", and 1 of 2 nodes (g) has nvidia.com/gpu=present:NoSchedule, so that no node takes it`) +
				" => Write the key nvidia.com/gpu",
		}},
		"a label keeps it off anyway": {tolerating("{key: nvidia.com/gpu}", "nodeSelector: {kubernetes.io/os: linux}") +
			node("w", "kubernetes.io/os: linux", "") + node("g", "kubernetes.io/os: windows", gpuTaint), []string{
			"info: " + has("an empty value, as no operator means Equal, and 1 of 2 nodes (g) has nvidia.com/gpu=present:NoSchedule") +
				` => Set operator: Exists, or value: "present"`,
		}},
		"the other effect of a condition": {tolerating("{key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute}") +
			node("w", "", "") + node("b", "", notReady), []string{}},
		"no such key":        {tolerating("{key: spot, operator: Exists}") + nodes, []string{}},
		"a member of series": {tolerating("{key: pool-1, operator: Exists}") + node("w", "", "") + node("b", "", "{key: pool-2, effect: NoSchedule}"), []string{}},
		"the old master":     {tolerating("{key: node-role.kubernetes.io/master, effect: NoSchedule}") + node("w", "", "") + node("b", "", controlPlane), []string{}},
		"no inventory":       {tolerating("{key: nvidia.com/gpu}"), []string{}},
	})
}

func TestMasterToleration(t *testing.T) {
	t.Parallel()
	const old = "tolerations: [{key: node-role.kubernetes.io/master, operator: Exists}]"
	const since = ", which control planes have in its place since kubeadm 1.25" +
		" => Add a toleration for node-role.kubernetes.io/control-plane with operator Exists and effect NoSchedule"
	bare := "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  " + old + "\n  containers: [{name: a, image: a}]\n"
	const master = "{key: node-role.kubernetes.io/master, effect: NoSchedule}"
	check(t, "master-toleration-without-control-plane", map[string]spoken{
		"without nodes": {agent("a", old), []string{
			"warning: DaemonSet default/a tolerates node-role.kubernetes.io/master and not node-role.kubernetes.io/control-plane" + since,
		}},
		"both taints": {agent("a", old) + node("w", "", "") + node("c", "", master+", "+controlPlane), []string{
			"error: DaemonSet default/a skips 1 of 2 nodes (c): it tolerates node-role.kubernetes.io/master and not " +
				"node-role.kubernetes.io/control-plane:NoSchedule" + since,
		}},
		"a Pod with other nodes": {bare + node("w", "", "") + node("c", "", controlPlane), []string{
			"info: Pod default/p cannot run on 1 of 2 nodes (c): it tolerates node-role.kubernetes.io/master and not " +
				"node-role.kubernetes.io/control-plane:NoSchedule" + since,
		}},
		"a Pod without": {bare + node("c", "", controlPlane), []string{
			"error: Pod default/p cannot run on 1 of 1 node (c): it tolerates node-role.kubernetes.io/master and not " +
				"node-role.kubernetes.io/control-plane:NoSchedule" + since,
		}},
		"another taint as well": {agent("a", old) + node("w", "", "") + node("c", "", controlPlane+", "+batch), []string{}},
		"no control plane":      {agent("a", old) + node("w", "", ""), []string{}},
		"the label is missing":  {agent("a", old, "nodeSelector: {pool: web}") + node("w", "pool: web", "") + node("c", "", controlPlane), []string{}},
	})
}
