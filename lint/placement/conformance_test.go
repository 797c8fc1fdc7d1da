package placement_test

import (
	"path/filepath"
	"testing"
)

// TestConformance compares the scenarios on which dslint once differed from
// Kubernetes' own code: the comparison of the module conformance found them, and
// shrank them.
func TestConformance(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob(filepath.Join("testdata", "conformance", "*"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, folder := range folders {
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			compareScenario(t, folder)
		})
	}
}
