package placement_test

import (
	"archive/tar"
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

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// truth is what a real control plane made of a scenario.
type truth struct {
	Nondeterministic string        `json:"nondeterministic"`
	DaemonSets       []daemonTruth `json:"daemonsets"`
}

type daemonTruth struct {
	Namespace string      `json:"namespace"`
	Name      string      `json:"name"`
	Valid     bool        `json:"valid"`
	Errors    []string    `json:"errors"`
	Desired   int         `json:"desired"`
	Scheduled int         `json:"scheduled"`
	Nodes     []nodeTruth `json:"nodes"`
}

type nodeTruth struct {
	Node                  string   `json:"node"`
	ShouldRun             bool     `json:"shouldRun"`
	ShouldContinueRunning bool     `json:"shouldContinueRunning"`
	PodCreated            bool     `json:"podCreated"`
	Scheduled             bool     `json:"scheduled"`
	Reasons               []string `json:"reasons"`
	ReasonsUnstable       bool     `json:"reasonsUnstable"`
}

// scenario is one folder of the archive: its files by name.
type scenario map[string][]byte

// scenarios reads the archive of what a Kubernetes 1.37.2 control plane decided.
func scenarios(t *testing.T) map[string]scenario {
	t.Helper()
	packed, err := os.Open(filepath.Join("..", "..", "testdata", "truth", "scenarios.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if fault := packed.Close(); fault != nil {
			t.Error(fault)
		}
	})
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]scenario{}
	for archive := tar.NewReader(unpacked); ; {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		parts := strings.SplitN(header.Name, "/", 3)
		if len(parts) < 3 {
			continue
		}
		data, err := io.ReadAll(archive)
		if err != nil {
			t.Fatal(err)
		}
		name := parts[0] + "/" + parts[1]
		if all[name] == nil {
			all[name] = scenario{}
		}
		all[name][parts[2]] = data
	}
}

// TestTruth compares every scenario with what the control plane decided.
func TestTruth(t *testing.T) {
	t.Parallel()
	all := scenarios(t)
	if len(all) != 279 {
		t.Fatalf("there are %d scenarios, want 279", len(all))
	}
	for name, files := range all {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			compareScenario(t, files)
		})
	}
}

func compareScenario(t *testing.T, files scenario) {
	t.Helper()
	var want truth
	if err := json.Unmarshal(files["truth.json"], &want); err != nil {
		t.Fatal(err)
	}
	set := files.set()
	matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
	got := map[string]*placement.Workload{}
	for _, workload := range matrix.Workloads {
		got[workload.Namespace()+"/"+workload.Object.Name] = workload
	}
	for _, daemon := range want.DaemonSets {
		workload := got[daemon.Namespace+"/"+daemon.Name]
		if workload == nil {
			t.Errorf("DaemonSet %s/%s is not read", daemon.Namespace, daemon.Name)
			continue
		}
		compareDaemonSet(t, daemon, matrix, workload, want.Nondeterministic != "")
	}
}

// set parses the manifests in the order of their names, then the nodes.
func (s scenario) set() *manifest.Set {
	set := &manifest.Set{}
	for _, prefix := range []string{"manifests/", "nodes."} {
		for _, name := range slices.Sorted(maps.Keys(s)) {
			if strings.HasPrefix(name, prefix) {
				set.Files = append(set.Files, manifest.Parse(name, s[name]))
			}
		}
	}
	return set
}

func compareDaemonSet(t *testing.T, want daemonTruth, matrix *placement.Matrix, w *placement.Workload, countsOnly bool) {
	t.Helper()
	compareErrors(t, want, matrix, w)
	count := matrix.Count(w)
	if count.Desired != want.Desired || count.Ready != want.Scheduled {
		t.Errorf("%s: desired %d, scheduled %d; want %d, %d", w, count.Desired, count.Ready, want.Desired, want.Scheduled)
	}
	if countsOnly {
		return
	}
	for _, node := range want.Nodes {
		unstable := node.ReasonsUnstable
		node.ReasonsUnstable = false
		node.Reasons = slices.DeleteFunc(node.Reasons, func(reason string) bool {
			return strings.HasPrefix(reason, "controller:")
		})
		got := verdictOf(matrix, w, node.Node)
		if unstable {
			got.Reasons, node.Reasons = nil, nil
		}
		slices.Sort(got.Reasons)
		slices.Sort(node.Reasons)
		if diff := cmp.Diff(normal(node), normal(got)); diff != "" {
			t.Errorf("%s on %s (-want +got):\n%s", w, node.Node, diff)
		}
	}
}

// compareErrors compares the answers of the API server as sets, and without the
// words that say what could not be decoded.
func compareErrors(t *testing.T, want daemonTruth, matrix *placement.Matrix, w *placement.Workload) {
	t.Helper()
	const preamble = `DaemonSet in version "v1" cannot be handled as a DaemonSet: `
	var got, wanted []string
	for _, err := range matrix.Errors(w) {
		got = append(got, err.String())
	}
	for _, text := range want.Errors {
		wanted = append(wanted, strings.TrimPrefix(text, preamble))
	}
	slices.Sort(got)
	slices.Sort(wanted)
	if want.Valid != (len(got) == 0) {
		t.Errorf("%s: valid %t, want %t", w, len(got) == 0, want.Valid)
	}
	if diff := cmp.Diff(wanted, got); diff != "" {
		t.Errorf("%s: errors (-want +got):\n%s", w, diff)
	}
}

func normal(n nodeTruth) nodeTruth {
	if len(n.Reasons) == 0 {
		n.Reasons = nil
	}
	return n
}

func verdictOf(matrix *placement.Matrix, w *placement.Workload, node string) nodeTruth {
	verdict := matrix.On(w, node)
	if verdict == nil {
		return nodeTruth{}
	}
	return nodeTruth{
		Node: node, ShouldRun: verdict.ShouldRun, ShouldContinueRunning: verdict.ShouldContinueRunning,
		PodCreated: verdict.PodCreated(), Scheduled: verdict.Outcome == placement.Scheduled,
		Reasons: slices.Clone(verdict.Reasons),
	}
}
