package policies_test

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// manifests is what the policies of these tests look at.
const manifests = `apiVersion: apps/v1
kind: DaemonSet
metadata:
  name: agent
  namespace: kube-system
spec:
  template:
    metadata:
      labels: {app: agent}
    spec:
      initContainers:
        - name: setup
          image: setup
        - name: reloader
          restartPolicy: Always
      containers:
        - name: agent
          image: agent
          volumeMounts:
            - {name: logs, mountPath: /logs, subPath: pods//, readOnly: true}
            - {name: logs, mountPath: /own, subPathExpr: $(NAME)}
            - {name: tmp, mountPath: /tmp}
      volumes:
        - name: logs
          hostPath: {path: /var//log/}
        - name: tmp
          emptyDir: {}
---
apiVersion: v1
kind: Namespace
metadata: {name: kube-system}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: closed}
---
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  jobTemplate:
    spec:
      template:
        spec:
          containers: []
`

// finding is a Rego policy with one finding.
func finding(body string) string {
	return "-- own.rego --\n" + policyHead + "\nfindings contains {" + body + "}\n"
}

// TestAt follows paths in input to the lines of the manifests.
func TestAt(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]string{
		`["daemonsets", 0, "metadata", "name"]`: "a.yaml:4:9 DaemonSet kube-system/agent",
		`["daemonsets", 0]`:                     "a.yaml:1:1 DaemonSet kube-system/agent",
		`["daemonsets", 0, "spec", "template", "spec", "containers", 0, "image"]`:     "a.yaml:18:18 DaemonSet kube-system/agent",
		`["daemonsets", 0, "spec", "template", "spec", "containers", 0, "tty"]`:       "a.yaml:17:11 DaemonSet kube-system/agent",
		`["daemonsets", 0, "spec", "template", "spec", "hostPID"]`:                    "a.yaml:10:5 DaemonSet kube-system/agent",
		`["namespaces", 0, "metadata", "name"]`:                                       "a.yaml:31:18 Namespace kube-system",
		`["networkpolicies", 0, "kind"]`:                                              "a.yaml:34:7 NetworkPolicy default/closed",
		`["workloads", 0]`:                                                            "a.yaml:1:1 DaemonSet kube-system/agent",
		`["workloads", 0, "title"]`:                                                   "a.yaml:1:1 DaemonSet kube-system/agent",
		`["workloads", 0, "pod", "containers", 0, "image"]`:                           "a.yaml:18:18 DaemonSet kube-system/agent",
		`["workloads", 0, "metadata", "labels", "app"]`:                               "a.yaml:9:21 DaemonSet kube-system/agent",
		`["workloads", 0, "containers", 1, "spec", "restartPolicy"]`:                  "a.yaml:15:26 DaemonSet kube-system/agent",
		`["workloads", 0, "containers", 2]`:                                           "a.yaml:17:11 DaemonSet kube-system/agent",
		`["workloads", 0, "containers"]`:                                              "a.yaml:16:7 DaemonSet kube-system/agent",
		`array.concat(input.workloads[0].at, ["volumes"])`:                            "a.yaml:23:7 DaemonSet kube-system/agent",
		`array.concat(input.workloads[1].at, ["hostPID"])`:                            "a.yaml:44:9 CronJob default/nightly",
		`array.concat(input.workloads[0].containers[0].at, ["image"])`:                "a.yaml:13:18 DaemonSet kube-system/agent",
		`input.workloads[0].containers[2].hostMounts[0].at`:                           "a.yaml:20:15 DaemonSet kube-system/agent",
		`input.workloads[0].containers[2].hostMounts[0].volumeAt`:                     "a.yaml:25:28 DaemonSet kube-system/agent",
		`["workloads", 1, "pod", "tolerations", 3, "key"]`:                            "a.yaml:44:9 CronJob default/nightly",
		`["workloads", count(input.workloads) - 1, "metadata", "annotations", "a/b"]`: "a.yaml:43:7 CronJob default/nightly",
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			result := check(t, manifests, one(t, finding(`"message": "m", "at": `+at)))
			if len(result.Failures) > 0 || len(result.Findings) != 1 {
				t.Fatalf("%d findings, failures %v", len(result.Findings), result.Failures)
			}
			found := result.Findings[0]
			if got := fmt.Sprintf("%s %s", found.At, found.Object); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestInput looks at what policies are given.
func TestInput(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]string{
		`concat(" ", object.keys(input))`:                                     "config cronjobs daemonsets kubernetes namespaces networkpolicies nodes placements workloads",
		`concat(" ", object.keys(input.workloads[0]))`:                        "agent at class containers kind metadata name namespace os pod title",
		`input.workloads[0].title`:                                            "DaemonSet kube-system/agent",
		`input.workloads[1].namespace`:                                        "default",
		`input.workloads[1].metadata`:                                         "{}",
		`concat(" ", [c.role | some c in input.workloads[0].containers])`:     "init sidecar container",
		`concat(" ", object.keys(input.workloads[0].containers[0]))`:          "at hostMounts name role spec title",
		`input.workloads[0].containers[2].hostMounts[0].path`:                 "/var/log/pods",
		`input.workloads[0].containers[2].hostMounts[0].hostPath`:             "/var//log/",
		`input.workloads[0].containers[2].hostMounts[0].readOnly`:             "true",
		`count(input.workloads[0].containers[2].hostMounts)`:                  "1",
		`input.namespaces[0].kind`:                                            "Namespace",
		`[k | some k; input[k][0].kind == "CronJob"][0]`:                      "cronjobs",
		`input["namespaces"][count(input.networkpolicies) - 1].metadata.name`: "kube-system",
		`count([x | some x in object.get(input, "nodes", [])])`:               "0",
	} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			body := `"at": ["workloads", 0], "message": sprintf("%v", [` + value + `])`
			result := check(t, manifests, one(t, finding(body)))
			if len(result.Failures) > 0 || len(result.Findings) != 1 {
				t.Fatalf("%d findings, failures %v", len(result.Findings), result.Failures)
			}
			if got := result.Findings[0].Message; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// TestInputInDisguise reaches parts of the input by other names: a key that is not
// seen would be missing.
func TestInputInDisguise(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"import":       "import input.namespaces as spaces\n\nfindings contains finding if {\n\tkind := spaces[0].kind",
		"whole":        "findings contains finding if {\n\tall := input\n\tkind := all.namespaces[0].kind",
		"variable key": "findings contains finding if {\n\tsome key in [\"namespaces\"]\n\tkind := input[key][0].kind",
		"inside a key": "findings contains finding if {\n\tsome x, _ in {\"kind\": 1, input.namespaces[0].metadata.name: 2}\n" +
			"\tx != \"kind\"\n\tkind := [{\"kube-system\": \"Namespace\"}][0][x]",
		"with": "findings contains finding if {\n\tkind := first with input.namespaces as input.namespaces\n" +
			"\t_ = input.daemonsets",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := check(t, manifests, one(t, policyOf(body+`
	finding := {"at": ["namespaces", 0], "message": kind}
}

first := input.namespaces[0].kind`)))
			if len(result.Failures) > 0 || len(result.Findings) != 1 || result.Findings[0].Message != "Namespace" {
				t.Errorf("found %v, failed %v", result.Findings, result.Failures)
			}
		})
	}
}

