package validation_test

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/validation"
)

// TestAnswers holds dslint against what Kubernetes' own code answered to a manifest
// for every kind of error that it has. The file is written in conformance by
// go run ./validation -record ../lint/validation/testdata/answers.jsonl.
func TestAnswers(t *testing.T) {
	t.Parallel()
	file, err := os.Open(filepath.Join("testdata", "answers.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	count := 0
	for lines := bufio.NewScanner(file); lines.Scan(); count++ {
		var answer struct {
			Object json.RawMessage `json:"object"`
			Errors []string        `json:"errors"`
		}
		if err := json.Unmarshal(lines.Bytes(), &answer); err != nil {
			t.Fatalf("line %d: %v", count+1, err)
		}
		got := texts(validation.Validate(only(t, string(answer.Object))))
		if diff := cmp.Diff(sortedErrors(answer.Errors), got); diff != "" {
			t.Errorf("line %d (-want +got):\n%s\n%s", count+1, diff, answer.Object)
		}
	}
	if count < 500 {
		t.Errorf("%d answers are recorded, there are more", count)
	}
}
