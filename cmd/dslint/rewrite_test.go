package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRewrite(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "a.yaml")
	if err := os.WriteFile(name, []byte("meanwhile"), 0o600); err != nil {
		t.Fatal(err)
	}
	written := map[string][]byte{}
	if err := rewrite(name, []byte("was"), []byte("is"), written); err == nil || !strings.HasSuffix(err.Error(), "a.yaml: the file changed meanwhile, it was not fixed") {
		t.Errorf("the error is %v", err)
	}
	if err := rewrite(name, []byte("meanwhile"), []byte("is"), written); err != nil {
		t.Error(err)
	}
	if err := rewrite(name, []byte("meanwhile"), []byte("other"), written); err == nil || !strings.HasSuffix(err.Error(), "the file was fixed under another name") {
		t.Errorf("the error is %v", err)
	}
	text, err := os.ReadFile(name)
	if err != nil || string(text) != "is" {
		t.Errorf("the file holds %q, %v", text, err)
	}
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
		t.Errorf("%d files are in the folder, %v", len(left), err)
	}
}
