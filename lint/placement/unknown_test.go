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

// TestPlaceholders wants what cannot be known to be undecided, and what is certain
// whatever is filled in to be told.
func TestPlaceholders(t *testing.T) {
	t.Parallel()
	const nodes = `
apiVersion: v1
kind: Node
metadata: {name: free, labels: {zone: a}}
status: {allocatable: {cpu: "1", memory: 1Gi, pods: "10"}}
---
apiVersion: v1
kind: Node
metadata: {name: tainted, labels: {zone: a}}
spec: {taints: [{key: gpu, effect: NoSchedule}]}
status: {allocatable: {cpu: "1", memory: 1Gi, pods: "10"}}
---
apiVersion: v1
kind: Node
metadata: {name: small, labels: {zone: a}}
status: {allocatable: {cpu: "0", memory: 1Gi, pods: "10"}}
---
`
	const daemonSet = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  template:
    metadata: {labels: {app: agent}}
    spec: {%s containers: [{name: a, image: "${IMAGE}", resources: {requests: {cpu: %s}}}]}
`
	for _, test := range []struct{ spec, cpu, want string }{
		{"", "100m", "scheduled excluded pending"},
		{"nodeSelector: {zone: '${ZONE}'},", "100m", "undecided excluded undecided"},
		{"nodeSelector: {'{{ key }}': a},", "100m", "undecided excluded undecided"},
		{"nodeSelector: {zone: b, disk: '${DISK}'},", "100m", "excluded excluded excluded"}, //nolint:dupword // on all
		{"tolerations: [{key: '${KEY}', operator: Exists}],", "100m", "scheduled undecided pending"},
		{"", "'${CPU}'", "undecided excluded undecided"},
		{"nodeName: '${NODE}',", "100m", "undecided excluded undecided"},
		{"schedulerName: '${SCHEDULER}',", "100m", "undecided excluded pending"},
		{"serviceAccountName: '${ACCOUNT}',", "100m", "scheduled excluded pending"},
	} {
		set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(nodes+fmt.Sprintf(daemonSet, test.spec, test.cpu)))}}
		workloads := placement.Workloads(set)
		var got []string
		for _, node := range []string{"free", "tainted", "small"} {
			verdict := placement.Decide(set, workloads, inventory.Collect(set)).On(workloads[0], node)
			if verdict == nil {
				t.Fatalf("%s: there is no verdict: %v", test.spec, workloads[0].Errors())
			}
			got = append(got, verdict.Outcome.String())
		}
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s %s (-want +got):\n%s", test.spec, test.cpu, diff)
		}
	}
}
