package inventory_test

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

const two = `apiVersion: v1
kind: Node
metadata: {name: gpu-1, labels: {role: gpu}}
spec: {taints: [{key: gpu, value: a, effect: NoSchedule}, {key: gpu, effect: NoExecute}]}
---
apiVersion: v1
kind: Node
metadata: {name: web-1, labels: {role: web}}
`

func nodes() []*inventory.Node {
	return inventory.Collect(&manifest.Set{Files: []*manifest.File{manifest.Parse("n.yaml", []byte(two))}})
}

// shown writes nodes as "name labels taints cordoned".
func shown(nodes []*inventory.Node) string {
	var all []string
	for _, node := range nodes {
		text := node.Name
		for _, key := range slices.Sorted(maps.Keys(node.Labels)) {
			text += fmt.Sprintf(" %s=%s", key, node.Labels[key])
		}
		for _, taint := range node.Spec.Taints {
			text += " " + taint.ToString()
		}
		if node.Spec.Unschedulable {
			text += " cordoned"
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

func TestApply(t *testing.T) {
	t.Parallel()
	const gpu, web = "gpu-1 role=gpu gpu=a:NoSchedule gpu:NoExecute", "web-1 role=web"
	for _, test := range []struct {
		read func(string) (inventory.Change, error)
		text string
		want string
		err  string
	}{
		{read: inventory.Taint, text: "web-1 k=v:NoSchedule", want: gpu + "; " + web + " k=v:NoSchedule"},
		{read: inventory.Taint, text: "web-* k:NoExecute l:NoSchedule", want: gpu + "; " + web + " k:NoExecute l:NoSchedule"},
		{read: inventory.Taint, text: "-l role=gpu gpu=b:NoSchedule", want: "gpu-1 role=gpu gpu:NoExecute gpu=b:NoSchedule; " + web},
		{read: inventory.Taint, text: "gpu-1 gpu:NoSchedule-", want: "gpu-1 role=gpu gpu:NoExecute; " + web},
		{read: inventory.Taint, text: "gpu-1 gpu=a:NoSchedule-", want: "gpu-1 role=gpu gpu:NoExecute; " + web},
		{read: inventory.Taint, text: "gpu-1 gpu-", want: "gpu-1 role=gpu; " + web},
		{read: inventory.Taint, text: "web-1 gpu-", err: `taint web-1 gpu-: taint "gpu" is not on Node web-1`},
		{read: inventory.Taint, text: "db-1 k:NoSchedule", err: "taint db-1 k:NoSchedule: there is no such Node"},
		{read: inventory.Taint, text: "web-1 k=v", err: `taint "web-1 k=v": "k=v" is not key=value:Effect`},
		{read: inventory.Taint, text: "web-1 k=v:Never", err: `taint "web-1 k=v:Never": effect "Never" is not NoSchedule, PreferNoSchedule or NoExecute`},
		{read: inventory.Taint, text: "web-1", err: `taint "web-1": nothing is said about the node`},
		{read: inventory.Taint, text: "", err: `taint "": no node is named`},
		{read: inventory.Label, text: "web-1 role=db x=", want: gpu + "; web-1 role=db x="},
		{read: inventory.Label, text: "* role-", want: "gpu-1 gpu=a:NoSchedule gpu:NoExecute; web-1"},
		{read: inventory.Label, text: "web-1 zone-", err: `label web-1 zone-: label "zone" is not on Node web-1`},
		{read: inventory.Cordon, text: "web-1", want: gpu + "; " + web + " node.kubernetes.io/unschedulable:NoSchedule cordoned"},
		{read: inventory.Cordon, text: "web-1 web-2", err: `cordon "web-1 web-2": "web-2" is one too many`},
		{read: inventory.Without, text: "-l role=gpu", want: web},
		{read: inventory.Without, text: "-l", err: `without node "-l": -l is followed by no selector`},
	} {
		t.Run(test.text, func(t *testing.T) {
			t.Parallel()
			before := nodes()
			change, err := test.read(test.text)
			var after []*inventory.Node
			if err == nil {
				var met []bool
				after, met, err = inventory.Apply(before, []inventory.Change{change})
				err = errors.Join(err, inventory.Unmet([]inventory.Change{change}, met))
			}
			if test.err != "" {
				if err == nil || err.Error() != test.err {
					t.Fatalf("error %v, want %s", err, test.err)
				}
				return
			}
			if got := shown(after); err != nil || got != test.want {
				t.Errorf("%s, %v; want %s", got, err, test.want)
			}
			if got, want := shown(before), shown(nodes()); got != want {
				t.Errorf("the nodes that were given are now %s", got)
			}
		})
	}
}
