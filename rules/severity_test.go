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

// run returns the findings of one rule, as "line severity" with the remedy if
// there is one.
func run(t *testing.T, name string, files ...*manifest.File) []string {
	t.Helper()
	chosen := slices.DeleteFunc(rules.All(), func(rule *lint.Rule) bool { return rule.Name != name })
	if len(chosen) != 1 {
		t.Fatalf("there are %d rules named %q", len(chosen), name)
	}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(&manifest.Set{Files: files}), chosen)
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range result.Failures {
		t.Error(failure)
	}
	found := []string{}
	for _, finding := range result.Findings {
		text := fmt.Sprintf("%d %s", finding.At.Start.Line, finding.Severity)
		if finding.Fix != nil {
			text += ": " + finding.Fix.Summary
		}
		found = append(found, text)
	}
	return found
}

const (
	pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: agent}\nspec:\n"

	daemonSet = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n" +
		"  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n"

	image = "containers: [{name: agent, image: agent}]\n"

	linuxNode   = "---\napiVersion: v1\nkind: Node\nmetadata: {name: linux-1, labels: {kubernetes.io/os: linux}}\n"
	windowsNode = "---\napiVersion: v1\nkind: Node\nmetadata: {name: win-1, labels: {kubernetes.io/os: windows}}\n"
	taintedNode = "---\napiVersion: v1\nkind: Node\nmetadata: {name: gpu-1}\n" +
		"spec: {taints: [{key: gpu, effect: NoSchedule}]}\n"
)

