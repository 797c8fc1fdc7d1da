package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
)

// missingColumn places a Pod-like DaemonSet that tolerates nothing on nodes whose
// taint keeps it out, beside a free node, and returns the last column.
func missingColumn(t *testing.T, tainted []string) string {
	t.Helper()
	var nodes strings.Builder
	nodes.WriteString("{apiVersion: v1, kind: Node, metadata: {name: free}, status: {allocatable: {cpu: 1, pods: 9}}}\n")
	for _, name := range tainted {
		fmt.Fprintf(&nodes, "---\n{apiVersion: v1, kind: Node, metadata: {name: %q}, "+
			"spec: {taints: [{key: full, effect: NoSchedule}]}}\n", name)
	}
	const agent = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      containers: [{name: agent, image: registry.example/agent:1}]
`
	table := place(t, "table", agent, nodes.String())
	lines := strings.Split(strings.TrimSpace(table), "\n")
	_, missing, _ := strings.Cut(lines[1], "<none>")
	return strings.TrimSpace(missing)
}

func place(t *testing.T, name string, texts ...string) string {
	t.Helper()
	set := &manifest.Set{}
	for i, text := range texts {
		set.Files = append(set.Files, manifest.Parse(fmt.Sprintf("%d.yaml", i), []byte(text)))
	}
	format, err := report.Pick(report.PlacementFormats(), name)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := format.Write(&b, lint.NewFleet(lint.NewSnapshot(set)), report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// numbered writes names by a format, from a number to another.
func numbered(format string, from, to int) []string {
	var names []string
	for i := from; i <= to; i++ {
		names = append(names, fmt.Sprintf(format, i))
	}
	return names
}

func TestNodeNames(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		nodes []string
		want  string
	}{
		"one":           {[]string{"gpu-1"}, "gpu-1"},
		"three":         {[]string{"b", "a", "c"}, "b, a, c"},
		"numbered":      {numbered("gpu-%d", 1, 40), "gpu-[1-40]"},
		"leading zeros": {numbered("node-%02d", 0, 12), "node-[00-12]"},
		"gap":           {append(numbered("gpu-%d", 1, 4), "gpu-7"), "gpu-[1-4,7]"},
		"many gaps":     {[]string{"n1", "n3", "n5", "n7", "n9"}, "n[1,3,5] and 2 more"},
		"two series":    {append(numbered("gpu-%d", 1, 4), numbered("cpu-%d", 8, 9)...), "gpu-[1-4], cpu-[8-9]"},
		"domain":        {numbered("ip-10-0-3-%d.eu-2.example", 17, 20), "ip-10-0-3-[17-20].eu-2.example"},
		"addresses":     {numbered("10.0.0.%d", 8, 11), "10.0.0.[8-11]"},
		"two domains":   {[]string{"a1.x2", "a1.x3", "a2.x2", "a2.x3"}, "a1.x[2-3], a2.x[2-3]"},
		"no numbers":    {[]string{"ann", "bob", "cyd", "dan", "eve"}, "ann, bob, cyd and 2 more"},
		"out of order":  {[]string{"n3", "n1", "n4", "n2"}, "n[1-4]"},
		"identifiers":   {[]string{"n-1234567890", "n-1234567891", "n-1", "n-2"}, "n-1234567890, n-1234567891, n-[1-2]"},
		"same value":    {[]string{"n1", "n01", "n2", "n02"}, "n[01,1,02] and 1 more"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := test.want + ": taint full:NoSchedule"
			if got := missingColumn(t, test.nodes); got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestWorkloadThatFitsNowhere(t *testing.T) {
	t.Parallel()
	const pod = `
apiVersion: v1
kind: Pod
metadata: {name: probe}
spec:
  nodeSelector: {disk: ssd, arch: arm}
  containers: [{name: probe, image: registry.example/probe:1}]
`
	nodes := strings.Join(numbered("{apiVersion: v1, kind: Node, metadata: {name: n%d, labels: {disk: hdd}}, "+
		"spec: {taints: [{key: full, effect: NoSchedule}]}}\n", 1, 5), "---\n")
	got := place(t, "table", pod, nodes)
	if want := "arch=arm,disk=ssd   all 5 nodes: node selector arch=arm, node selector disk=ssd\n"; !strings.HasSuffix(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestPlacementWithoutNodes(t *testing.T) {
	t.Parallel()
	const pod = "{apiVersion: v1, kind: Pod, metadata: {name: probe}, spec: {containers: [{name: a, image: b}]}}\n"
	got := place(t, "json", pod)
	for _, want := range []string{`"nodes": 0`, `"nodes": []`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in\n%s", want, got)
		}
	}
	if got := place(t, "json"); !strings.Contains(got, `"workloads": []`) {
		t.Errorf("workloads are missing in\n%s", got)
	}
}

func TestReplicasThatDoNotFit(t *testing.T) {
	t.Parallel()
	const web = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 3
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: registry.example/web:1, ports: [{containerPort: 80, hostPort: 80}]}]
`
	nodes := strings.Join(numbered("{apiVersion: v1, kind: Node, metadata: {name: n%d}}\n", 1, 2), "---\n") +
		"---\n{apiVersion: v1, kind: Node, metadata: {name: cp}, spec: {taints: [{key: full, effect: NoSchedule}]}}\n"
	got := place(t, "table", web, nodes)
	want := "deployment/web   3         3         2       <none>          no room for 1 of 3; cp: taint full:NoSchedule\n"
	if !strings.HasSuffix(got, want) {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}
