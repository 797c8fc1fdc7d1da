package inventory_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
)

func TestCollect(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{
			"allocatable", "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {allocatable: {cpu: 2}, capacity: {cpu: 4}}\n",
			[]string{"a 2 true"},
		},
		{
			"capacity stands in", "apiVersion: v1\nkind: Node\nmetadata: {name: a}\nstatus: {allocatable: {}, capacity: {cpu: 4}}\n",
			[]string{"a 4 true"},
		},
		{"no status", "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n", []string{"a 0 false"}},
		{
			"a typed list", "apiVersion: v1\nkind: NodeList\nitems:\n- metadata: {name: a}\n- metadata: {name: b}\n",
			[]string{"a 0 false", "b 0 false"},
		},
		{
			"the last of a name", "apiVersion: v1\nkind: Node\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Node\n" +
				"metadata: {name: a}\nstatus: {capacity: {cpu: 1}}\n", []string{"a 1 true"},
		},
		{
			"without a type", `{"metadata": {"name": "a"}, "status": {"nodeInfo": {}, "capacity": {"cpu": "3"}}}`,
			[]string{"a 3 true"},
		},
		{"another Node", "apiVersion: example.com/v1\nkind: Node\nmetadata: {name: a}\n", nil},
		{"without a name", "apiVersion: v1\nkind: Node\n", nil},
		{"a Pod", "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("n.yaml", []byte(test.text))}}
			var got []string
			for _, node := range inventory.Collect(set) {
				cpu, known := node.Quantity(corev1.ResourceCPU)
				got = append(got, fmt.Sprintf("%s %s %t", node.Name, cpu.String(), known))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("nodes (-want +got):\n%s", diff)
			}
		})
	}
}

// TestRealDumps reads Nodes as people keep them: every dump gives at least one.
func TestRealDumps(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "corpus", "nodes", "*"))
	if err != nil || len(names) == 0 {
		linttest.Missing(t, "the dumps of Nodes are not here")
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file := manifest.Parse(name, data)
		nodes := inventory.Collect(&manifest.Set{Files: []*manifest.File{file}})
		if len(nodes) == 0 || len(file.Problems) > 0 {
			t.Errorf("%s: %d nodes, problems %v", name, len(nodes), file.Problems)
		}
	}
}
