package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
)

// call runs dslint in this process.
func call(t *testing.T, env map[string]string, terminal bool, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	c := &command{
		stdin: strings.NewReader(stdin), stdout: &out, stderr: &errs,
		getenv:         func(name string) string { return env[name] },
		now:            func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
		stdoutTerminal: terminal, stderrTerminal: terminal,
	}
	code = c.run(t.Context(), args)
	return code, out.String(), errs.String()
}

const keyless = `
apiVersion: v1
kind: Pod
metadata: {name: agent}
spec:
  containers: [{name: agent, image: registry.example/agent:1}]
  tolerations: [{effect: NoSchedule}]
`

func TestColorIsForTerminals(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		env      map[string]string
		terminal bool
		args     []string
		want     bool
	}{
		"terminal":                {terminal: true, want: true},
		"no terminal":             {},
		"NO_COLOR":                {env: map[string]string{"NO_COLOR": "1"}, terminal: true},
		"empty NO_COLOR":          {env: map[string]string{"NO_COLOR": ""}, terminal: true, want: true},
		"dumb terminal":           {env: map[string]string{"TERM": "dumb"}, terminal: true},
		"never":                   {terminal: true, args: []string{"--color=never"}},
		"always":                  {args: []string{"--color=always"}, want: true},
		"always without NO_COLOR": {env: map[string]string{"NO_COLOR": "1"}, args: []string{"--color=always"}, want: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, stdout, _ := call(t, test.env, test.terminal, keyless, append(test.args, "-")...)
			if got := strings.Contains(stdout, "\x1b["); got != test.want {
				t.Errorf("coloured: %v, want %v:\n%q", got, test.want, stdout)
			}
		})
	}
}

func TestErrorsNameTheProgramOnEveryLine(t *testing.T) {
	t.Parallel()
	code, stdout, stderr := call(t, nil, false, "", "gone-\a.yaml", "also-gone.yaml")
	want := "dslint: open gone-\\x07.yaml: no such file or directory\n" +
		"dslint: open also-gone.yaml: no such file or directory\n"
	if code != exitFailure || stdout != "" {
		t.Errorf("code %d, stdout %q", code, stdout)
	}
	if diff := cmp.Diff(want, stderr); diff != "" {
		t.Error(diff)
	}
}

func TestHint(t *testing.T) {
	t.Parallel()
	known := []string{"lint", "place", "rules"}
	for word, want := range map[string]string{
		"plcae":         `, did you mean "place"?`,
		"rule":          `, did you mean "rules"?`,
		"x":             "",
		"manifests":     "",
		"deploy/a.yaml": "",
	} {
		if got := lint.Hint(word, known); got != want {
			t.Errorf("lint.Hint(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestExplanation(t *testing.T) {
	t.Parallel()
	rule := &lint.Rule{
		Name: "odd-name", Category: lint.Hygiene, Severity: lint.Info, Off: true, Summary: "A name is odd",
		Examples: []byte(`Names are read aloud.

Write another.
-- nodes.yaml --
kind: Node
-- bad/a.yaml --
kind: Pod # a comment

metadata: # want: the name is
  name: x1 # want: odd
-- bad/b.yaml --
kind: Second
-- good/a.yaml --
kind: Pod
`),
	}
	want := `odd-name (info, off by default, hygiene)

A name is odd.

Names are read aloud.

Write another.

The nodes of the examples:

    kind: Node

Bad:

    kind: Pod # a comment

    metadata:
      name: x1

Good:

    kind: Pod
`
	if diff := cmp.Diff(want, explanation(rule)); diff != "" {
		t.Error(diff)
	}
}

func TestFailOn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		failOn string
		worst  lint.Severity
		want   bool
	}{
		{"error", lint.Error, true},
		{"error", lint.Warning, false},
		{"warning", lint.Warning, true},
		{"warning", lint.Info, false},
		{"info", lint.Info, true},
		{"info", 0, false},
		{never, lint.Error, false},
	} {
		if got := failsAt(test.failOn, test.worst); got != test.want {
			t.Errorf("--fail-on %s with %q: %v, want %v", test.failOn, test.worst, got, test.want)
		}
	}
}
