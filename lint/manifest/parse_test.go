package manifest_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/manifest"
)

// at is a place as the tests write it.
func at(s manifest.Span) string {
	return fmt.Sprintf("%d:%d-%d:%d", s.Start.Line, s.Start.Column, s.End.Line, s.End.Column)
}

func TestSpan(t *testing.T) {
	t.Parallel()
	const plain = "kind: A\nmetadata:\n  name: one\n  labels:\n    app: x\nspec:\n  list:\n    - a: 1\n      b: two\n"
	for _, test := range []struct {
		name, text string
		path       manifest.Path
		want       string
	}{
		{"plain scalar", plain, manifest.Path{"metadata", "name"}, "3:9-3:12"},
		{"block mapping is its key", plain, manifest.Path{"metadata", "labels"}, "4:3-4:9"},
		{"block sequence is its key", plain, manifest.Path{"spec", "list"}, "7:3-7:7"},
		{"item is its first line", plain, manifest.Path{"spec", "list", 0}, "8:7-8:8"},
		{"inside an item", plain, manifest.Path{"spec", "list", 0, "b"}, "9:10-9:13"},
		{"absent key", plain, manifest.Path{"spec", "other", 3, "x"}, "6:1-6:5"},
		{"absent index", plain, manifest.Path{"spec", "list", 7}, "7:3-7:7"},
		{"CRLF", strings.ReplaceAll(plain, "\n", "\r\n"), manifest.Path{"spec", "list", 0, "b"}, "9:10-9:13"},
		{"byte order mark", "\ufeff" + plain, manifest.Path{"kind"}, "1:7-1:8"},
		{"second document", plain + "---\n" + plain, manifest.Path{"metadata", "name"}, "13:9-13:12"},
		{"code points", "kind: A\nx: {é: 'ü∂', b: c}\n", manifest.Path{"x", "b"}, "2:17-2:18"},
		{"single quotes", "kind: A\nx: 'it''s' # why\n", manifest.Path{"x"}, "2:4-2:11"},
		{"double quotes", "kind: A\nx: \"a \\\" b\" # why\n", manifest.Path{"x"}, "2:4-2:12"},
		{"several lines", "kind: A\nx: \"a\n  b\"\n", manifest.Path{"x"}, "2:4-3:5"},
		{"flow mapping", "kind: A\nx: {a: 1, b: [2, 3]}\n", manifest.Path{"x"}, "2:4-2:21"},
		{"empty flow sequence", "kind: A\nx: []\n", manifest.Path{"x"}, "2:4-2:6"},
		{"literal", "kind: A\nx: |\n  a\n  b\n", manifest.Path{"x"}, "2:4-2:5"},
		{"no value", "kind: A\nx:\ny: 1\n", manifest.Path{"x"}, "2:1-2:2"},
		{"anchor and comment", "kind: A\nx: &a one # two\nz: *a\n", manifest.Path{"x"}, "2:4-2:10"},
		{"anchor in braces", "kind: A\nx: {w: &a  one, z: 1}\n", manifest.Path{"x", "w"}, "2:8-2:15"},
		{"tag and anchor", "kind: A\nx: !!str &a 1 # two\n", manifest.Path{"x"}, "2:4-2:14"},
		{"anchor and quotes", "kind: A\nx: &a 'one' # two\n", manifest.Path{"x"}, "2:4-2:12"},
		{"alias leads to its anchor", "kind: A\nx: &a one\nz: *a\n", manifest.Path{"z"}, "2:4-2:10"},
		{"merged key", "kind: A\nx: &a {p: 1}\nz:\n  <<: *a\n  q: 2\n", manifest.Path{"z", "p"}, "2:11-2:12"},
		{"written over merged", "kind: A\nx: &a {p: 1}\nz:\n  p: 2\n  <<: *a\n", manifest.Path{"z", "p"}, "4:6-4:7"},
		{"merged from the first of two", "kind: A\nx: &a {p: 1}\ny: &b {p: 2}\nz:\n  <<: [*a, *b]\n", manifest.Path{"z", "p"}, "2:11-2:12"},
		{"absent beside merged", "kind: A\nx: &a {p: 1}\nz:\n  <<: *a\n", manifest.Path{"z", "q"}, "3:1-3:2"},
		{"the last of two keys", "kind: A\nx: 1\nx: 2\n", manifest.Path{"x"}, "3:4-3:5"},
		{"JSON", "{\"kind\": \"A\",\n \"x\": {\"y\": [true]}}", manifest.Path{"x", "y", 0}, "2:14-2:18"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := manifest.Parse("a.yaml", []byte(test.text))
			if len(file.Problems) > 0 || len(file.Objects) == 0 {
				t.Fatalf("%d objects, problems %v", len(file.Objects), file.Problems)
			}
			object := file.Objects[len(file.Objects)-1]
			if got := at(object.At(test.path...).Span()); got != test.want {
				t.Errorf("%s is at %s, want %s", test.path, got, test.want)
			}
		})
	}
}

