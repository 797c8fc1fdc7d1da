package source_test

import (
	"io/fs"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/source"
)

// TestCheckout writes the files of a revision as they are, links among them, and
// none that leads out of the tree.
func TestCheckout(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		linttest.Missing(t, err)
	}
	tree(t, map[string]string{"a.yaml": "a: 1\n", "sub/b file.yaml": "b: 2", "empty.yaml": ""})
	for name, target := range map[string]string{
		"link.yaml": "a.yaml", "sub/up.yaml": "../a.yaml", "sub/out.yaml": "../../out.yaml", "passwd.yaml": "/etc/passwd",
	} {
		if err := os.Symlink(target, name); err != nil {
			t.Fatal(err)
		}
	}
	git(t, "init", "-q", ".")
	git(t, "add", "-A")
	git(t, "-c", "user.name=someone", "-c", "user.email=someone@example.com", "commit", "-qm", "first")
	if err := os.WriteFile("a.yaml", []byte("a: 3\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := source.Checkout(t.Context(), ".", "HEAD", folder); err != nil {
		t.Fatal(err)
	}
	want := []string{"a.yaml=a: 1\n", "empty.yaml=", "link.yaml=a: 1\n", "sub/b file.yaml=b: 2", "sub/up.yaml=a: 1\n"}
	if diff := cmp.Diff(want, contents(t, folder)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := source.Checkout(t.Context(), ".", "--help", t.TempDir()); err == nil {
		t.Error("an option counts as a revision")
	}
}

func git(t *testing.T, args ...string) {
	t.Helper()
	//nolint:gosec // the arguments stand in this file
	if out, err := exec.CommandContext(t.Context(), "git", args...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// contents reads the files below a folder.
func contents(t *testing.T, folder string) []string {
	t.Helper()
	root := os.DirFS(folder)
	var found []string
	err := fs.WalkDir(root, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(root, name)
		found = append(found, name+"="+string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(found)
	return found
}
