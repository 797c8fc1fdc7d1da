package main

import (
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint/source/chart"
)

// TestCharts renders the charts of the repository with both engines.
func TestCharts(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("..", "..", "lint", "source", "chart", "testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no charts: %v", err)
	}
	scripts, err := filepath.Glob(filepath.Join("..", "..", "testdata", "script", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	agreeing, refused := 0, 0
	for _, name := range append(archives, scripts...) {
		for root, files := range chartsOf(t, name) {
			for _, how := range variants(files, "1.37.0") {
				result := compare(files, how.options)
				switch {
				case result.difference != "":
					t.Errorf("%s: %s with %s: %s", name, root, how.name, result.difference)
				case result.failed != "":
					refused++
				default:
					agreeing++
				}
			}
		}
	}
	if agreeing < 10 || refused < 15 {
		t.Errorf("only %d renderings agree, and %d are refused by both", agreeing, refused)
	}
}

// chartsOf finds the charts in an archive, by their folder.
func chartsOf(t *testing.T, name string) map[string][]chart.File {
	t.Helper()
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]chart.File{}
	for _, file := range archive.Files {
		root, ok := strings.CutSuffix(file.Name, "Chart.yaml")
		if ok && !strings.Contains(root, "charts/") {
			found[root] = nil
		}
	}
	for root := range found {
		for _, file := range archive.Files {
			if inside, ok := strings.CutPrefix(file.Name, root); ok && !strings.HasPrefix(inside, "want/") {
				found[root] = append(found[root], chart.File{Name: inside, Data: file.Data})
			}
		}
	}
	return found
}

// TestCompare sees a difference where there is one, and not in what is random.
func TestCompare(t *testing.T) {
	text := map[string]string{"a.yaml": "a: 1\nb: [x, y]\nc: one\n"}
	again := map[string]string{"a.yaml": "a: 1\nb: [x, y]\nc: two\n"}
	for got, want := range map[string]bool{
		"a: 1\nb: [x, y]\nc: three\n": true,
		"a: 2\nb: [x, y]\nc: three\n": false,
		"a: 1\nb: [x]\nc: three\n":    false,
		"a: 1\nb: [x, y]\n":           false,
		"a: [\n":                      false,
	} {
		if result := compareTexts(text, again, map[string]string{"a.yaml": got}); (result.difference == "") != want {
			t.Errorf("%q: %q", got, result.difference)
		}
	}
	if result := compareTexts(text, again, nil); result.difference == "" {
		t.Error("a template is missing, and that is no difference")
	}
}
