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

const fleet = `apiVersion: v1
kind: Node
metadata: {name: w1, labels: {pool: web}}
---
apiVersion: v1
kind: Node
metadata: {name: w2, labels: {pool: web}}
spec: {taints: [{key: dedicated, effect: NoSchedule}]}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {nodeSelector: {pool: web}, containers: [{name: c, image: i}]}}}
---
apiVersion: v1
kind: Pod
metadata: {name: pod}
spec: {nodeSelector: {pool: web}, containers: [{name: c, image: i}]}
`

// TestCompare tells who comes, who stays and who leaves.
func TestCompare(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		read func(string) (inventory.Change, error)
		text string
		want []string
	}{
		{"a taint that keeps new pods away", inventory.Taint, "w1 k=v:NoSchedule", []string{
			"DaemonSet default/agent w1 stays", "Pod default/pod w1 stays",
		}},
		{"a taint that evicts", inventory.Taint, "w1 k=v:NoExecute", []string{
			"DaemonSet default/agent w1 evicted", "Pod default/pod w1 evicted",
		}},
		{"a taint that only discourages", inventory.Taint, "w1 k=v:PreferNoSchedule", nil},
		{"a taint that goes", inventory.Taint, "w2 dedicated:NoSchedule-", []string{
			"DaemonSet default/agent w2 comes", "Pod default/pod w2 comes",
		}},
		{"a label that changes", inventory.Label, "w1 pool=db", []string{
			"DaemonSet default/agent w1 evicted", "Pod default/pod w1 stays",
		}},
		{"a cordon", inventory.Cordon, "w1", []string{"Pod default/pod w1 stays"}},
		{"a node that goes", inventory.Without, "w1", []string{
			"DaemonSet default/agent w1 lost", "Pod default/pod w1 lost",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("all.yaml", []byte(fleet))}}
			nodes, workloads := inventory.Collect(set), placement.Workloads(set)
			change, err := test.read(test.text)
			if err != nil {
				t.Fatal(err)
			}
			changed, _, err := inventory.Apply(nodes, []inventory.Change{change})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, move := range placement.Compare(placement.Decide(set, workloads, nodes), placement.Decide(set, workloads, changed)) {
				got = append(got, strings.TrimSpace(fmt.Sprint(move.Workload, " ", move.Node, " ", move.Kind)))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("moves (-want +got):\n%s", diff)
			}
		})
	}
}