// TestHostMounts looks at what a container sees of its node.
func TestHostMounts(t *testing.T) {
	t.Parallel()
	rule := one(t, policyOf(`findings contains {"at": mount.at, "message": mount.path} if {
	some mount in input.workloads[0].containers[0].hostMounts
}`))
	for written, want := range map[string]string{
		`{path: /}`:                           "/",
		`{path: //./}`:                        "/",
		`{path: /var/log/}`:                   "/var/log",
		`{path: 'C:\'}`:                       "/",
		`{path: 'c:/var/log'}`:                "/var/log",
		`{path: '\\.\pipe\docker_engine'}`:    "/pipe/docker_engine",
		`{path: /}, subPath: etc/}`:           "/etc",
		`{path: /run}, subPath: ./docker//a}`: "/run/docker/a",
		`{path: ""}`:                          "",
		`{path: 7}`:                           "",
		`{}`:                                  "",
		`/`:                                   "",
		`{path: /}, subPathExpr: $(NAME)}`:    "",
	} {
		host, mount, _ := strings.Cut(strings.TrimSuffix(written, "}"), "},")
		host = strings.TrimSuffix(host, "}")
		if strings.HasPrefix(host, "{") {
			host += "}"
		}
		text := fmt.Sprintf("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  volumes: [{name: a, hostPath: %s}]\n"+
			"  containers: [{name: a, volumeMounts: [{name: a, mountPath: /a, %s}, {name: b}, 3]}]\n", host, mount)
		var got string
		for _, finding := range check(t, text, rule).Findings {
			got += finding.Message
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", written, got, want)
		}
	}
}

