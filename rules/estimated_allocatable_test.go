package rules_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules"
)

// TestCapacityOnly judges Nodes that do not say what is allocatable: by what their
// provider leaves, where that is known, and never as an error.
func TestCapacityOnly(t *testing.T) {
	t.Parallel()
	const agent = daemonSet + "      containers: [{name: a, image: a, resources: {requests: {cpu: 50m, memory: 7Gi}}}]\n"
	const small = "---\napiVersion: v1\nkind: Node\nmetadata: {name: small}\nstatus: {capacity: {cpu: 2, memory: 8Gi, pods: 110}}\n"
	const known = "---\napiVersion: v1\nkind: Node\nmetadata: {name: known}\nstatus: {capacity: {cpu: 2, memory: 8Gi, pods: 110}, allocatable: {cpu: 2, memory: 7500Mi, pods: 110}}\n"
	const aks = "info: 1 of 1 node (small) has no status.allocatable: all of the capacity counts for pods, of which AKS leaves about "
	for name, test := range map[string]struct {
		config, text string
		want         []string
	}{
		"no pack":         {"", agent + small, nil},
		"several":         {"packs: [aks, eks]", agent + small, nil},
		"allocatable":     {"packs: [aks]", agent + known, nil},
		"no cpu kept":     {"packs: [kubeadm]", agent + small, []string{"info: 1 of 1 node (small) has no status.allocatable: all of the capacity counts for pods, of which the kubelet leaves about 8092Mi of 8Gi memory"}},
		"of a release":    {"{packs: [aks], kubernetes: 1.29}", agent + small, []string{aks + "6044Mi of 8Gi memory and 1900m of 2 cpu", aboveEstimate("AKS", "6044Mi")}},
		"of an older one": {"{packs: [aks], kubernetes: 1.28}", agent + small, []string{aks + "5598Mi of 8Gi memory and 1900m of 2 cpu", aboveEstimate("AKS", "5598Mi")}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, runCapacity(t, test.config, test.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func aboveEstimate(provider, left string) string {
	return "warning: DaemonSet default/agent likely stays pending on 1 of 1 node (small): it requests 7Gi memory, and " +
		provider + " leaves about " + left + " of the 8Gi of Node small"
}

func runCapacity(t *testing.T, text, manifests string) []string {
	t.Helper()
	config, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	snapshot := lint.NewSnapshot(&manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(manifests))}})
	snapshot.Config, snapshot.Cluster = config, config.Cluster()
	chosen := slices.DeleteFunc(rules.All(), func(rule *lint.Rule) bool {
		return rule.Name != "unknown-node-capacity" && rule.Name != "exceeds-node-allocatable"
	})
	result, err := lint.Run(context.Background(), snapshot, chosen)
	if err != nil || len(result.Failures) > 0 {
		t.Fatal(err, result.Failures)
	}
	var found []string
	for _, finding := range result.Findings {
		found = append(found, finding.Severity.String()+": "+finding.Message)
	}
	slices.Sort(found)
	return found
}
