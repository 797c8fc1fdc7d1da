package main

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestTruth holds the cluster of this module against a real control plane: where
// they agree, the cluster may judge dslint.
func TestTruth(t *testing.T) {
	all := scenarios(t)
	if len(all) != 279 {
		t.Fatalf("there are %d scenarios, want 279", len(all))
	}
	// One scenario after another also happens in each of the other ways: the control
	// plane is not to be told from them by its answers.
	ways := slices.DeleteFunc(orders(), func(o order) bool { return len(o.chances()) > 1 })
	for i, name := range slices.Sorted(maps.Keys(all)) {
		for _, in := range []order{{}, ways[i%len(ways)]} {
			t.Run(name+" "+in.String(), func(t *testing.T) { compareTruth(t, all[name], in) })
		}
	}
}

// scenarios reads the archive of what a Kubernetes 1.37.2 control plane decided:
// files by name, by folder.
func scenarios(t *testing.T) map[string]map[string]string {
	t.Helper()
	packed, err := os.ReadFile(filepath.Join("..", "testdata", "truth", "scenarios.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]map[string]string{}
	for archive := tar.NewReader(unpacked); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		if parts := strings.SplitN(header.Name, "/", 3); len(parts) == 3 && len(data) > 0 {
			name := parts[0] + "/" + parts[1]
			if all[name] == nil {
				all[name] = map[string]string{}
			}
			all[name][parts[2]] = string(data)
		}
	}
}

// inputs are the manifests in order of their names, then the Nodes.
func inputs(files map[string]string) []file {
	var read []file
	for _, prefix := range []string{"manifests/", "nodes."} {
		for _, name := range slices.Sorted(maps.Keys(files)) {
			if strings.HasPrefix(name, prefix) {
				read = append(read, file{name, files[name]})
			}
		}
	}
	return read
}

func compareTruth(t *testing.T, files map[string]string, in order) {
	t.Helper()
	var want struct {
		answer
		Nondeterministic string `json:"nondeterministic"`
	}
	if err := json.Unmarshal([]byte(files["truth.json"]), &want); err != nil {
		t.Fatal(err)
	}
	decided, err := decide(inputs(files), in)
	if err != nil {
		t.Fatal(err)
	}
	want.DaemonSets = slices.DeleteFunc(want.DaemonSets, func(d daemonAnswer) bool { return !d.Valid })
	if want.Nondeterministic != "" {
		compareCounts(t, decided, want.DaemonSets)
		return
	}
	for i := range want.DaemonSets {
		for j := range want.DaemonSets[i].Nodes {
			node := &want.DaemonSets[i].Nodes[j]
			if len(node.Reasons) > 0 && strings.HasPrefix(node.Reasons[0], "controller:") {
				node.Reasons = nil
			}
		}
	}
	for _, d := range decided.compare(&want.answer) {
		t.Errorf("%s on %s:\n  control plane %s\n  in process    %s", d.daemonSet, d.node, d.got, d.want)
	}
}

// compareCounts is for scenarios whose nodes are up to chance.
func compareCounts(t *testing.T, decided *decision, want []daemonAnswer) {
	t.Helper()
	for i := range want {
		got := decided.first.DaemonSets[i]
		if got.Name != want[i].Name || got.Desired != want[i].Desired || got.Scheduled != want[i].Scheduled {
			t.Errorf("control plane %s %d/%d, in process %s %d/%d",
				want[i].Name, want[i].Scheduled, want[i].Desired, got.Name, got.Scheduled, got.Desired)
		}
	}
}