func TestDetails(t *testing.T) {
	t.Parallel()
	rule := one(t, finding(`
	"at": ["daemonsets", 0, "metadata", "name"],
	"message": "m",
	"severity": "error",
	"nodes": ["a", "b"],
	"related": [{"at": ["namespaces", 0, "metadata", "name"], "message": "the namespace"}],
	"fix": "Add it",
`))
	result := check(t, manifests, rule)
	if len(result.Findings) != 1 {
		t.Fatal(result.Failures)
	}
	namespace := manifest.Position{Line: 31, Column: 18}
	want := &lint.Finding{
		Rule: rule, Severity: lint.Error, Object: result.Findings[0].Object, Message: "m",
		At: manifest.Span{
			File: "a.yaml", Start: manifest.Position{Line: 4, Column: 9}, End: manifest.Position{Line: 4, Column: 14},
		},
		Field: result.Findings[0].Object.At("metadata", "name"),
		Nodes: []string{"a", "b"},
		Related: []lint.Related{{
			At:      manifest.Span{File: "a.yaml", Start: namespace, End: manifest.Position{Line: 31, Column: 29}},
			Message: "the namespace",
		}},
		Fix: &lint.Fix{Summary: "Add it"}, Clusters: []string{lint.DefaultCluster},
	}
	same := cmp.Comparer(func(a, b *lint.Rule) bool { return a == b })
	object := cmp.Comparer(func(a, b *manifest.Object) bool { return a == b })
	if diff := cmp.Diff(want, result.Findings[0], same, object, cmpopts.IgnoreUnexported(lint.Fix{})); diff != "" {
		t.Error(diff)
	}
}

