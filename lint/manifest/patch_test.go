package manifest_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// changed makes changes to the first object and returns the text of the file, or the
// error.
func changed(text string, changes ...func(*manifest.Object) manifest.Change) string {
	file := manifest.Parse("a.yaml", []byte(text))
	if len(file.Objects) == 0 {
		return "no object"
	}
	all := make([]manifest.Change, len(changes))
	for i, change := range changes {
		all[i] = change(file.Objects[0])
	}
	patch, err := manifest.NewPatch(all...)
	if err != nil {
		return "error: " + err.Error()
	}
	return string(file.With(patch).Data())
}

func put(value any, path ...any) func(*manifest.Object) manifest.Change {
	return func(o *manifest.Object) manifest.Change { return o.At(path...).Put(value) }
}

func add(value any, path ...any) func(*manifest.Object) manifest.Change {
	return func(o *manifest.Object) manifest.Change { return o.At(path...).Append(value) }
}

func remove(path ...any) func(*manifest.Object) manifest.Change {
	return func(o *manifest.Object) manifest.Change { return o.At(path...).Remove() }
}

func prune(path ...any) func(*manifest.Object) manifest.Change {
	return func(o *manifest.Object) manifest.Change { return o.At(path...).Prune() }
}

func bare(path ...any) func(*manifest.Object) manifest.Change {
	return func(o *manifest.Object) manifest.Change { return o.At(path...).Remove().Bare() }
}

func rename(key string, path ...any) func(*manifest.Object) manifest.Change {
	return func(o *manifest.Object) manifest.Change { return o.At(path...).Rename(key) }
}

