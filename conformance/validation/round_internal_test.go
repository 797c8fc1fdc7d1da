package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// TestRound compares a short round of changed manifests, always the same ones.
func TestRound(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-n", "300", "-seed", "1"}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, verdict := range []string{"accepted", "invalid", "not decoded"} {
		if !regexp.MustCompile(`\b[1-9][0-9]+ ` + verdict + `\n`).Match(out.Bytes()) {
			t.Errorf("hardly any object is %s:\n%s", verdict, out.String())
		}
	}
}

// TestFolder reads manifests of folders, too.
func TestFolder(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-n", "0", filepath.Join("..", "..", "testdata", "quickstart")}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if !bytes.Contains(out.Bytes(), []byte("13 manifests, 0 changed ones")) {
		t.Errorf("3 DaemonSets of the folder are not read:\n%s", out.String())
	}
}

// TestRecord keeps what is on record, and adds what is not.
func TestRecord(t *testing.T) {
	const name = "answers.jsonl"
	testdata, copied := os.DirFS(filepath.Join("..", "..", "lint", "validation", "testdata")), t.TempDir()
	if err := os.CopyFS(copied, testdata); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{"-n", "0", "-record", filepath.Join(copied, name)}, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	recorded, err := fs.ReadFile(testdata, name)
	if err != nil {
		t.Fatal(err)
	}
	again, err := os.ReadFile(filepath.Join(copied, name))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(recorded, again) {
		t.Error("the record is another one after nothing was added")
	}
	other := filepath.Join(t.TempDir(), name)
	if err := run([]string{"-n", "20", "-kinds", "DaemonSet", "-record", other}, &bytes.Buffer{}); err != nil {
		t.Fatal(err)
	}
	if added, err := os.ReadFile(other); err != nil || bytes.Count(added, []byte("\n")) < 5 {
		t.Errorf("of 20 changes hardly any is on record: %v\n%s", err, added)
	}
}

// TestShrink takes away all that a difference does not need.
func TestShrink(t *testing.T) {
	object := tree{"spec": tree{"a": []any{"x", "y"}, "b": "c"}, "kind": "Pod"}
	small := shrink(object, func(candidate tree) bool {
		spec, _ := candidate["spec"].(tree)
		list, _ := spec["a"].([]any)
		return len(list) > 0 && list[len(list)-1] == "y"
	})
	if got := string(marshal(small)); got != `{"spec":{"a":["y"]}}` {
		t.Errorf("left over: %s", got)
	}
}