// TestFaultsOfPolicies checks that a policy which goes wrong is named with its place.
func TestFaultsOfPolicies(t *testing.T) {
	t.Parallel()
	const at = `"at": ["daemonsets", 0], `
	for name, test := range map[string]struct{ policy, want string }{
		"not an object":    {policyOf("findings contains 7 if true"), "a finding is not an object with at and message, but the number 7"},
		"unknown field":    {finding(at + `"msg": "m"`), `a finding has the unknown field "msg"`},
		"no message":       {finding(`"at": ["daemonsets", 0]`), "a finding has no message"},
		"message":          {finding(at + `"message": ["m"]`), "a finding has no message"},
		"no at":            {finding(`"message": "m"`), `the finding "m": at is not a path, like ["daemonsets", 0, "spec"], but not there`},
		"text for at":      {finding(`"message": "m", "at": "spec"`), `but the text "spec"`},
		"short at":         {finding(`"message": "m", "at": ["daemonsets"]`), `at ["daemonsets"] names no object`},
		"unknown kind":     {finding(`"message": "m", "at": ["daemonset", 0]`), `at ["daemonset",0] leads nowhere in the input`},
		"index too big":    {finding(`"message": "m", "at": ["daemonsets", 1, "spec"]`), `at ["daemonsets",1,"spec"] leads nowhere`},
		"index too small":  {finding(`"message": "m", "at": ["daemonsets", -1]`), `at ["daemonsets",-1] leads nowhere`},
		"workload":         {finding(`"message": "m", "at": ["workloads", 2]`), `at ["workloads",2] leads nowhere`},
		"fraction":         {finding(`"message": "m", "at": ["daemonsets", 0.5]`), `at ["daemonsets",0.5]: 0.5 is no index`},
		"step":             {finding(`"message": "m", "at": ["daemonsets", 0, true]`), "a step is neither a string nor an index, but a boolean"},
		"severity":         {finding(at + `"message": "m", "severity": "high"`), `the finding "m": severity is the text "high": use error, warning or info`},
		"severity's type":  {finding(at + `"message": "m", "severity": 1`), `the finding "m": severity is the number 1: use error, warning or info`},
		"nodes":            {finding(at + `"message": "m", "nodes": "a"`), `nodes is not a list, but the text "a"`},
		"names of nodes":   {finding(at + `"message": "m", "nodes": [{}]`), "nodes holds no names, but an object"},
		"related":          {finding(at + `"message": "m", "related": {}`), "related is not a list, but an object"},
		"related field":    {finding(at + `"message": "m", "related": [{"a": 1}]`), `a related place has the unknown field "a"`},
		"related silence":  {finding(at + `"message": "m", "related": [{"at": ["daemonsets", 0]}]`), "a related place has no message"},
		"related nowhere":  {finding(at + `"message": "m", "related": [{"at": ["x", 0], "message": "n"}]`), `the finding "m": the related place "n": at ["x",0] leads nowhere`},
		"fix":              {finding(at + `"message": "m", "fix": ""`), `fix is not a text, but the text ""`},
		"fix no summary":   {finding(at + `"message": "m", "fix": {"changes": []}`), `the fix has no summary`},
		"fix no op":        {finding(at + `"message": "m", "fix": {"summary": "s", "changes": [{"op": "set", ` + strings.TrimSuffix(at, ", ") + `}]}`), `a change of the fix has op the text "set": use put, append, remove or rename`},
		"fix no value":     {finding(at + `"message": "m", "fix": {"summary": "s", "changes": [{"op": "put", ` + strings.TrimSuffix(at, ", ") + `}]}`), `a change of the fix has no value`},
		"conflict":         {policyOf("x := 1 if true\n\nx := 2 if true\n\nfindings contains x"), "/own.rego:9:1: eval_conflict_error: "},
		"function clashes": {policyOf("f(_) := 1 if true\n\nf(_) := 2 if true\n\nfindings contains f(1)"), "/own.rego:9:1: eval_conflict_error: "},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := check(t, manifests, one(t, test.policy))
			if len(result.Findings) > 0 || len(result.Failures) != 1 {
				t.Fatalf("%d findings, failures %v", len(result.Findings), result.Failures)
			}
			got := result.Failures[0].Error()
			place := regexp.MustCompile(`^rule own: \S+/own.rego:[79]:1: `)
			if !place.MatchString(got) || !strings.Contains(got, test.want) {
				t.Errorf("got %s\nwant the rule, the place and %s", got, test.want)
			}
		})
	}
}

func policyOf(body string) string { return "-- own.rego --\n" + policyHead + "\n" + body + "\n" }

// TestStop stops a policy that would run for a very long time.
func TestStop(t *testing.T) {
	t.Parallel()
	rule := one(t, policyOf(`findings contains x if {
	some a in numbers.range(1, 1000)
	some b in numbers.range(1, 1000)
	some c in numbers.range(1, 1000)
	a + b + c == -1
	x := a
}`))
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(manifests))}}
	pass := &lint.Pass{Snapshot: lint.NewSnapshot(set), Rule: rule}
	err := rule.Check(ctx, pass)
	if !errors.Is(err, context.DeadlineExceeded) || !strings.Contains(err.Error(), "own.rego:7:1: stopped: ") {
		t.Error(err)
	}
}