func TestSeverities(t *testing.T) {
	t.Parallel()
	const blanket = "      tolerations: [{operator: Exists}]\n      "
	const nameTaints = ": Name the taints: a key with operator Exists for each"
	const linux = ": Add the node selector kubernetes.io/os: linux"
	const addRequests = ": Add resources.requests with what the container uses on a busy node"
	const master = "  nodeSelector: {node-role.kubernetes.io/master: \"\"}\n"
	const askControlPlane = ": Ask for node-role.kubernetes.io/control-plane"
	tests := map[string]struct {
		rule, text string
		want       []string
	}{
		"blanket":                {"blanket-toleration", daemonSet + blanket + image, []string{"9 warning" + nameTaints}},
		"blanket of an agent":    {"blanket-toleration", daemonSet + blanket + "hostNetwork: true\n      priorityClassName: system-node-critical\n      " + image, []string{"9 info"}},
		"blanket that adds":      {"blanket-toleration", daemonSet + blanket + image + linuxNode + taintedNode, []string{"9 warning" + nameTaints}},
		"blanket that adds none": {"blanket-toleration", daemonSet + blanket + image + linuxNode, []string{"9 info" + nameTaints}},
		"blanket against eviction only": {
			"blanket-toleration", pod + "  tolerations: [{operator: Exists, effect: NoExecute}]\n  " + image,
			[]string{"5 info" + nameTaints},
		},

		"no requests":   {"missing-requests", pod + "  " + image, []string{"5 warning" + addRequests}},
		"only a cpu":    {"missing-requests", pod + "  containers: [{name: a, image: a, resources: {limits: {cpu: 1}}}]\n", []string{"5 warning" + addRequests}},
		"only a memory": {"missing-requests", pod + "  containers: [{name: a, image: a, resources: {limits: {memory: 1Gi}}}]\n", []string{"5 info" + addRequests}},

		"master without nodes":    {"removed-master-label", pod + master + "  " + image, []string{"5 warning" + askControlPlane}},
		"master on none of nodes": {"removed-master-label", pod + master + "  " + image + linuxNode, []string{"5 error" + askControlPlane}},

		"any system without nodes": {"missing-os-selector", daemonSet + "      " + image, []string{"8 info" + linux}},
		"Linux on Windows":         {"missing-os-selector", daemonSet + "      hostPID: true\n      " + image + linuxNode + windowsNode, []string{"8 error" + linux}},
		"both systems":             {"missing-os-selector", daemonSet + "      " + image + linuxNode + windowsNode, []string{"8 warning" + linux}},

		"many cores": {
			"cpu-unit-suspicious", pod + "  containers:\n    - name: a\n      resources:\n        limits:\n          cpu: 300\n        requests:\n          cpu: 5000\n",
			[]string{"9 warning: Write 300m if thousandths of a core are meant", "11 error: Write 5000m if thousandths of a core are meant"},
		},
		"a limit beside a request": {
			"cpu-unit-suspicious", pod + "  containers: [{name: a, resources: {requests: {cpu: 1}, limits: {cpu: 500Mi}}}]\n",
			[]string{"5 warning: Write 500m if thousandths of a core are meant"},
		},
		"a limit that is the request": {
			"cpu-unit-suspicious", pod + "  containers: [{name: a, resources: {limits: {cpu: 500Mi}}}]\n",
			[]string{"5 error: Write 500m if thousandths of a core are meant"},
		},
		"bytes": {
			"memory-unit-suspicious", pod + "  containers:\n    - name: a\n      resources:\n        limits:\n          memory: 512\n        requests:\n          memory: 256\n",
			[]string{"9 error: Write 512Mi if mebibytes are meant", "11 warning: Write 256Mi if mebibytes are meant"},
		},
		"little memory": {
			"memory-unit-suspicious", pod + "  containers:\n    - name: a\n      resources:\n        limits:\n          memory: 128m\n          ephemeral-storage: 128m\n" +
				"        requests:\n          memory: 128m\n    - name: b\n      resources:\n        limits:\n          memory: 4095\n    - name: c\n      resources:\n        limits:\n          memory: 3Mi\n",
			[]string{
				"9 error: Write 128Mi if mebibytes are meant", "10 warning: Write 128Mi if mebibytes are meant", "12 warning: Write 128Mi if mebibytes are meant",
				"16 error: Write 4095Mi if mebibytes are meant", "20 warning: Write the amount with the suffix Mi or Gi",
			},
		},
		"refused without nodes": {
			"refused-pod", daemonSet + "      hostNetwork: true\n      " + image +
				"---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {pod-security.kubernetes.io/enforce: baseline}}\n",
			[]string{"8 error: Leave out what the level forbids, or run it in a namespace with another level"},
		},
		"limited without nodes": {
			"refused-pod", daemonSet + "      containers: [{name: a, image: a, resources: {requests: {memory: 1Gi}}}]\n" +
				"---\napiVersion: v1\nkind: LimitRange\nmetadata: {name: l}\nspec: {limits: [{type: Container, max: {memory: 64Mi}}]}\n",
			[]string{"9 error: Leave the field out, or make it agree with what admission fills in"},
		},
		"admitted without nodes": {
			"refused-pod", daemonSet + "      " + image +
				"---\napiVersion: v1\nkind: Namespace\nmetadata: {name: default, labels: {pod-security.kubernetes.io/enforce: baseline}}\n",
			[]string{},
		},
		"template": {
			"yaml-syntax", "kind: Pod\n{{- if .Values.on }}\nname: x\n",
			[]string{"2 info: Lint what it renders to: helm template CHART | dslint -"},
		},
		"undeclared namespace": {
			"undeclared-namespace", inNamespace("logging"), []string{"8 info: Declare the Namespace, or name one that is declared"},
		},
		"misspelt namespace": {"undeclared-namespace", inNamespace("monitorng"), []string{"8 warning: Write monitoring"}},
		"broken":             {"yaml-syntax", "kind: Pod\nname: a: b\n", []string{"2 error"}},
		"broken settings":    {"yaml-syntax", "{\n  // of an editor\n  \"tabs\": 4\n  \"colour\": \"red\"\n}\n", []string{"3 info"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t, test.rule, manifest.Parse("test.yaml", []byte(test.text)))
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// inNamespace is a Pod in a namespace, beside a Namespace of another name.
func inNamespace(name string) string {
	return "apiVersion: v1\nkind: Namespace\nmetadata: {name: monitoring}\n---\napiVersion: v1\nkind: Pod\nmetadata:\n  namespace: " + name +
		"\n  name: a\nspec:\n  " + image
}

// TestWhatIsNotRead wants no proof of what a base elsewhere may hold.
func TestWhatIsNotRead(t *testing.T) {
	t.Parallel()
	const text = "apiVersion: v1\nkind: Namespace\nmetadata: {name: x}\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata: {name: other, namespace: x}\n" +
		"---\napiVersion: scheduling.k8s.io/v1\nkind: PriorityClass\nmetadata: {name: low}\nvalue: 1\n" +
		"---\napiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: x}\nspec:\n  priorityClassName: top\n  serviceAccountName: agent\n  " + image
	elsewhere := &manifest.File{Name: "kustomization.yaml", Problems: []manifest.Problem{{Kind: manifest.NotRead, Message: "a base lies elsewhere"}}}
	for _, rule := range []string{"missing-service-account", "priority-class-unknown"} {
		read := manifest.Parse("test.yaml", []byte(text))
		if got := run(t, rule, read); len(got) != 1 || !strings.Contains(got[0], "error") {
			t.Errorf("%s of all there is tells %q, want an error", rule, got)
		}
		if got := run(t, rule, read, elsewhere); len(got) != 1 || !strings.Contains(got[0], "warning") {
			t.Errorf("%s beside what is not read tells %q, want a warning", rule, got)
		}
	}
}

func TestRemedies(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ rule, text, want string }{
		"effect of another API":  {"toleration-unknown-effect", pod + "  tolerations: [{key: a, effect: NO_SCHEDULE}]", "Write NoSchedule"},
		"effect cut short":       {"toleration-unknown-effect", pod + "  tolerations: [{key: a, effect: NoExec}]", "Write NoExecute"},
		"effect of nothing":      {"toleration-unknown-effect", pod + "  tolerations: [{key: a, effect: Drain}]", "Write NoSchedule, PreferNoSchedule or NoExecute"},
		"operator":               {"toleration-unknown-effect", pod + "  tolerations: [{key: a, operator: equals}]", "Write Equal"},
		"misspelt field":         {"unknown-field", pod + "  nodeselector: {}", "Rename it to nodeSelector"},
		"field of the template":  {"unknown-field", "apiVersion: apps/v1\nkind: DaemonSet\nspec:\n  hostNetwork: true", "Move it under spec.template.spec"},
		"field below":            {"unknown-field", pod + "  containers: [{requests: {}}]", "Move it under spec.containers[0].resources"},
		"field above":            {"unknown-field", pod + "  containers: [{nodeSelector: {}}]", "Move it under spec"},
		"field beside":           {"unknown-field", pod + "  securityContext: {privileged: true}", "Move it under spec.containers[].securityContext"},
		"field of any container": {"unknown-field", pod + "  imagePullPolicy: Always", "Move it under spec.containers[]"},
		"field of many places":   {"unknown-field", pod + "  path: /", "Remove it, or look for its place: kubectl explain pod.spec"},
		"field of none":          {"unknown-field", "apiVersion: apps/v1\nkind: DaemonSet\nspec: {replicas: 3}", "Remove it, or look for its place: kubectl explain daemonset.spec"},
		"kind in the spec":       {"unknown-field", pod + "  apiVersion: v1", "Move it to the top level"},
		"unit":                   {"wrong-type", pod + "  containers: [{resources: {limits: {memory: 400MiB}}}]", "Write 400Mi"},
		"case of the unit":       {"wrong-type", pod + "  containers: [{resources: {limits: {memory: 1.5gi}}}]", "Write 1.5Gi"},
		"environment":            {"wrong-type", pod + "  containers: [{env: [{name: A, value: 1}]}]", "Put 1 in quotes"},
		"label":                  {"non-string-label-value", "apiVersion: v1\nkind: Pod\nmetadata: {labels: {a: off}}", "Put off in quotes"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := run(t, test.rule, manifest.Parse("test.yaml", []byte(test.text)))
			if len(got) != 1 || !strings.HasSuffix(got[0], " error: "+test.want) {
				t.Errorf("findings are %q, want one error with the remedy %q", got, test.want)
			}
		})
	}
}

// TestPatches tells whole objects from patches of kustomize, which leave out what
// the object below them has.
func TestPatches(t *testing.T) {
	t.Parallel()
	const noSelector = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent}\nspec:\n" +
		"  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers: [{name: agent, image: agent}]\n"
	tests := map[string]struct {
		file string
		want int
	}{
		"object":            {"deploy/agent.yaml", 1},
		"patch by its name": {"deploy/agent-patch.yaml", 0},
		"patch by folder":   {"patches/agent.yaml", 0},
		"another word":      {"dispatch/agent.yaml", 1},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := run(t, "selector-template-mismatch", manifest.Parse(test.file, []byte(noSelector))); len(got) != test.want {
				t.Errorf("findings are %q, want %d", got, test.want)
			}
		})
	}
}

// TestOnceForAnAnchor finds a fault once where an alias uses it again.
func TestOnceForAnAnchor(t *testing.T) {
	t.Parallel()
	text := "apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\n  labels: &shared\n    a: 1\n  annotations: *shared\n"
	got := run(t, "non-string-label-value", manifest.Parse("test.yaml", []byte(text)))
	if diff := cmp.Diff([]string{"6 error: Put 1 in quotes"}, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// What is not read may hold the class.
func TestRefusedPodBesideWhatIsNotRead(t *testing.T) {
	t.Parallel()
	const kata = daemonSet + "      runtimeClassName: kata\n      " + image +
		"---\napiVersion: node.k8s.io/v1\nkind: RuntimeClass\nmetadata: {name: gvisor}\nhandler: gvisor\n" + linuxNode
	for text, severity := range map[string]string{
		kata: "error",
		kata + "---\napiVersion: argoproj.io/v1alpha1\nkind: Application\nmetadata: {name: more}\n": "warning",
	} {
		found := run(t, "refused-pod", manifest.Parse("a.yaml", []byte(text)))
		if len(found) != 1 || !strings.Contains(found[0], " "+severity) {
			t.Errorf("refused-pod reports %q, want one %s", found, severity)
		}
	}
}
