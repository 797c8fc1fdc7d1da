package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"
)

// TestRound compares a short round of sets, always the same ones.
func TestRound(t *testing.T) {
	var out bytes.Buffer
	if err := run([]string{"-n", "300", "-seed", "1", "-out", t.TempDir()}, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	for _, outcome := range []string{"excluded", "refused", "pending", "scheduled"} {
		if !strings.Contains(out.String(), " "+outcome+"\n") {
			t.Errorf("no pair is %s:\n%s", outcome, out.String())
		}
	}
}

// TestShrink takes away all that a difference does not need.
func TestShrink(t *testing.T) {
	lacks := func(s *scenario) bool { return len(s.nodes) > 0 && s.nodes[0]["spec"] != nil }
	s := &scenario{
		objects: []tree{{"kind": "DaemonSet"}},
		nodes:   []tree{{"kind": "Node"}, {"kind": "Node", "spec": tree{"taints": []any{tree{"key": "a"}}}}},
	}
	small := shrinkWhile(s, lacks)
	if len(small.objects) != 0 || len(small.nodes) != 1 || len(small.nodes[0]) != 1 || small.nodes[0]["spec"] == nil {
		t.Errorf("left over: %v %v", small.objects, small.nodes)
	}
}

// TestReplay compares the scenarios that the tests of placement hold.
func TestReplay(t *testing.T) {
	folders, err := filepath.Glob(filepath.Join("..", "lint", "placement", "testdata", "conformance", "*"))
	if err != nil || len(folders) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	var out bytes.Buffer
	if err := run(folders, &out); err != nil {
		t.Fatalf("%v\n%s", err, out.String())
	}
	if got := strings.Count(out.String(), ": agrees\n"); got != len(folders) {
		t.Errorf("%d of %d scenarios agree:\n%s", got, len(folders), out.String())
	}
}
