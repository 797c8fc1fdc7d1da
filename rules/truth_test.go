package rules_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules"
)

const truthFolder = "../../shared/truth"

// TestErrorsAreTrue holds the errors of rules against what a real control plane
// did: it refused the DaemonSet, or wanted its pods on no node.
func TestErrorsAreTrue(t *testing.T) {
	t.Parallel()
	scenarios, err := filepath.Glob(filepath.Join(truthFolder, "*", "*", "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if len(scenarios) == 0 {
		linttest.Missing(t, "no scenarios in "+truthFolder)
	}
	claims := map[string]string{
		"toleration-empty-key": refused, "toleration-exists-with-value": refused,
		"toleration-seconds-without-noexecute": refused, "toleration-unknown-effect": refused,
		"non-string-label-value": refused, "wrong-type": refused, "unknown-field": refused,
		"selector-template-mismatch": refused, "request-exceeds-limit": refused, "removed-api-version": refused,
		"contradictory-node-constraints": nowhere, "node-name-in-match-expressions": nowhere,
	}
	held := map[string]int{}
	for _, scenario := range scenarios {
		answers := readTruth(t, scenario)
		for _, finding := range findingsIn(t, filepath.Dir(scenario)) {
			claim := claims[finding.Rule.Name]
			if finding.Severity != lint.Error || claim == "" {
				continue
			}
			answer := answers[finding.Object.EffectiveNamespace()+"/"+finding.Object.Name]
			if answer.denies(claim) {
				t.Errorf("%s: %s [%s], but Kubernetes takes it and wants %d pods",
					finding.At, finding.Message, finding.Rule.Name, answer.Desired)
			}
			held[finding.Rule.Name]++
		}
	}
	for rule := range claims {
		if held[rule] == 0 {
			t.Errorf("no scenario speaks of %s", rule)
		}
	}
}

// What the errors of a rule say of a DaemonSet.
const (
	refused = "it is refused"
	nowhere = "it is wanted on no node"
)

type answer struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Valid     bool   `json:"valid"`
	Desired   int    `json:"desired"`
}

// denies reports whether the control plane did otherwise than a rule claims.
func (a answer) denies(claim string) bool {
	return claim == refused && a.Valid || claim == nowhere && a.Desired > 0
}

func readTruth(t *testing.T, path string) map[string]answer {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var truth struct {
		DaemonSets []answer `json:"daemonsets"`
	}
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	answers := map[string]answer{}
	for _, a := range truth.DaemonSets {
		answers[a.Namespace+"/"+a.Name] = a
	}
	return answers
}

func findingsIn(t *testing.T, folder string) []*lint.Finding {
	t.Helper()
	set := &manifest.Set{}
	for _, pattern := range []string{"manifests/*", "nodes.*"} {
		names, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			data, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			set.Files = append(set.Files, manifest.Parse(name, data))
		}
	}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set), rules.All())
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range result.Failures {
		t.Error(failure)
	}
	return result.Findings
}
