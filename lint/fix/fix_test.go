package fix_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/fix"
	"github.com/dslint/dslint/lint/manifest"
)

// wanting returns a rule that finds one thing in each object whose field a is from,
// and asks for the changes.
func wanting(name, from string, safe bool, changes func(*manifest.Object) []manifest.Change) *lint.Rule {
	return &lint.Rule{Name: name, Severity: lint.Warning, Check: func(_ context.Context, pass *lint.Pass) error {
		for _, object := range pass.Set.Objects() {
			if text, _ := object.At("a").Text(); text != from {
				continue
			}
			detail := lint.UnsafeFix("Change it", changes(object)...)
			if safe {
				detail = lint.SafeFix("Change it", changes(object)...)
			}
			pass.Report(object.At("a"), object.Name+" is "+from, detail)
		}
		return nil
	}}
}

func to(value string) func(*manifest.Object) []manifest.Change {
	return func(o *manifest.Object) []manifest.Change { return []manifest.Change{o.At("a").Put(value)} }
}

// refusing is an error about each object whose field a is a value.
func refusing(value string) *lint.Rule {
	return &lint.Rule{Name: "refusing", Severity: lint.Error, Check: func(_ context.Context, pass *lint.Pass) error {
		for _, object := range pass.Set.Objects() {
			if text, _ := object.At("a").Text(); text == value {
				pass.Report(object.At("a"), "it is refused")
			}
		}
		return nil
	}}
}

func TestRun(t *testing.T) {
	t.Parallel()
	const one, two = "kind: A\na: x\n", "kind: B\na: w\n"
	for _, test := range []struct {
		name   string
		rules  []*lint.Rule
		unsafe bool
		files  []string
		want   []string
		made   int
		left   []string
	}{
		{name: "nothing", rules: []*lint.Rule{refusing("x")}, files: []string{one}, want: []string{one}},
		{
			name: "one", rules: []*lint.Rule{wanting("r", "x", true, to("w"))},
			files: []string{one, two}, want: []string{"kind: A\na: w\n", two}, made: 1,
		},
		{name: "unsafe", rules: []*lint.Rule{wanting("r", "x", false, to("w"))}, files: []string{one}, want: []string{one}},
		{
			name: "unsafe and asked for", rules: []*lint.Rule{wanting("r", "x", false, to("w"))}, unsafe: true,
			files: []string{one}, want: []string{"kind: A\na: w\n"}, made: 1,
		},
		{
			name: "in rounds", rules: []*lint.Rule{wanting("r", "x", true, to("w")), wanting("s", "w", true, to("z"))},
			files: []string{one}, want: []string{"kind: A\na: z\n"}, made: 2,
		},
		{
			name: "two want the same text", rules: []*lint.Rule{wanting("r", "x", true, to("w")), wanting("s", "x", true, to("z"))},
			files: []string{one}, want: []string{"kind: A\na: w\n"}, made: 1,
		},
		{
			name: "an error would come", rules: []*lint.Rule{wanting("r", "x", true, to("w")), refusing("w")},
			files: []string{one, "kind: C\na: x\n---\nkind: D\na: x\n"}, want: []string{one, "kind: C\na: x\n---\nkind: D\na: x\n"},
			left: []string{"it would bring an error of refusing", "it would bring an error of refusing", "it would bring an error of refusing"},
		},
		{
			name: "it is still there",
			rules: []*lint.Rule{wanting("r", "x", true, func(o *manifest.Object) []manifest.Change {
				return []manifest.Change{o.At("b").Put("w")}
			})},
			files: []string{one}, want: []string{one}, left: []string{"r finds it still"},
		},
		{
			name: "one of two cannot be made", rules: []*lint.Rule{wanting("r", "x", true, to("w"))},
			files: []string{"kind: A\na: &a x\nb: *a\n---\nkind: B\na: x\n"},
			want:  []string{"kind: A\na: &a x\nb: *a\n---\nkind: B\na: w\n"}, made: 1,
			left: []string{`put a "w": it is part of the anchor &a, which is used elsewhere`},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			set := &manifest.Set{}
			for i, text := range test.files {
				set.Files = append(set.Files, manifest.Parse(strings.Repeat("f", i+1), []byte(text)))
			}
			outcome, err := fix.Run(t.Context(), set, fix.Options{Rules: test.rules, Unsafe: test.unsafe})
			if err != nil {
				t.Fatal(err)
			}
			var got, left []string
			for _, file := range outcome.Fleet.Set.Files {
				got = append(got, string(file.Data()))
			}
			for _, refused := range outcome.Refused {
				left = append(left, refused.Reason)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("texts (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.left, left); diff != "" {
				t.Errorf("refused (-want +got):\n%s", diff)
			}
			if len(outcome.Made) != test.made {
				t.Errorf("%d fixes were made, want %d", len(outcome.Made), test.made)
			}
		})
	}
}

// TestErrorElsewhere leaves only the fix alone that brings an error to another file.
func TestErrorElsewhere(t *testing.T) {
	t.Parallel()
	set := &manifest.Set{Files: []*manifest.File{
		manifest.Parse("a", []byte("kind: A\na: x\n")), manifest.Parse("b", []byte("kind: B\na: x\n")),
		manifest.Parse("c", []byte("kind: C\n")),
	}}
	jealous := &lint.Rule{Name: "jealous", Severity: lint.Error, Check: func(_ context.Context, pass *lint.Pass) error {
		if text, _ := pass.Set.Objects()[1].At("a").Text(); text == "w" {
			pass.Report(pass.Set.Objects()[2].At("kind"), "it is there")
		}
		return nil
	}}
	outcome, err := fix.Run(t.Context(), set, fix.Options{Rules: []*lint.Rule{wanting("r", "x", true, to("w")), jealous}})
	if err != nil {
		t.Fatal(err)
	}
	changed := outcome.Changed(set)
	if len(changed) != 1 || changed[0].Name != "a" || len(outcome.Refused) != 1 || outcome.Refused[0].Finding.At.File != "b" {
		t.Errorf("changed %v, refused %v", changed, outcome.Refused)
	}
}

func TestOnlyWhatIsNamed(t *testing.T) {
	t.Parallel()
	set := &manifest.Set{Files: []*manifest.File{
		manifest.Parse("a", []byte("kind: A\na: x\n")), manifest.Parse("b", []byte("kind: B\na: x\n")),
	}}
	outcome, err := fix.Run(t.Context(), set, fix.Options{
		Rules:    []*lint.Rule{wanting("r", "x", true, to("w"))},
		Editable: func(file string) bool { return file == "a" },
	})
	if err != nil {
		t.Fatal(err)
	}
	if changed := outcome.Changed(set); len(changed) != 1 || outcome.Refused[0].Reason != "b is not one of the files to fix" {
		t.Errorf("changed %v, refused %v", changed, outcome.Refused)
	}
}
