package policies_test

import (
	"os"
	"strings"
	"testing"
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
	rule := one(t, "-- team_x_on_gpu.rego --\n"+policy)
	tolerating := strings.Replace(fleet, "      containers:", "      tolerations: [{operator: Exists}]\n      containers:", 1)
	labelled := func(manifests string) string {
		return strings.Replace(manifests, `gpu: "true"`, `nvidia.com/gpu.present: "true"`, 1)
	}
	for name, test := range map[string]struct{ manifests, want string }{
		"tainted":     {labelled(fleet), ""},
		"tolerated":   {labelled(tolerating), "DaemonSet kube-system/agent lands on [\"gpu-1\"]"},
		"other nodes": {tolerating, ""},
		"other team":  {labelled(strings.Replace(tolerating, "team: x", "team: y", 1)), ""},
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
