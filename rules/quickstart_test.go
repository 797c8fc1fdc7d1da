package rules_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules"
)

// TestQuickstart holds the first example to what is said of it: nothing is found
// in it that a reader would not expect.
func TestQuickstart(t *testing.T) {
	t.Parallel()
	set := &manifest.Set{}
	for _, name := range []string{"fluentd.yaml", "nodes.yaml", "pod-taints.yaml", "with-node-affinity.yaml"} {
		data, err := os.ReadFile(filepath.Join("..", "testdata", "quickstart", name))
		if err != nil {
			t.Fatal(err)
		}
		set.Files = append(set.Files, manifest.Parse(name, data))
	}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set), byDefault())
	if err != nil {
		t.Fatal(err)
	}
	if result.Suppressed != 1 {
		t.Errorf("%d findings are suppressed, want the one about node3", result.Suppressed)
	}
	got := []string{}
	for _, finding := range result.Findings {
		got = append(got, fmt.Sprintf("%s: %s: %s [%s]", finding.At, finding.Severity, finding.Message, finding.Rule.Name))
	}
	want := []string{
		"fluentd.yaml:25:16: error: DaemonSet kube-system/fluentd-elasticsearch skips 1 of 5 nodes (control-plane-1): " +
			"it tolerates node-role.kubernetes.io/master and not node-role.kubernetes.io/control-plane:NoSchedule, " +
			"which control planes have in its place since kubeadm 1.25 [master-toleration-without-control-plane]",
		"pod-taints.yaml:9:7: info: Pod default/pod-taints fits 4 of 5 nodes, node3 (key=value:NoSchedule) among them " +
			"by its toleration [tolerated-taint]",
		"with-node-affinity.yaml:13:22: error: Pod default/with-node-affinity matches no node: metadata.name is " +
			"a field of nodes, and no node has a label of that name [node-name-in-match-expressions]",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}

// byDefault are the rules that run without a config.
func byDefault() []*lint.Rule {
	var on []*lint.Rule
	for _, rule := range rules.All() {
		if !rule.Off {
			on = append(on, rule)
		}
	}
	return on
}
