package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// incident is what a README of testdata/incidents says that dslint finds.
type incident struct{ rule, severity, message string }

// TestIncidents replays changes that took clusters down: what was there before is
// without the finding, the change has it, and would not have been merged.
func TestIncidents(t *testing.T) {
	t.Parallel()
	folders, err := filepath.Glob(filepath.Join("..", "..", "testdata", "incidents", "*", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	const atLeast = 10
	if len(folders) < atLeast {
		t.Fatalf("there are %d incidents", len(folders))
	}
	for _, readme := range folders {
		folder := filepath.Dir(readme)
		t.Run(filepath.Base(folder), func(t *testing.T) {
			t.Parallel()
			replay(t, folder, readIncident(t, readme))
		})
	}
}

func replay(t *testing.T, folder string, want incident) {
	t.Helper()
	failOn := "--fail-on=" + want.severity
	if found := finds(t, filepath.Join(folder, "before"), want); found {
		t.Errorf("it is found before the change")
	}
	if code, stdout, stderr := call(t, nil, false, "", failOn, filepath.Join(folder, "before")); code != exitClean {
		t.Errorf("before the change dslint ends with %d:\n%s%s", code, stdout, stderr)
	}
	if found := finds(t, filepath.Join(folder, "after"), want); !found {
		_, stdout, _ := call(t, nil, false, "", filepath.Join(folder, "after"))
		t.Errorf("no %s of %s says %q:\n%s", want.severity, want.rule, want.message, stdout)
	}
	code, stdout, stderr := call(t, nil, false, "", "diff", failOn, filepath.Join(folder, "before"), filepath.Join(folder, "after"))
	if code != exitFindings || !strings.Contains(stdout, want.message) {
		t.Errorf("dslint diff ends with %d:\n%s%s", code, stdout, stderr)
	}
}

// finds reports whether dslint finds in a folder what is wanted.
func finds(t *testing.T, folder string, want incident) bool {
	t.Helper()
	_, stdout, stderr := call(t, nil, false, "", "--output=json", folder)
	var result struct {
		Findings []struct {
			Rule     string `json:"rule"`
			Severity string `json:"severity"`
			Message  string `json:"message"`
		} `json:"findings"`
	}
	if err := json.Unmarshal([]byte(stdout), &result); err != nil {
		t.Fatalf("%v: %s%s", err, stdout, stderr)
	}
	for _, finding := range result.Findings {
		if finding.Rule == want.rule && finding.Severity == want.severity && strings.Contains(finding.Message, want.message) {
			return true
		}
	}
	return false
}

// readIncident reads the lines at the end of a README: rule, severity and message.
func readIncident(t *testing.T, readme string) incident {
	t.Helper()
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	var want incident
	fields := map[string]*string{"rule": &want.rule, "severity": &want.severity, "message": &want.message}
	for line := range strings.Lines(string(text)) {
		key, value, _ := strings.Cut(strings.TrimPrefix(line, "    "), ": ")
		if field := fields[key]; field != nil && strings.HasPrefix(line, "    ") {
			*field = strings.TrimSpace(value)
		}
	}
	if want.rule == "" || want.severity == "" || want.message == "" || !strings.Contains(string(text), "Source: https://") {
		t.Fatalf("%s does not say rule, severity, message and source", readme)
	}
	return want
}
