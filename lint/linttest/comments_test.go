package linttest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
)

// TestCommentsLost removes a field with a comment at any place around it.
func TestCommentsLost(t *testing.T) {
	t.Parallel()
	text := strings.Join([]string{
		"kind: A", "# above", "spec: # holder", "  # inside", "  a: # key", "    # within", "    b: # deep", "    - c # item", "  # below", "  d: |", "    # text",
	}, "\n")
	object := manifest.Parse("a.yaml", []byte(text)).Objects[0]
	for _, test := range []struct {
		name   string
		change manifest.Change
	}{
		{"of the field", object.At("spec", "a").Remove()},
		{"of an item", object.At("spec", "a", "b", 0).Remove()},
		{"of what is left empty", object.At("spec", "a", "b", 0).Prune()},
		{"of none", object.At("spec", "a").Rename("e")},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			finding := &lint.Finding{Rule: &lint.Rule{}, Fix: &lint.Fix{Changes: []manifest.Change{test.change}}}
			lost, err := linttest.CommentsLost(finding)
			if err != nil || len(lost) > 0 {
				t.Errorf("lost %q, %v", lost, err)
			}
		})
	}
}

func TestCommentsLostIn(t *testing.T) {
	t.Parallel()
	const text = "kind: A\n# x\na: b # y\n# x\nc: |\n  # z\n"
	object := manifest.Parse("a.yaml", []byte(text)).Objects[0]
	for _, test := range []struct {
		name   string
		change manifest.Change
		after  string
		want   []string
	}{
		{"nothing", object.At("a").Put("d"), strings.Replace(text, "b", "d", 1), nil},
		{"one of two", object.At("a").Remove(), "kind: A\n# x\nc: |\n  # z\n", []string{"# x"}},
		{"behind a value", object.At("a").Put("d"), strings.Replace(text, "b # y", "d", 1), []string{"# y"}},
		{"behind what is removed", object.At("a").Remove(), strings.Replace(text, "a: b # y\n", "", 1), nil},
		{"text", object.At("a").Put("d"), strings.Replace(text, "  # z", "  z", 1), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			finding := &lint.Finding{Rule: &lint.Rule{}, Fix: &lint.Fix{Changes: []manifest.Change{test.change}}}
			before := manifest.Parse("a.yaml", []byte(text))
			if diff := cmp.Diff(test.want, linttest.CommentsLostIn(before, test.after, finding)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
