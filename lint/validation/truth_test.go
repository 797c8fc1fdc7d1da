package validation_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// daemonTruth is what a real control plane answered to a DaemonSet.
type daemonTruth struct {
	Namespace string   `json:"namespace"`
	Name      string   `json:"name"`
	Valid     bool     `json:"valid"`
	Errors    []string `json:"errors"`
}

// TestTruth compares every scenario with the answers of a Kubernetes 1.37.2 control
// plane.
func TestTruth(t *testing.T) {
	t.Parallel()
	for _, group := range []string{"invalid", "hand", "random"} {
		folders, err := filepath.Glob(filepath.Join(shared(t, "truth"), group, "*"))
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

// shared returns a folder beside the repository, which has to be there under CI.
func shared(t *testing.T, name string) string {
	t.Helper()
	folder := filepath.Join("..", "..", "..", "shared", name)
	if _, err := os.Stat(folder); err != nil {
		linttest.Missing(t, err)
	}
	return folder
}

func compareScenario(t *testing.T, folder string) {
	t.Helper()
	var truth struct {
		DaemonSets []daemonTruth `json:"daemonsets"`
	}
	data, err := os.ReadFile(filepath.Join(folder, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &truth); err != nil {
		t.Fatal(err)
	}
	want := map[string][]string{}
	for _, daemon := range truth.DaemonSets {
		if daemon.Valid == (len(daemon.Errors) > 0) {
			t.Fatalf("%s/%s is valid and has errors, or neither", daemon.Namespace, daemon.Name)
		}
		want[daemon.Namespace+"/"+daemon.Name] = sortedErrors(daemon.Errors)
	}
	got := map[string][]string{}
	for _, object := range parse(t, filepath.Join(folder, "manifests", "*")) {
		if object.Kind == "DaemonSet" {
			got[object.EffectiveNamespace()+"/"+object.Name] = texts(validation.Validate(object))
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("errors (-want +got):\n%s", diff)
	}
}

func parse(t *testing.T, pattern string) []*manifest.Object {
	t.Helper()
	names, err := filepath.Glob(pattern)
	if err != nil {
		t.Fatal(err)
	}
	var objects []*manifest.Object
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		objects = append(objects, manifest.Parse(name, data).Objects...)
	}
	return objects
}

func texts(errs []validation.Error) []string {
	list := make([]string, len(errs))
	for i, err := range errs {
		list[i] = err.String()
	}
	return sortedErrors(list)
}

// sortedErrors returns a set of errors in the form of the scenarios.
func sortedErrors(errs []string) []string {
	list := []string{}
	for _, text := range errs {
		list = append(list, strings.TrimPrefix(text, `DaemonSet in version "v1" cannot be handled as a DaemonSet: `))
	}
	slices.Sort(list)
	return slices.Compact(list)
}
