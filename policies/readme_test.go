package policies_test

import (
	"os"
	"strings"
	"testing"

	"github.com/dslint/dslint/policies"
)

// TestReadmePolicy runs the policy that the README shows.
func TestReadmePolicy(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```rego\n")
	policy, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("the README shows no policy")
	}
	lines := 0
	for line := range strings.Lines(policy) {
		if !strings.HasPrefix(line, "#") && strings.Trim(line, "}\n") != "" {
			lines++
		}
	}
	if lines != 5 {
		t.Errorf("the policy of five lines has %d", lines)
	}
	if err := policies.Check(write(t, "-- team_x_on_gpu.rego --\n"+policy)); err != nil {
		t.Error(err)
	}
	rule := one(t, "-- team_x_on_gpu.rego --\n"+policy)
	tolerating := strings.Replace(fleet, "      containers:", "      tolerations: [{operator: Exists}]\n      containers:", 1)
	standalone := "apiVersion: v1\nkind: Pod\nmetadata: {name: agent, labels: {team: x}}\nspec:\n" +
		"  tolerations: [{operator: Exists}]\n  containers: [{name: agent, image: registry.example/agent:1}]\n---\n" +
		fleet[strings.Index(fleet, "apiVersion: v1"):]
	labelled := func(manifests string) string {
		return strings.Replace(manifests, `gpu: "true"`, `nvidia.com/gpu.present: "true"`, 1)
	}
	for name, test := range map[string]struct{ manifests, want string }{
		"tainted":      {labelled(fleet), ""},
		"tolerated":    {labelled(tolerating), "DaemonSet kube-system/agent lands on [\"gpu-1\"]"},
		"other nodes":  {tolerating, ""},
		"no DaemonSet": {labelled(standalone), ""},
		"other team":   {labelled(strings.Replace(tolerating, "team: x", "team: y", 1)), ""},
	} {
		result := check(t, test.manifests, rule)
		if len(result.Failures) > 0 {
			t.Fatal(result.Failures)
		}
		got := ""
		for _, finding := range result.Findings {
			got += finding.Message
			if len(finding.Nodes) != 1 || finding.Nodes[0] != "gpu-1" || finding.At.Start.Line != 8 {
				t.Errorf("%s: nodes %v at %s", name, finding.Nodes, finding.At)
			}
		}
		if got != test.want {
			t.Errorf("%s: got %q, want %q", name, got, test.want)
		}
	}
}
