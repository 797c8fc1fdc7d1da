package rules_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
)

// placed is what the control plane did with a DaemonSet on a node.
type placed struct {
	Node      string `json:"node"`
	ShouldRun bool   `json:"shouldRun"`
	Scheduled bool   `json:"scheduled"`
}

// nodesOf holds, by DaemonSet and node, what the control plane did.
type nodesOf map[string]map[string]placed

// claim tells whether a finding agrees with what the control plane did on a node
// that it names.
type claim func(all nodesOf, daemonSet, node string) bool

func noPod(all nodesOf, daemonSet, node string) bool { return !all[daemonSet][node].ShouldRun }

func notBound(all nodesOf, daemonSet, node string) bool {
	p := all[daemonSet][node]
	return p.ShouldRun && !p.Scheduled
}

func someoneNotBound(all nodesOf, _, node string) bool {
	for daemonSet := range all {
		if notBound(all, daemonSet, node) {
			return true
		}
	}
	return false
}

// TestPlacementIsTrue holds what the rules on placement say of DaemonSets and nodes
// against what a real control plane did there.
func TestPlacementIsTrue(t *testing.T) {
	t.Parallel()
	always := map[string]claim{"untolerated-taint": noPod, "daemonset-matches-no-node": noPod}
	asErrors := map[string]claim{
		"exceeds-node-allocatable": notBound, "host-port-conflict": notBound, "daemonset-overhead": notBound,
		"max-pods-exceeded": someoneNotBound, "master-toleration-without-control-plane": noPod,
	}
	held := map[string]int{}
	for _, scenario := range scenarios(t) {
		truth, stable := readPlaced(t, scenario)
		for _, finding := range findingsIn(t, filepath.Dir(scenario)) {
			agrees := always[finding.Rule.Name]
			if finding.Severity == lint.Error && agrees == nil {
				agrees = asErrors[finding.Rule.Name]
			}
			if agrees != nil && stable && hold(t, finding, truth, agrees) {
				held[finding.Rule.Name]++
			}
		}
	}
	for _, rule := range []string{"untolerated-taint", "daemonset-matches-no-node", "exceeds-node-allocatable", "host-port-conflict", "daemonset-overhead"} {
		if held[rule] == 0 {
			t.Errorf("no scenario speaks of %s", rule)
		}
	}
	t.Logf("findings held: %v", held)
}

// scenarios returns the answers of the control plane; without them there is nothing
// to compare, which is no success where it counts.
func scenarios(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(truthFolder, "*", "*", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(found) == 0 {
		linttest.Missing(t, "no scenarios in "+truthFolder)
	}
	return found
}

// hold compares one finding with the truth, if the truth knows its DaemonSet.
func hold(t *testing.T, finding *lint.Finding, truth nodesOf, agrees claim) bool {
	t.Helper()
	daemonSet := finding.Object.EffectiveNamespace() + "/" + finding.Object.Name
	if truth[daemonSet] == nil {
		return false
	}
	for _, node := range finding.Nodes {
		if !agrees(truth, daemonSet, node) {
			t.Errorf("%s: %s [%s], but on %s Kubernetes did %+v",
				finding.At, finding.Message, finding.Rule.Name, node, truth[daemonSet][node])
		}
	}
	return true
}

// readPlaced returns the nodes of the DaemonSets that were taken, and whether the
// scenario always ends alike.
func readPlaced(t *testing.T, path string) (nodesOf, bool) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		Nondeterministic any `json:"nondeterministic"`
		DaemonSets       []struct {
			Namespace string   `json:"namespace"`
			Name      string   `json:"name"`
			Valid     bool     `json:"valid"`
			Nodes     []placed `json:"nodes"`
		} `json:"daemonsets"`
	}
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	all := nodesOf{}
	for _, daemonSet := range truth.DaemonSets {
		nodes := map[string]placed{}
		for _, p := range daemonSet.Nodes {
			nodes[p.Node] = p
		}
		if daemonSet.Valid {
			all[daemonSet.Namespace+"/"+daemonSet.Name] = nodes
		}
	}
	return all, truth.Nondeterministic == nil
}
