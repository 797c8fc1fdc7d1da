package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTruth holds the cluster of this module against a real control plane: where
// they agree, the cluster may judge dslint.
func TestTruth(t *testing.T) {
	shared := filepath.Join("..", "..", "shared", "truth")
	if _, err := os.Stat(shared); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("the scenarios are not here")
	}
	folders, err := filepath.Glob(filepath.Join(shared, "*", "*"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(filepath.Dir(folder))+"/"+filepath.Base(folder), func(t *testing.T) {
			compareTruth(t, folder)
		})
	}
}

func compareTruth(t *testing.T, folder string) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		answer
		Nondeterministic string `json:"nondeterministic"`
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	files, err := readFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	first, later, _, err := upstreamAnswers(files)
	if err != nil {
		t.Fatal(err)
	}
	want.DaemonSets = slices.DeleteFunc(want.DaemonSets, func(d daemonAnswer) bool { return !d.Valid })
	for i := range want.DaemonSets {
		for j := range want.DaemonSets[i].Nodes {
			node := &want.DaemonSets[i].Nodes[j]
			if len(node.Reasons) > 0 && strings.HasPrefix(node.Reasons[0], "controller:") {
				node.Reasons = nil
			}
		}
	}
	if want.Nondeterministic != "" {
		return
	}
	for _, d := range compare(first, later, &want.answer) {
		t.Errorf("%s on %s:\n  control plane %s\n  in process    %s", d.daemonSet, d.node, d.got, d.want)
	}
}
