package policies_test

import (
	"os"
	"strings"
	"testing"

	"github.com/dslint/dslint/policies"
)

// readmePolicy returns the policy that the README shows.
func readmePolicy(t *testing.T) string {
	t.Helper()
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(readme), "```rego\n")
	policy, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("the README shows no policy")
	}
	return policy
}

// TestReadmePolicyIsShort counts the lines of it.
func TestReadmePolicyIsShort(t *testing.T) {
	t.Parallel()
	policy, lines := readmePolicy(t), 0
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
}

// TestReadmePolicy runs it.
func TestReadmePolicy(t *testing.T) {
	t.Parallel()
	rule := one(t, "-- team_x_on_gpu.rego --\n"+readmePolicy(t))
	tolerating := strings.Replace(fleet, "      containers:", "      tolerations: [{operator: Exists}]\n      containers:", 1)
	_, nodes, _ := strings.Cut(fleet, "---\n")
	standalone := "apiVersion: v1\nkind: Pod\nmetadata: {name: agent, labels: {team: x}}\nspec:\n" +
		"  tolerations: [{operator: Exists}]\n  containers: [{name: agent, image: registry.example/agent:1}]\n---\n" + nodes
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
