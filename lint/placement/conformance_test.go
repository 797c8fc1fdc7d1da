package placement_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"testing"
)

// TestConformance compares the scenarios on which dslint once differed from
// Kubernetes' own code: the comparison of the module conformance found them, and
// shrank them.
func TestConformance(t *testing.T) {
	t.Parallel()
	root := os.DirFS(filepath.Join("testdata", "conformance"))
	folders, err := fs.ReadDir(root, ".")
	if err != nil || len(folders) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, folder := range folders {
		t.Run(folder.Name(), func(t *testing.T) {
			t.Parallel()
			compareScenario(t, readFolder(t, root, folder.Name()))
		})
	}
}

func readFolder(t *testing.T, root fs.FS, folder string) scenario {
	t.Helper()
	files := scenario{}
	for _, pattern := range []string{"*", "manifests/*"} {
		names, err := fs.Glob(root, path.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if data, err := fs.ReadFile(root, name); err == nil {
				files[name[len(folder)+1:]] = data
			}
		}
	}
	return files
}
