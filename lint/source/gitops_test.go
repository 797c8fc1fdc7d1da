package source_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint/manifest"
)

// TestGitOps holds what Flux and Argo CD apply against lists.
func TestGitOps(t *testing.T) {
	names, err := filepath.Glob("testdata/gitops/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal("there are no archives", err)
	}
	archives := map[string]*txtar.Archive{}
	for _, name := range names {
		if archives[filepath.Base(name)], err = txtar.ParseFile(name); err != nil {
			t.Fatal(err)
		}
	}
	for name, archive := range archives {
		t.Run(name, func(t *testing.T) { checkGitOps(t, archive) })
	}
}

func checkGitOps(t *testing.T, archive *txtar.Archive) {
	t.Helper()
	wanted := map[string][]string{}
	archive.Files = slices.DeleteFunc(archive.Files, func(file txtar.File) bool {
		switch file.Name {
		case "objects", "problems", "places":
			wanted[file.Name] = strings.Split(strings.TrimSuffix(string(file.Data), "\n"), "\n")
			return true
		}
		return false
	})
	layOut(t, archive)
	set := load(t, ".")
	objects, problems := found(set)
	slices.Sort(objects)
	slices.Sort(wanted["objects"])
	if diff := cmp.Diff(wanted["objects"], objects); diff != "" {
		t.Errorf("objects (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wanted["problems"], problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	for _, line := range wanted["places"] {
		asked, _, _ := strings.Cut(line, " => ")
		words := strings.Fields(asked)
		at := field(t, set, words[0]+" "+words[1], words[2])
		got := asked + " => " + placeOf(set, at.Span())
		if value, ok := at.Substituted(); ok {
			got += " < " + placeOf(set, value.Span())
		}
		if value, ok := at.ChartValue(); ok {
			got += " < " + placeOf(set, value)
		}
		if got != line {
			t.Errorf("got  %s\nwant %s", got, line)
		}
	}
}

// placeOf writes a place and the text there.
func placeOf(set *manifest.Set, span manifest.Span) string {
	file := set.File(span.File)
	if file == nil {
		return span.String() + " in no file"
	}
	text := []rune(file.Line(span.Start.Line))
	end := min(span.End.Column-1, len(text))
	return span.String() + " " + string(text[span.Start.Column-1:max(end, span.Start.Column-1)])
}
