package source_test

import (
	"os"
	"testing"
)

// TestMain keeps what kustomize advises to standard error out of the output of tests, in
// which failures are looked for.
func TestMain(m *testing.M) {
	os.Stderr = nil  //nolint:forbidigo // it is kustomize that writes there
	os.Exit(m.Run()) //nolint:forbidigo // as tests do
}
