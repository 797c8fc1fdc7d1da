package manifest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/manifest"
)

func move(from manifest.Path, home ...any) func(*manifest.Object) manifest.Change {
	return func(o *manifest.Object) manifest.Change { return o.At(from...).Move(o.At(home...)) }
}

func TestMove(t *testing.T) {
	t.Parallel()
	type path = manifest.Path
	for _, test := range []struct {
		name, before string
		from         path
		home         path
		want         string
	}{
		{
			"deeper, with its comments", "spec:\n  # who may\n  #  run\n  tolerations: # here\n    - key: a # b\n      # c\n    # - key: d\n\n  # of the pods\n  template:\n    spec:\n      x: y\n",
			path{"spec", "tolerations"},
			path{"spec", "template", "spec"},
			"spec:\n\n  # of the pods\n  template:\n    spec:\n      x: y\n      # who may\n      #  run\n      tolerations: # here\n        - key: a # b\n          # c\n        # - key: d\n",
		},
		{
			"up, where it was the last", "spec:\n    a:\n        - b: 'c'\n          d: {e: f}\n",
			path{"spec", "a", 0, "d"},
			path{"spec"},
			"spec:\n    a:\n        - b: 'c'\n    d: {e: f}\n",
		},
		{"up, where it was alone", "spec:\n  a: # b\n    c: d # e\nx: y\n", path{"spec", "a", "c"}, path{"spec"}, "spec:\n  a: {} # b\n  c: d # e\nx: y\n"},
		{"below new parents", "spec:\n  a: |\n    b\n\n    c\n  d:\n    e: f\n", path{"spec", "a"}, path{"spec", "d", "g", "h"}, "spec:\n  d:\n    e: f\n    g:\n      h:\n        a: |\n          b\n\n          c\n"},
		{"into nothing above", "spec:\n  a: # b\n  c:\n    - d\n", path{"spec", "c"}, path{"spec", "a"}, "spec:\n  a: # b\n    c:\n      - d\n"},
		{"into empty braces", "a: {} # b\nc: d\ne: f\n", path{"c"}, path{"a"}, "a: # b\n  c: d\ne: f\n"},
		{"into braces", "spec:\n  a: {b: c}\n  d: e\n", path{"spec", "d"}, path{"spec", "a"}, "spec:\n  a: {b: c, d: e}\n"},
		{"from braces", "spec: {a: [b], c: {d: e}}\nf:\n  g: h\n", path{"spec", "a"}, path{"f"}, "spec: {c: {d: e}}\nf:\n  g: h\n  a:\n    - b\n"},
		{"first of an item", "spec:\n  a:\n    - b: c # d\n      e: f\n", path{"spec", "a", 0, "b"}, path{"spec"}, ""},
		{"first of an item without a comment", "spec:\n  a:\n    - b: c\n      e: f\n", path{"spec", "a", 0, "b"}, path{"spec"}, "spec:\n  a:\n    - e: f\n  b: c\n"},
		{"no line end", "a:\n  b: c\nd: e", path{"d"}, path{"a"}, "a:\n  b: c\n  d: e"},
		{"to the end, without a line end", "a:\n  # x\n  b: c\nd:\n  e: f", path{"a", "b"}, path{"d"}, "a: {}\nd:\n  e: f\n  # x\n  b: c"},
		{"a comment of another", "a: b\n\n# of c, and all\n\nc: d\ne:\n  f: g\n", path{"c"}, path{"e"}, "a: b\n\n# of c, and all\n\ne:\n  f: g\n  c: d\n"},
		{"JSON", `{"a": {"b": 1}, "c": {"d": true}}`, path{"a"}, path{"c"}, `{"c": {"d": true, "a": {"b": 1}}}`},
		{"taken", "a: b\nc:\n  a: d\n", path{"a"}, path{"c"}, "error: move a to c.a: there is a c.a"},
		{"an anchor behind its alias", "a: &x\n  b: c\nd:\n  e: *x\n", path{"a"}, path{"d"}, ""},
	} {
		for _, text := range []struct{ before, want string }{
			{test.before, test.want},
			{strings.ReplaceAll(test.before, "\n", "\r\n"), strings.ReplaceAll(test.want, "\n", "\r\n")},
		} {
			got := changed(text.before, move(test.from, test.home...))
			if test.want == "" && strings.HasPrefix(got, "error: ") {
				continue
			}
			if diff := cmp.Diff(text.want, got); diff != "" {
				t.Errorf("%s (-want +got):\n%s\n%s", test.name, diff, got)
			}
		}
	}
}