func TestLists(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{
			"List", "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Pod\n  metadata: {name: a}\n- kind: B\n",
			[]string{"v1 Pod default/a 4", " B default/ 7"},
		},
		{
			"typed list without types", "apiVersion: apps/v1\nkind: DaemonSetList\nitems:\n- metadata: {name: a, namespace: x}\n",
			[]string{"apps/v1 DaemonSet x/a 4"},
		},
		{
			"a list in a list", "kind: List\nitems:\n- apiVersion: v1\n  kind: NodeList\n  items:\n  - metadata: {name: n}\n",
			[]string{"v1 Node n 6"},
		},
		{"a kind that ends in List", "apiVersion: x/v1\nkind: AllowList\nspec: {}\n", []string{"x/v1 AllowList default/ 1"}},
		{"empty documents", "---\n# nothing\n---\nkind: A\n---\n", []string{" A default/ 4"}},
		{"no objects", "- op: add\n  path: /a\n---\njust text\n", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, object := range manifest.Parse("a.yaml", []byte(test.text)).Objects {
				got = append(got, fmt.Sprintf("%s %s %d", object.APIVersion, object, object.At().Span().Start.Line))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("objects (-want +got):\n%s", diff)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text string
		want       string
		template   bool
		objects    int
	}{
		{"tab", "kind: A\nspec:\n\tx: 1\n", "3:1-3:2 found character that cannot start any token", false, 0},
		{"bracket", "kind: A\n---\nkind: B\nx: [1\ny: 2\n", "4:1-4:6 did not find expected ',' or ']'", false, 1},
		{"template", "kind: A\nspec:\n  {{- toYaml . }}\n", "3:3-3:18 did not find expected node content", true, 0},
		{"the end of the file", "a: [\n", "1:1-1:5 did not find expected node content", false, 0},
		{"unknown alias", "kind: A\nx: *b\n", "2:1-2:6 unknown anchor 'b' referenced", false, 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file := manifest.Parse("a.yaml", []byte(test.text))
			if len(file.Problems) != 1 || len(file.Objects) != test.objects {
				t.Fatalf("%d objects, problems %v; want %d and 1", len(file.Objects), file.Problems, test.objects)
			}
			problem := file.Problems[0]
			if got := at(problem.Span) + " " + problem.Message; got != test.want || (problem.Kind == manifest.TemplateSource) != test.template {
				t.Errorf("problem %q, template %t; want %q, %t", got, problem.Kind == manifest.TemplateSource, test.want, test.template)
			}
		})
	}
}

func TestAliasesOfAliasesEnd(t *testing.T) {
	t.Parallel()
	var text strings.Builder
	text.WriteString("apiVersion: v1\nkind: Pod\na0: &a0 [x, x]\n")
	for i := range 60 {
		fmt.Fprintf(&text, "a%d: &a%d [*a%d, *a%d]\n", i+1, i+1, i, i)
	}
	for _, object := range manifest.Parse("a.yaml", []byte(text.String())).Objects {
		object.Value()
		object.Faults()
	}
}