func TestPatch(t *testing.T) {
	t.Parallel()
	all := corev1.Toleration{Operator: corev1.TolerationOpExists, Effect: corev1.TaintEffectNoSchedule}
	type change = func(*manifest.Object) manifest.Change
	for _, test := range []struct {
		name, before string
		change       change
		want         string
	}{
		{"plain for plain", "a:  b # c\n", put("d", "a"), "a:  d # c\n"},
		{"quotes are kept", "a: 'b'\n", put("it's", "a"), "a: 'it''s'\n"},
		{"double quotes are kept", "a: \"b\"\n", put("d", "a"), "a: \"d\"\n"},
		{"quotes where needed", "a: b\n", put("yes", "a"), "a: \"yes\"\n"},
		{"number quoted", "a: 12 # n\n", put("12", "a"), "a: \"12\" # n\n"},
		{"quoted to number", "a: \"12\"\n", put(12, "a"), "a: 12\n"},
		{"folded over lines", "a: b\n  c\n\n  d # e\nf: g\n", put("h", "a"), "a: h # e\nf: g\n"},
		{"literal", "a: |\n  b\n\n  c\n\nf: g\n", put("h", "a"), "a: h\n\nf: g\n"},
		{"nothing to something", "a:\nb: c\n", put("d", "a"), "a: d\nb: c\n"},
		{"null with a comment", "a: null # c\n", put("d", "a"), "a: d # c\n"},
		{"nothing with a comment", "a: # c\n", put("d", "a"), "a: d # c\n"},
		{"CRLF", "a: b\r\nc: d\r\n", put("e", "f"), "a: b\r\nc: d\r\nf: e\r\n"},
		{"no final newline", "a: b", put("e", "f"), "a: b\nf: e"},
		{"byte order mark", "\ufeffa: b\n", put("e", "a"), "\ufeffa: e\n"},
		{"new entry behind a block", "a:\n  b:\n  - c\n  # d\nx: y\n", put(true, "a", "z"), "a:\n  b:\n  - c\n  z: true\n  # d\nx: y\n"},
		{"deeper comments stay above", "a:\n  b:\n    c: d\n    # e: f\n\n# g\nx: y\n", put(1, "a", "z"), "a:\n  b:\n    c: d\n    # e: f\n  z: 1\n\n# g\nx: y\n"},
		{"parents are added", "a:\n    b: c\n", put("f", "d", "e"), "a:\n    b: c\nd:\n    e: f\n"},
		{"parents in an empty map", "a: {} # c\nx: y\n", put("f", "a", "d/e"), "a: # c\n  d/e: f\nx: y\n"},
		{"parents in nothing", "a: # c\nx: y\n", put("f", "a", "d"), "a: # c\n  d: f\nx: y\n"},
		{"item in nothing", "c:\n  - x\na:\n", add(all, "a"), "c:\n  - x\na:\n  - operator: Exists\n    effect: NoSchedule\n"},
		{"item as the neighbours", "c:\n-   x: y\na: []\n", add(all, "a"), "c:\n-   x: y\na:\n-   operator: Exists\n    effect: NoSchedule\n"},
		{"item behind a comment", "a:\n  - b: c # d\n  # e\nf: g\n", add(all, "a"), "a:\n  - b: c # d\n  - operator: Exists\n    effect: NoSchedule\n  # e\nf: g\n"},
		{"entry of an item", "a:\n  - effect: x\n  - effect: y\n", put("Exists", "a", 0, "operator"), "a:\n  - effect: x\n    operator: Exists\n  - effect: y\n"},
		{"item in an item", "a:\n- - b\n", add("c", "a", 0), "a:\n- - b\n  - c\n"},
		{"list in a new item", "a:\n- b\n", add([]any{"x", map[string]any{"k": []any{"z"}}}, "a"), "a:\n- b\n- - x\n  - k:\n    - z\n"},
		{"empty item", "a:\n-\n- c\n", put(all, "a", 0), "a:\n- operator: Exists\n  effect: NoSchedule\n- c\n"},
		{"flow entry", "a: {b: c}\n", put("x:y", "a", "d"), "a: {b: c, d: \"x:y\"}\n"},
		{"flow entry in quotes", "a: {\"b\": \"c\"}\n", put("d", "a", "e"), "a: {\"b\": \"c\", \"e\": \"d\"}\n"},
		{"flow item", "a: [b]\n", add(all, "a"), "a: [b, {operator: Exists, effect: NoSchedule}]\n"},
		{"empty flow in flow", "a: {b: []}\n", add("c", "a", "b"), "a: {b: [c]}\n"},
		{"flow lines", "a: [\n  b, # x\n  c # y\n]\n", add("d", "a"), "a: [\n  b, # x\n  c, # y\n  d\n]\n"},
		{"flow with a comma behind", "a: [\n  b,\n  c,\n]\n", add("d", "a"), "a: [\n  b,\n  c,\n  d,\n]\n"},
		{"flow with a comma behind in one line", "a: [b,]\n", add("d", "a"), "a: [b, d]\n"},
		{"JSON", "{\n  \"a\": {\n    \"b\": 1\n  },\n  \"t\": []\n}\n", add(all, "t"), "{\n  \"a\": {\n    \"b\": 1\n  },\n  \"t\": [\n    {\n      \"operator\": \"Exists\",\n      \"effect\": \"NoSchedule\"\n    }\n  ]\n}\n"},
		{"JSON entry", "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}", put("x", "a", "c"), "{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"c\": \"x\"\n\t}\n}"},
		{"JSON without spaces", `{"a":{"b":1}}`, put(all, "a", "c"), `{"a":{"b":1,"c":{"operator":"Exists","effect":"NoSchedule"}}}`},
		{"JSON null", `{"a": null}`, put("yes", "a", "c"), `{"a": {"c": "yes"}}`},
		{"a map for a scalar", "a: b # c\nd: e\n", put(all, "a"), "a: # c\n  operator: Exists\n  effect: NoSchedule\nd: e\n"},
		{"a scalar for a map", "a: # c\n  b: d\n  e: f\ng: h\n", put("x", "a"), "a: x # c\ng: h\n"},
		{"a map for a map", "a: # c\n  b: d\n  e: f\ng: h\n", put(all, "a"), "a: # c\n  operator: Exists\n  effect: NoSchedule\ng: h\n"},
		{"a list for a map", "a:\n    b: d\ng: h\n", put([]string{"x"}, "a"), "a:\n    - x\ng: h\n"},
		{"remove an entry", "a: b # c\n# d\ne: f\n", remove("a"), "# d\ne: f\n"},
		{"remove a block", "a:\n  b:\n  - c\n  d: e\n", remove("a", "b"), "a:\n  d: e\n"},
		{"remove the last line", "a: b\nc: d", remove("c"), "a: b"},
		{"remove the only entry", "a: # c\n  b: d\ne: f\n", remove("a", "b"), "a: {} # c\ne: f\n"},
		{"remove the first of an item", "a:\n  - b: c\n    d: e\n", remove("a", 0, "b"), "a:\n  - d: e\n"},
		{"remove the first, a comment stays", "a:\n  - b: c # x\n    # y\n    d: e\n", remove("a", 0, "b"), "a:\n  - \n    # y\n    d: e\n"},
		{"remove the only of an item", "a:\n  - b: c\n  - d\n", remove("a", 0, "b"), "a:\n  - {}\n  - d\n"},
		{"remove an item", "a:\n  - b: c\n    x: y\n  # z\n  - d\n", remove("a", 0), "a:\n  # z\n  - d\n"},
		{"remove the only item", "a:\n- b: c\n  x: y\nd: e\n", remove("a", 0), "a: []\nd: e\n"},
		{"remove in flow", "a: {b: c, d: e, f: g}\n", remove("a", "d"), "a: {b: c, f: g}\n"},
		{"remove the last in flow", "a: [b, c]\n", remove("a", 1), "a: [b]\n"},
		{"remove the only in flow", "a: [ b ]\n", remove("a", 0), "a: []\n"},
		{"remove in JSON", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", remove("b"), "{\n  \"a\": 1\n}\n"},
		{"remove, comments around stay", "a: b\n# c\nd: e # f\n# g\nh: i\n", remove("d"), "a: b\n# c\n# g\nh: i\n"},
		{"remove, comments within go", "a: b\nd: # c\n  # e\n  f: # g\n  # h\n  - i # j\n  # k\nl: m\n", remove("d"), "a: b\n  # k\nl: m\n"},
		{"a text is no comment", "a:\n  b: |\n    # c\n  d: '#' # e\n", put(1, "a", "d"), "a:\n  b: |\n    # c\n  d: 1 # e\n"},
		{"a comment in what is replaced", "a:\n  b: c # d\n  e: f\n", put(all, "a"), `error: put a {"operator":"Exists","effect":"NoSchedule"}: a comment stands in the way`},
		{"a comment in the list that is replaced", "a:\n  - b\n  # c\n  - d\n", put([]string{"x"}, "a"), `error: put a ["x"]: a comment stands in the way`},
		{"a comment in braces that are replaced", "a: [\n  b, # c\n  d]\n", put(1, "a"), `error: put a 1: a comment stands in the way`},
		{"prune", "a: b\nc:\n  d:\n    e:\n    - f: g # h\ni: j\n", prune("c", "d", "e", 0, "f"), "a: b\ni: j\n"},
		{"prune what is not alone", "c:\n  d:\n    e: f\n  i: j\n", prune("c", "d", "e"), "c:\n  i: j\n"},
		{"prune in flow", "a: b\nc: {d: [{e: f}]} # g\n", prune("c", "d", 0, "e"), "a: b\n"},
		{"prune below a comment", "a: b\nc:\n  d:\n    # x\n    e: f\ni: j\n", prune("c", "d", "e"), "a: b\nc:\n  d: {}\n    # x\ni: j\n"},
		{"prune beside a comment", "a: b\nc:\n  d: # x\n    e: f\ni: j\n", prune("c", "d", "e"), "a: b\nc:\n  d: {} # x\ni: j\n"},
		{"prune above a comment", "a: b\nc:\n  - d\n  # - e\ni: j\n", prune("c", 0), "a: b\nc: []\n  # - e\ni: j\n"},
		{"prune an item above a comment", "a:\n- b: c\n  # d\n- e\n", prune("a", 0, "b"), "a:\n- {}\n  # d\n- e\n"},
		{"prune, comments around stay", "a: b\n# x\nc:\n  d: e # y\n# z\n", prune("c", "d"), "a: b\n# x\n# z\n"},
		{"prune up to a merge", "x: &x {y: z}\na: b\nc:\n  d:\n    <<: *x\n    e: f\n", prune("c", "d", "e"), "x: &x {y: z}\na: b\nc:\n  d:\n    <<: *x\n"},
		{"prune all", "a:\n  b: c\n", prune("a", "b"), "error: remove a.b: nothing would be left"},
		{"prune what is not there", "a:\n  b: c\n", prune("a", "d"), "error: remove a.d: there is no a.d"},
		{"bare without comments", "# x\na: # y\n  b:\n  - c: '#'\n  # z\n  d: e\n", bare("a", "b"), "# x\na: # y\n  # z\n  d: e\n"},
		{"bare with a comment in the first line", "a:\n- b: c # d\n- e: # f\n    g: h\n", bare("a", 1), "a:\n- b: c # d\n"},
		{"bare with a comment at the end", "a:\n  b:\n    d: e # c\n  f: g\n", bare("a", "b"), "error: remove a.b: a comment stands in the way"},
		{"bare with a comment within", "a:\n- b: c\n  # d\n  e: [f, g]\n- h\n", bare("a", 0), "error: remove a[0]: a comment stands in the way"},
		{"rename", "a:\n  'b': c # d\n", rename("e", "a", "b"), "a:\n  'e': c # d\n"},
		{"rename in flow", "a: {\"b\": c}\n", rename("e", "a", "b"), "a: {\"e\": c}\n"},
		{"rename to what is there", "a: {b: c, e: f}\n", rename("e", "a", "b"), `error: rename a.b to e: there is a "e" beside it`},
		{"an alias is replaced", "x: &x 1\na: *x\n", put(2, "a"), "x: &x 1\na: 2\n"},
		{"an anchor in use", "x: &x 1\na: *x\n", put(2, "x"), "error: put x 2: it is part of the anchor &x, which is used elsewhere"},
		{"below an anchor in use", "x: &x {b: 1}\na: *x\n", put(2, "x", "b"), "error: put x.b 2: it is part of the anchor &x, which is used elsewhere"},
		{"below an alias", "x: &x {b: 1}\na: *x\n", put(2, "a", "b"), "error: put a.b 2: a is written elsewhere, and used by the alias *x"},
		{"an anchor that nobody uses", "x: &x\n  b: 1\n", put(2, "x", "b"), "x: &x\n  b: 2\n"},
		{"over a merge", "x: &x {b: 1}\na:\n  <<: *x\n  c: d\n", put(2, "a", "b"), "x: &x {b: 1}\na:\n  <<: *x\n  c: d\n  b: 2\n"},
		{"below a merge", "x: &x {b: {c: 1}}\na:\n  <<: *x\n", put(2, "a", "b", "c"), "error: put a.b.c 2: a.b comes from a merge key"},
		{"merged once more", "x: &x {b: 1}\na:\n  <<: *x\n  b: 2\n", remove("a", "b"), "error: remove a.b: the edit would change more than it is to change"},
		{"no such field", "a: b\n", remove("c"), "error: remove c: there is no c"},
		{"no mapping", "a: b\n", put(1, "a", "c"), `error: put a.c 1: what would hold "c" is no mapping`},
		{"no list", "a: b\n", add(1, "a"), "error: append to a 1: what would hold the item is no list"},
		{"beyond the list", "a: [b]\n", put(1, "a", 2), "error: put a[2] 1: there is no a[2]"},
		{"explicit keys", "? a\n: b\n", put("c", "a"), "error: put a \"c\": the text around it is laid out in an unusual way"},
		{"a tag", "a: !!str 5\n", put("6", "a"), "a: \"6\"\n"},
		{"text with keep", "a: |+\n  b\n\nc: d\n", put(1, "e"), "a: |+\n  b\n\nc: d\ne: 1\n"},
		{"behind text with keep", "c: d\na:\n  x: |+\n    b\n\n", put(1, "a", "e"), "c: d\na:\n  x: |+\n    b\n\n  e: 1\n"},
		{"documents", "---\na: b\n---\nc: d\n...\n", put(1, "a"), "---\na: 1\n---\nc: d\n...\n"},
		{"at the end of a document", "a: b\n---\nc: d\n", put(1, "x"), "a: b\nx: 1\n---\nc: d\n"},
		{"directive", "%YAML 1.1\n---\na: b\n", put(1, "x"), "%YAML 1.1\n---\na: b\nx: 1\n"},
		{"in the line of the mark", "--- {a: b}\n", put(1, "x"), "--- {a: b, x: 1}\n"},
		{"tabs in flow", "a: {\tb:\tc\t}\n", put(1, "a", "d"), "a: {\tb:\tc, d: 1\t}\n"},
		{"wide characters", "a: {日本: 語} # é\n", put("x", "a", "b"), "a: {日本: 語, b: x} # é\n"},
		{"multi-line quotes", "a: \"b\n  c\" # d\ne: f\n", put("g", "a"), "a: \"g\" # d\ne: f\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, changed(test.before, test.change)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPatchInAList(t *testing.T) {
	t.Parallel()
	file := manifest.Parse("a.yaml", []byte(strings.Join([]string{
		"kind: List", "items:", "- kind: A", "  a: b", "- kind: B", "  a: b", "",
	}, "\n")))
	patch, err := manifest.NewPatch(file.Objects[1].At("a").Put("c"), file.Objects[0].At("x").Put("z"))
	if err != nil {
		t.Fatal(err)
	}
	want := "kind: List\nitems:\n- kind: A\n  a: b\n  x: z\n- kind: B\n  a: c\n"
	if diff := cmp.Diff(want, string(file.With(patch).Data())); diff != "" {
		t.Error(diff)
	}
}

func TestPatchOfSeveralChanges(t *testing.T) {
	t.Parallel()
	const before = "a:\n- key: x\n  value: y\n- z\n"
	got := changed(before, remove("a", 0, "value"), put("Exists", "a", 0, "operator"), remove("a", 1), add("w", "a"))
	if diff := cmp.Diff("a:\n- key: x\n  operator: Exists\n- w\n", got); diff != "" {
		t.Error(diff)
	}
}

func TestPruneAllOfSeveral(t *testing.T) {
	t.Parallel()
	const before = "a:\n  b:\n    c: d\n    e: f\n  x: y\n"
	if diff := cmp.Diff("a:\n  x: y\n", changed(before, prune("a", "b", "c"), prune("a", "b", "e"))); diff != "" {
		t.Error(diff)
	}
}

func TestEdits(t *testing.T) {
	t.Parallel()
	file := manifest.Parse("a.yaml", []byte("\ufeffa: é\r\nb:\r\n  c: d"))
	object := file.Objects[0]
	patch, err := manifest.NewPatch(object.At("a").Put("x"), object.At("b", "e").Put(1))
	if err != nil {
		t.Fatal(err)
	}
	at := func(line, from, to int) manifest.Span {
		return manifest.Span{File: "a.yaml", Start: manifest.Position{Line: line, Column: from}, End: manifest.Position{Line: line, Column: to}}
	}
	want := []manifest.Edit{{At: at(1, 4, 5), Text: "x"}, {At: at(3, 7, 7), Text: "\r\n  e: 1"}}
	if diff := cmp.Diff(want, patch.Edits()); diff != "" {
		t.Error(diff)
	}
}

func TestRemoveOfRepeatedKeys(t *testing.T) {
	t.Parallel()
	file := manifest.Parse("a.yaml", []byte("---\nx: y\n---\nkind: Pod\napiVersion: v1\nspec:\n  a: 1 # x\n  hostPID: false\n  a: 2\n  hostPID: true\n"))
	var changes []manifest.Change
	for _, fault := range file.Objects[1].Faults() {
		if fault.Kind == manifest.RepeatedKey {
			changes = append(changes, fault.Remove())
		}
	}
	patch, err := manifest.NewPatch(changes[0])
	if err != nil {
		t.Fatal(err)
	}
	want := "---\nx: y\n---\nkind: Pod\napiVersion: v1\nspec:\n  hostPID: false\n  a: 2\n  hostPID: true\n"
	if diff := cmp.Diff(want, string(file.With(patch).Data())); diff != "" {
		t.Error(diff)
	}
}

func TestRemoveOfComments(t *testing.T) {
	t.Parallel()
	for before, want := range map[string]string{
		"a: b  # mark: c\nd: e\n":         "a: b\nd: e\n",
		"a: b # mark: c # d\n":            "a: b # d\n",
		"a:\r\n  # mark: c\r\n  d: e\r\n": "a:\r\n  d: e\r\n",
		"a: b\n# mark: c":                 "a: b",
		"# mark: c\n---\na: b\n":          "---\na: b\n",
	} {
		file := manifest.Parse("a.yaml", []byte(before))
		patch, err := manifest.NewPatch(file.Comments("mark:")[0].Remove())
		if err != nil {
			t.Errorf("%q: %v", before, err)
			continue
		}
		if got := string(file.With(patch).Data()); got != want {
			t.Errorf("%q is %q, want %q", before, got, want)
		}
	}
}

func TestJoin(t *testing.T) {
	t.Parallel()
	const text = "a:\n- b: c\n  d: e\n- f: g\nh: i\n"
	object := manifest.Parse("a.yaml", []byte(text)).Objects[0]
	for _, test := range []struct {
		one, other manifest.Change
		want       string // "" where they clash
	}{
		{object.At("h").Put(1), object.At("a", 0, "b").Put(1), "a:\n- b: 1\n  d: e\n- f: g\nh: 1\n"},
		{object.At("a", 0, "d").Put(1), object.At("a", 0, "b").Put(1), "a:\n- b: 1\n  d: 1\n- f: g\nh: i\n"},
		{object.At("a", 0, "d").Put(1), object.At("a", 0, "b").Remove(), ""},
		{object.At("a", 0, "d").Remove(), object.At("a", 0, "b").Remove(), ""},
		{object.At("a", 0, "x").Put(1), object.At("a", 0, "z").Put(1), "a:\n- b: c\n  d: e\n  x: 1\n  z: 1\n- f: g\nh: i\n"},
		{object.At("x", "w").Put(1), object.At("x", "z").Put(1), "a:\n- b: c\n  d: e\n- f: g\nh: i\nx:\n  w: 1\n  z: 1\n"},
		{object.At("x", "w").Put(1), object.At("x", "w").Put(2), ""},
		{object.At("x").Append(1), object.At("x", "z").Put(1), ""},
		{object.At("x").Put(map[string]any{}), object.At("x", "z").Put(1), ""},
		{object.At("a", 0).Remove(), object.At("a", 1, "f").Put(1), ""},
		{object.At("a").Append(1), object.At("a", 1, "f").Put(1), "a:\n- b: c\n  d: e\n- f: 1\n- 1\nh: i\n"},
		{object.At("a").Append(1), object.At("a").Append(2), ""},
		{object.At("h").Rename("j"), object.At("a", 0, "b").Put(1), "a:\n- b: 1\n  d: e\n- f: g\nj: i\n"},
		{object.At("h").Rename("j"), object.At("h").Put(1), ""},
		{object.At("h").Rename("j"), object.At("j").Put(1), ""},
		{object.At("h").Rename("j"), object.At("k").Put(1), "a:\n- b: c\n  d: e\n- f: g\nj: i\nk: 1\n"},
	} {
		one, err := manifest.NewPatch(test.one)
		if err != nil {
			t.Fatal(err)
		}
		other, err := manifest.NewPatch(test.other)
		if err != nil {
			t.Fatal(err)
		}
		file := manifest.Parse("a.yaml", []byte(text))
		got := ""
		if both, clash := one.Join(other); clash == nil {
			got = string(file.With(both).Data())
		}
		if _, clash := other.Join(one); (clash == nil) != (test.want != "") {
			t.Errorf("%s and %s: the other way round they clash: %v", test.one, test.other, clash)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s and %s (-want +got):\n%s", test.one, test.other, diff)
		}
	}
}

func TestBeside(t *testing.T) {
	t.Parallel()
	value := map[string]any{"kind": "B"}
	for before, want := range map[string]string{
		"kind: A\n":                      "kind: A\n---\nkind: B\n",
		"kind: A":                        "kind: A\n---\nkind: B",
		"kind: A\r\nb: c\r\n":            "kind: A\r\nb: c\r\n---\r\nkind: B\r\n",
		"kind: A\n---\nkind: C\n# end\n": "kind: A\n---\nkind: C\n# end\n---\nkind: B\n",
		"kind: A\n...\n":                 "kind: A\n...\n---\nkind: B\n",
		`{"kind": "A"}`:                  "",
	} {
		file := manifest.Parse("a.yaml", []byte(before))
		patch, err := manifest.NewPatch(file.Objects[0].Beside("B", value))
		got := ""
		if err == nil {
			got = string(file.With(patch).Data())
		}
		if got != want {
			t.Errorf("%q is %q, want %q: %v", before, got, want, err)
		}
	}
}

// TestBesideTwice adds an object once, and joins with an edit of the same place.
func TestBesideTwice(t *testing.T) {
	t.Parallel()
	file := manifest.Parse("a.yaml", []byte("kind: A\n"))
	object := file.Objects[0]
	patches := make([]*manifest.Patch, 3)
	for i, change := range []manifest.Change{
		object.At("x").Put(1), object.Beside("B", map[string]any{"kind": "B"}), object.Beside("B", map[string]any{"kind": "B"}),
	} {
		var err error
		if patches[i], err = manifest.NewPatch(change); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := patches[1].Join(patches[2]); err == nil {
		t.Error("an object is added twice")
	}
	both, err := patches[0].Join(patches[1])
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("kind: A\nx: 1\n---\nkind: B\n", string(file.With(both).Data())); diff != "" {
		t.Error(diff)
	}
}
