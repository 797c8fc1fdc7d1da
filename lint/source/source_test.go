package source_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/source"
)

// tree writes files below a new folder and makes it the working folder.
func tree(t *testing.T, files map[string]string) {
	t.Helper()
	root := t.TempDir()
	for name, text := range files {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(root)
}

func names(t *testing.T, options source.Options) ([]string, string) {
	t.Helper()
	set, err := source.Load(options)
	var found []string
	for _, file := range set.Files {
		found = append(found, file.Name)
	}
	if err != nil {
		return found, err.Error()
	}
	return found, ""
}

func TestLoad(t *testing.T) {
	tree(t, map[string]string{
		".git/config.yaml":     "kind: A",
		".gitignore":           "out/\n*.gen.yaml\n!keep.gen.yaml\n# comment\n",
		".dslint.yaml":         "rules: {}",
		"a.yaml":               "kind: A",
		"b.json":               "{}",
		"c.yml":                "kind: C",
		"d.txt":                "kind: D",
		"x.gen.yaml":           "kind: G",
		"keep.gen.yaml":        "kind: K",
		"out/e.yaml":           "kind: E",
		"deep/er/f.yaml":       "kind: F",
		"deep/.gitignore":      "g.yaml\n/er/h.yaml\n",
		"deep/g.yaml":          "kind: G",
		"deep/er/g.yaml":       "kind: G",
		"deep/er/h.yaml":       "kind: H",
		"deep/er/deeper/h.yml": "kind: H",

		"deep/vendor/modules.txt":   "",
		"deep/vendor/k8s/node.yaml": "kind: V",
		"node_modules/m.yaml":       "kind: M",
		"deep/er/vendor/v.yaml":     "kind: V",
	})
	for _, test := range []struct {
		name    string
		options source.Options
		want    []string
		err     string
	}{
		{
			name: "folder", options: source.Options{Paths: []string{"."}},
			want: []string{"a.yaml", "b.json", "c.yml", "deep/er/deeper/h.yml", "deep/er/f.yaml", "deep/er/vendor/v.yaml", "keep.gen.yaml"},
		},
		{
			name: "folder below", options: source.Options{Paths: []string{"./deep/"}},
			want: []string{"deep/er/deeper/h.yml", "deep/er/f.yaml", "deep/er/vendor/v.yaml"},
		},
		{name: "dependencies that are named", options: source.Options{Paths: []string{"deep/vendor"}}, want: []string{"deep/vendor/k8s/node.yaml"}},
		{name: "ignored folder that is named", options: source.Options{Paths: []string{"out"}}, want: []string{"out/e.yaml"}},
		{name: "file of any name", options: source.Options{Paths: []string{"d.txt", "x.gen.yaml"}}, want: []string{"d.txt", "x.gen.yaml"}},
		{name: "once", options: source.Options{Paths: []string{"a.yaml", "./a.yaml", "*.yaml"}}, want: []string{"a.yaml", "keep.gen.yaml", "x.gen.yaml"}},
		{
			name: "glob", options: source.Options{Paths: []string{"deep/**/*.{yaml,yml}"}},
			want: []string{"deep/er/deeper/h.yml", "deep/er/f.yaml", "deep/er/g.yaml", "deep/er/h.yaml", "deep/er/vendor/v.yaml", "deep/g.yaml", "deep/vendor/k8s/node.yaml"},
		},
		{
			name: "exclude", options: source.Options{Paths: []string{"."}, Exclude: []string{"deep", "*.json", "**/keep*"}, Root: "."},
			want: []string{"a.yaml", "c.yml"},
		},
		{
			name: "missing", options: source.Options{Paths: []string{"gone.yaml", "a.yaml", "gone/*.yaml"}},
			want: []string{"a.yaml"}, err: "gone/*.yaml: no file matches\nopen gone.yaml: no such file or directory",
		},
		{
			name: "standard input", options: source.Options{Paths: []string{"-"}, Stdin: strings.NewReader("kind: A")},
			want: []string{"<stdin>"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := names(t, test.options)
			if diff := cmp.Diff(test.want, got); diff != "" || err != test.err {
				t.Errorf("error %q, want %q; files (-want +got):\n%s", err, test.err, diff)
			}
		})
	}
}

func TestLoadFollowsNoLinkToAFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		linttest.Missing(t, "links need a privilege there")
	}
	tree(t, map[string]string{"real/a.yaml": "kind: A"})
	for link, to := range map[string]string{"real/loop.yaml": ".", "real/same.yaml": "a.yaml"} {
		if err := os.Symlink(to, link); err != nil {
			t.Fatal(err)
		}
	}
	got, err := names(t, source.Options{Paths: []string{"real"}})
	if diff := cmp.Diff([]string{"real/a.yaml", "real/same.yaml"}, got); diff != "" || err != "" {
		t.Errorf("error %q; files (-want +got):\n%s", err, diff)
	}
}

func TestFindConfig(t *testing.T) {
	tree(t, map[string]string{
		".dslint.yaml": "", "outer/.git/HEAD": "", "outer/a/b.yaml": "", "outer/c/.dslint.yaml": "", "outer/c/d/e.yaml": "",
	})
	for path, want := range map[string]string{
		".": ".dslint.yaml", "-": ".dslint.yaml", "outer/a/b.yaml": "", "outer/c/d/e.yaml": "outer/c/.dslint.yaml",
		"outer/c/d/*.yaml": "outer/c/.dslint.yaml", "outer/c": "outer/c/.dslint.yaml", "outer": "",
	} {
		if got, err := source.FindConfig(path); err != nil || filepath.ToSlash(got) != want {
			t.Errorf("the config for %s is %q, %v; want %q", path, got, err, want)
		}
	}
}
