package placement_test

import (
	"encoding/json"
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

// TestTruth compares every scenario with what a Kubernetes 1.37.2 control plane
// decided.
func TestTruth(t *testing.T) {
	t.Parallel()
	shared := filepath.Join("..", "..", "..", "shared", "truth")
	if _, err := os.Stat(shared); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("the scenarios are not here")
	}
	for _, group := range []string{"hand", "random"} {
		folders, err := filepath.Glob(filepath.Join(shared, group, "*"))
		if err != nil || len(folders) == 0 {
			t.Fatalf("no scenarios in %s: %v", group, err)
		}
		for _, folder := range folders {
			t.Run(group+"/"+filepath.Base(folder), func(t *testing.T) {
				t.Parallel()
				compareScenario(t, folder)
			})
		}
	}
}

func compareScenario(t *testing.T, folder string) {
	t.Helper()
	var want truth
	data, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	set := readScenario(t, folder)
	matrix := placement.Decide(set, placement.Workloads(set), inventory.Collect(set))
	got := map[string]*placement.Workload{}
	for _, workload := range matrix.Workloads {
		got[workload.Namespace()+"/"+workload.Object.Name] = workload
	}
	for _, daemon := range want.DaemonSets {
		if !daemon.Valid {
			continue
		}
		workload := got[daemon.Namespace+"/"+daemon.Name]
		if workload == nil {
			t.Errorf("DaemonSet %s/%s is not read", daemon.Namespace, daemon.Name)
			continue
		}
		compareDaemonSet(t, daemon, matrix, workload, want.Nondeterministic != "")
	}
}

func compareDaemonSet(t *testing.T, want daemonTruth, matrix *placement.Matrix, w *placement.Workload, countsOnly bool) {
	t.Helper()
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

func readScenario(t *testing.T, folder string) *manifest.Set {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "manifests", "*"))
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := filepath.Glob(filepath.Join(folder, "nodes.*"))
	if err != nil {
		t.Fatal(err)
	}
	set := &manifest.Set{}
	for _, name := range append(files, nodes...) {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		set.Files = append(set.Files, manifest.Parse(name, data))
	}
	return set
}
