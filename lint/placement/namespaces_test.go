package placement_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// TestMissingNamespace keeps workloads out whose namespace nothing makes, if anything
// makes namespaces.
func TestMissingNamespace(t *testing.T) {
	t.Parallel()
	const (
		declared = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: declared}\n"
		missing  = `namespaces "ghost" not found`
	)
	tests := map[string]struct {
		namespace, others, more string
		want                    []string
	}{
		"no namespace is declared":     {namespace: "ghost"},
		"this one is":                  {namespace: "declared", others: declared},
		"only others are":              {namespace: "ghost", others: declared, want: []string{missing}},
		"one that every cluster has":   {namespace: "kube-system", others: declared},
		"none is written":              {namespace: `""`, others: declared},
		"another kind of that name":    {"ghost", declared + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: ghost}\n", "", []string{missing}},
		"validation comes after it":    {"ghost", declared, ", restartPolicy: Never", []string{missing}},
		"a group of the same kind":     {namespace: "ghost", others: "---\napiVersion: example.com/v1\nkind: Namespace\nmetadata: {name: other}\n"},
		"the namespace comes after it": {namespace: "late", others: "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: late}\n"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := "apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: agent, namespace: " + test.namespace + "}\n" +
				"spec: {selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}}, spec: {" + quotaPod + test.more + "}}}\n" +
				test.others + "---\n" + admissionNode
			set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(text))}}
			matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
			if placed := matrix.Of(matrix.Workloads[0]) != nil; placed != (test.want == nil) {
				t.Errorf("has verdicts: %t", placed)
			}
			var got []string
			for _, err := range matrix.Errors(matrix.Workloads[0]) {
				got = append(got, err.String())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("errors (-want +got):\n%s", diff)
			}
		})
	}
}

// TestMissingNamespaceOfNoObject leaves the answer to what cannot be decoded as it is.
func TestMissingNamespaceOfNoObject(t *testing.T) {
	t.Parallel()
	text := "apiVersion: v1\nkind: Pod\nmetadata: {name: agent, namespace: ghost}\nspec: {hostPID: 1}\n" +
		"---\napiVersion: v1\nkind: Namespace\nmetadata: {name: declared}\n"
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(text))}}
	matrix := placement.Decide(set, placement.Workloads(set), nil)
	own, all := matrix.Workloads[0].Errors(), matrix.Errors(matrix.Workloads[0])
	if len(own) == 0 || len(all) != len(own) || all[0].String() != own[0].String() {
		t.Errorf("errors are %v, want %v", all, own)
	}
}
