package diff_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/manifest"
)

const nodes = `
apiVersion: v1
kind: NodeList
items:
  - metadata: {name: w1, labels: {pool: web}}
    status: {allocatable: {cpu: "1", memory: 1Gi, pods: "10"}}
  - metadata: {name: w2, labels: {pool: web}}
    status: {allocatable: {cpu: "1", memory: 1Gi, pods: "10"}}
  - metadata: {name: w3, labels: {pool: web}}
    status: {allocatable: {cpu: "1", memory: 1Gi, pods: "10"}}
`

const agent = `
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec:
      nodeSelector: {pool: web}
      containers:
        - {name: main, image: "registry.example/agent:1", resources: {requests: {cpu: 600m}}}
`

// changed returns the text with replacements, each of which must fit.
func changed(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for pair := range slices.Chunk(pairs, 2) {
		if !strings.Contains(text, pair[0]) {
			t.Fatalf("%q is not in the text", pair[0])
		}
		text = strings.ReplaceAll(text, pair[0], pair[1])
	}
	return text
}

// TestCompare holds what is told of a change, a line for each thing.
func TestCompare(t *testing.T) {
	t.Parallel()
	all := nodes + agent
	for _, test := range []struct {
		name  string
		after string
		want  string
	}{
		{"nothing", all, ""},
		{"a default that is written out", changed(t, all, "nodeSelector", "dnsPolicy: ClusterFirst\n      nodeSelector"), ""},
		{"a taint that keeps away", changed(t, all, "w2, labels: {pool: web}}", "w2, labels: {pool: web}}\n    spec: {taints: [{key: k, effect: NoSchedule}]}"), `
node [w2] changed: taint k:NoSchedule added
unchanged {3 3 3} {2 2 2}
w2 stays
cpu 1800m 1200m`},
		{"an image", changed(t, all, "agent:1", "agent:2"), `
changed {3 3 3} {3 3 3}
rollout {Pods:3 OnDelete:false Steps:3 AtOnce:1 Surge:false}`},
		{"half of the nodes at once", changed(t, all, "agent:1", "agent:2", "spec:\n  selector", "spec:\n  updateStrategy: {rollingUpdate: {maxUnavailable: 50%}}\n  selector"), `
changed {3 3 3} {3 3 3}
rollout {Pods:3 OnDelete:false Steps:2 AtOnce:2 Surge:false}`},
		{"surge", changed(t, all, "agent:1", "agent:2", "spec:\n  selector", "spec:\n  updateStrategy: {rollingUpdate: {maxSurge: 3, maxUnavailable: 0}}\n  selector"), `
changed {3 3 3} {3 3 3}
rollout {Pods:3 OnDelete:false Steps:1 AtOnce:3 Surge:true}`},
		{"on delete", changed(t, all, "agent:1", "agent:2", "spec:\n  selector", "spec:\n  updateStrategy: {type: OnDelete}\n  selector"), `
changed {3 3 3} {3 3 3}
rollout {Pods:3 OnDelete:true Steps:0 AtOnce:0 Surge:false}`},
		{"requests that do not fit any more", changed(t, all, "600m", "1100m"), `
changed {3 3 3} {3 3 0}
w1 waits
w2 waits
w3 waits
rollout {Pods:3 OnDelete:false Steps:3 AtOnce:1 Surge:false}
cpu 1800m 3300m`},
		{"a taint and a new image", changed(t, all, "agent:1", "agent:2", "w2, labels: {pool: web}}", "w2, labels: {pool: web}}\n    spec: {taints: [{key: k, effect: NoSchedule}]}"), `
node [w2] changed: taint k:NoSchedule added
changed {3 3 3} {2 2 2}
w2 leaves
rollout {Pods:3 OnDelete:false Steps:3 AtOnce:1 Surge:false}
cpu 1800m 1200m`},
		{"another pool", changed(t, all, "nodeSelector: {pool: web}", "nodeSelector: {pool: db}"), `
changed {3 3 3} {0 0 0}
w1 evicted
w2 evicted
w3 evicted
cpu 1800m 0`},
		{"a selector", changed(t, all, "app: agent", "app: agent2"), `
changed {3 3 3} {3 3 3}
immutable spec.selector
rollout {Pods:3 OnDelete:false Steps:3 AtOnce:1 Surge:false}`},
		{"what the API server refuses", changed(t, all, "matchLabels: {app: agent}", "matchLabels: {app: other}"), "\n" +
			"changed {3 3 3} {3 3 3}\n" +
			"error spec.template.metadata.labels: Invalid value: {\"app\":\"agent\"}: `selector` does not match template `labels`"},
		{"it is gone", nodes, `
removed {3 3 3} {0 0 0}
cpu 1800m 0`},
		{"one more, which finds no room", nodes + changed(t, agent, "name: agent}", "name: also}") + agent, `
added {0 0 0} {3 3 0}
w1 wanted
w2 wanted
w3 wanted
cpu 0 1800m`},
		{"a node less and one more", changed(t, all, "name: w3, labels", "name: w4, labels"), `
node [w4] added: 
node [w3] removed: 
unchanged {3 3 3} {3 3 3}
w3 lost
w4 comes`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := tell(diff.Compare(side(t, all), side(t, test.after)))
			if diff := cmp.Diff(strings.TrimPrefix(test.want, "\n"), got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func side(t *testing.T, text string) diff.Side {
	t.Helper()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(text))}}
	snapshot := lint.NewSnapshot(set)
	result, err := lint.Run(context.Background(), snapshot, nil)
	if err != nil {
		t.Fatal(err)
	}
	return diff.Side{Fleet: lint.NewFleet(snapshot), Result: result}
}

func tell(d *diff.Diff) string {
	var lines []string
	for _, cluster := range d.Clusters {
		lines = append(lines, tellCluster(cluster)...)
	}
	return strings.Join(lines, "\n")
}

func tellCluster(d *diff.Cluster) []string {
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	for _, change := range d.Nodes {
		add("node %v %s: %s", change.Names, change.Kind, strings.Join(change.Changes, ", "))
	}
	for _, w := range d.Workloads {
		add("%s %v %v", w.Kind, w.Was, w.Is)
		for _, text := range w.Errors {
			add("error %s", text)
		}
		for _, field := range w.Immutable {
			add("immutable %s", field.Path)
		}
		for _, move := range w.Moves {
			add("%s %s", move.Node, move.Kind)
		}
		if w.Rollout != nil {
			add("rollout %+v", *w.Rollout)
		}
		for _, total := range w.Totals {
			add("%s %s %s", total.Resource, &total.Was, &total.Is)
		}
	}
	return lines
}
