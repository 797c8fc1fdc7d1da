package linttest

import (
	"os"
	"testing"
)

// Missing ends a test that lacks something of the machine: the folder ../shared, a
// program, a privilege. The test is skipped, and fails under CI=true: there all tests
// count.
func Missing(t *testing.T, what any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}
