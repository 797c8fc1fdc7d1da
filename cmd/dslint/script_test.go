package main

import (
	"errors"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

var update = flag.Bool("update", false, "write the expected output of the scripts anew")

func TestMain(m *testing.M) {
	if strings.TrimSuffix(filepath.Base(os.Args[0]), ".exe") != "dslint" {
		os.Stderr = nil //nolint:forbidigo // kustomize gives advice there, in which failures drown
	}
	testscript.Main(m, map[string]func(){"dslint": main})
}

func TestScripts(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil && os.Getenv("CI") == "true" {
		t.Fatal("git is missing: the scripts that make repositories would be skipped")
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "../../testdata/script",
		UpdateScripts:       *update,
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a program that must end with a code: exits 2 dslint gone.yaml.
func exits(script *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		script.Fatalf("usage: exits CODE PROGRAM ARGUMENT...")
	}
	got := 0
	if err := script.Exec(args[1], args[2:]...); err != nil {
		var failed *exec.ExitError
		if !errors.As(err, &failed) {
			script.Fatalf("%v", err)
		}
		got = failed.ExitCode()
	}
	if args[0] != strconv.Itoa(got) {
		script.Logf("%s%s", script.ReadFile("stdout"), script.ReadFile("stderr"))
		script.Fatalf("it ended with %d, not %s", got, args[0])
	}
}
