package source_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source"
)

func TestFill(t *testing.T) {
	t.Parallel()
	config := manifest.Parse("config", []byte(`substitute: {A: one, NUM: "3", LIST: "[x, z]", EMPTY: "", TRICKY: "a: b"}`)).Objects[0]
	fields := map[string]manifest.Ref{}
	for _, name := range []string{"A", "NUM", "LIST", "EMPTY", "TRICKY"} {
		fields[name] = config.At("substitute", name)
	}
	for _, test := range []struct{ name, text, want string }{
		{"plain", "x: ${A}", `{"x": "one"}`},
		{"a number without quotes", "x: ${NUM}", `{"x": 3}`},
		{"a number in quotes", `x: "${NUM}"`, `{"x": "3"}`},
		{"a number with an operator", "x: ${NUM:-5}", `{"x": 3}`},
		{"a whole list", "x: ${LIST}", `{"x": ["x", "z"]}`},
		{"a list in quotes", "x: '${LIST}'", `{"x": "[x, z]"}`},
		{"nothing", "x: ${EMPTY}", `{"x": null}`},
		{"the default of nothing", "x: ${EMPTY:-d}", `{"x": "d"}`},
		{"what would break a line", "x: ${TRICKY}", `{"x": "a: b"}`},
		{"a key", "${A}: x", `{"one": "x"}`},
		{"a part of a text", "x: a-${A}-b${NUM}", `{"x": "a-one-b3"}`},
		{"a block", "x: |\n  a ${A}\n  b\n", `{"x": "a one\nb\n"}`},
		{"an alias", "x: &a ${A}\nz: *a", `{"x": "one", "z": "one"}`},
		{"replaced in it", "x: ${A/one/two}", `{"x": "two"}`},
		{"another name", "x: ${B} ${B:-c} $A", `{"x": "${B} ${B:-c} $A"}`},
		{"another name beside it", "x: ${A} ${B} ${B:-c}", `{"x": "one ${B} ${B:-c}"}`},
		{"a name that begins alike", "x: ${AB}", `{"x": "${AB}"}`},
		{"escaped", "x: $${A}", `{"x": "$${A}"}`},
		{"escaped beside it", "x: ${A} $${A}", `{"x": "one ${A}"}`},
		{"a shell beside it", `x: 'for i in "${l[@]}"; do echo ${#l} ${1} ${A} ${i%.*}; done'`, `{"x": "for i in \"${l[@]}\"; do echo ${#l} ${1} one ${i%.*}; done"}`},
		{"the list of a shell", "x: '${A[@]}'", `{"x": "${A[@]}"}`},
		{"no replacement wanted", "metadata: {annotations: {kustomize.toolkit.fluxcd.io/substitute: disabled}, name: '${A}'}", ""},
		{"in a comment", "x: b # ${A}", `{"x": "b"}`},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			before := manifest.Parse("a.yaml", []byte(test.text))
			want := before.Objects[0].Value()
			if test.want != "" {
				want = manifest.Parse("want", []byte(test.want)).Objects[0].Value()
			}
			set := source.Fill(&manifest.Set{Files: []*manifest.File{before}}, fields)
			if diff := cmp.Diff(want, set.Objects()[0].Value()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestFillKeepsPlaces(t *testing.T) {
	t.Parallel()
	config := manifest.Parse("config", []byte("substitute: {POOL: gpu, TOLERATION: '{operator: Exists}'}")).Objects[0]
	fields := map[string]manifest.Ref{"POOL": config.At("substitute", "POOL"), "TOLERATION": config.At("substitute", "TOLERATION")}
	file := manifest.Parse("a.yaml", []byte("kind: List\nitems:\n- kind: A\n  x: y-${POOL}\n  t: [a]\n  u:\n  - ${TOLERATION}\n"))
	set := source.Fill(&manifest.Set{Files: []*manifest.File{file}}, fields)
	object := set.Objects()[0]
	for _, test := range []struct {
		path            manifest.Path
		place, valuesAt string
	}{
		{manifest.Path{"x"}, "a.yaml:4:6", "config:1:20"},
		{manifest.Path{"t", 0}, "a.yaml:5:7", ""},
		{manifest.Path{"u", 0, "operator"}, "a.yaml:7:5", "config:1:37"},
		{manifest.Path{"u", 0, "effect"}, "a.yaml:7:5", "config:1:37"},
	} {
		at := object.At(test.path...)
		value := ""
		if from, ok := at.Substituted(); ok {
			value = from.Span().String()
		}
		if at.Span().String() != test.place || value != test.valuesAt {
			t.Errorf("%s is at %s with its value at %q, want %s and %q", test.path, at.Span(), value, test.place, test.valuesAt)
		}
	}
	if text, _ := file.Objects[0].At("x").Text(); text != "y-${POOL}" {
		t.Errorf("the file itself has changed: %q", text)
	}
}
