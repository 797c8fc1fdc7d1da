package source_test

import (
	"fmt"
	"net/http" //nolint:depguard // to see that nothing is asked
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source"
)

// layOut writes an archive below a new folder, makes it the working folder and
// returns its file "places".
func layOut(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	files, places := map[string]string{}, ""
	for _, file := range archive.Files {
		if file.Name == "places" {
			places = string(file.Data)
			continue
		}
		files[file.Name] = string(file.Data)
	}
	tree(t, files)
	return places
}

func load(t *testing.T, paths ...string) *manifest.Set {
	t.Helper()
	set, err := source.Load(source.Options{Paths: paths})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

var placeLine = regexp.MustCompile(`^(\S+ \S+) (\S+) => (\S+) (.*)$`)

func TestOrigin(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/origin.txtar")
	if err != nil {
		t.Fatal(err)
	}
	places := layOut(t, archive)
	set := load(t, ".")
	for line := range strings.Lines(places) {
		parts := placeLine.FindStringSubmatch(strings.TrimSpace(line))
		if parts == nil {
			t.Fatalf("no place: %s", line)
		}
		at := field(t, set, parts[1], parts[2])
		span := at.Span()
		if set.File(span.File) == nil {
			t.Errorf("%s %s is at %v, which is no file", parts[1], parts[2], span)
			continue
		}
		text := []rune(set.File(span.File).Line(span.Start.Line))[span.Start.Column-1 : span.End.Column-1]
		if got := span.String() + " " + string(text); got != parts[3]+" "+parts[4] {
			t.Errorf("%s %s is at %s, want %s %s", parts[1], parts[2], got, parts[3], parts[4])
		}
	}
}

// field finds a field of an object by their names.
func field(t *testing.T, set *manifest.Set, object, path string) manifest.Ref {
	t.Helper()
	for _, o := range set.Objects() {
		if o.String() == object {
			return o.At(parsePath(path)...)
		}
	}
	t.Fatalf("there is no %s among %v", object, set.Objects())
	return manifest.Ref{}
}

func parsePath(text string) manifest.Path {
	var path manifest.Path
	for _, step := range strings.FieldsFunc(text, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		if number, err := strconv.Atoi(step); err == nil {
			path = append(path, number)
			continue
		}
		path = append(path, step)
	}
	return path
}

// found lists the objects of a set and the problems of its files.
func found(set *manifest.Set) (objects, problems []string) {
	for _, object := range set.Objects() {
		objects = append(objects, object.String()+" of "+object.Root)
	}
	for _, file := range set.Files {
		for _, problem := range file.Problems {
			problems = append(problems, fmt.Sprintf("%s: %s", problem.Span, problem.Message))
		}
	}
	return objects, problems
}

const (
	agent = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: agent\n"
	other = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n"
)

func TestKustomizations(t *testing.T) {
	for _, test := range []struct {
		name     string
		files    map[string]string
		paths    []string
		objects  []string
		problems []string
	}{
		{
			name: "overlays use a base, and only they are roots",
			files: map[string]string{
				"base/kustomization.yaml": "resources: [agent.yaml]\n", "base/agent.yaml": agent, "other.yaml": other,
				"a/kustomization.yaml": "resources: [../base]\nnamespace: a\n",
				"b/Kustomization":      "bases: [../base]\nnamespace: b\n",
			},
			objects: []string{"ConfigMap a/agent of a", "ConfigMap b/agent of b", "ConfigMap default/other of "},
		},
		{
			name:    "a file that is named is read alone",
			files:   map[string]string{"kustomization.yaml": "resources: [agent.yaml]\nnamespace: a\n", "agent.yaml": agent},
			paths:   []string{"agent.yaml"},
			objects: []string{"ConfigMap default/agent of "},
		},
		{
			name:    "a kustomization that is named is built",
			files:   map[string]string{"kustomization.yaml": "resources: [agent.yaml]\nnamespace: a\n", "agent.yaml": agent},
			paths:   []string{"agent.yaml", "kustomization.yaml"},
			objects: []string{"ConfigMap a/agent of ."},
		},
		{
			name: "a folder brings its bases along",
			files: map[string]string{
				"base/kustomization.yaml": "resources: [agent.yaml]\n", "base/agent.yaml": agent,
				"prod/kustomization.yaml": "resources: [../base]\nnamespace: p\n",
			},
			paths:   []string{"prod"},
			objects: []string{"ConfigMap p/agent of prod"},
		},
		{
			name: "a component is no root, and its patches are no objects",
			files: map[string]string{
				"c/kustomization.yaml": "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\npatches: [{path: p.yaml}]\n",
				"c/p.yaml":             agent + "data: {a: b}\n",
			},
		},
		{
			name: "data is no manifest",
			files: map[string]string{
				"kustomization.yaml": "configMapGenerator:\n- name: app\n  files: [x=app.yaml]\n  options: {disableNameSuffixHash: true}\n",
				"app.yaml":           "{{ broken",
			},
			objects: []string{"ConfigMap default/app of ."},
		},
		{
			name: "what lies elsewhere is left out, and patches for it with it",
			files: map[string]string{
				"kustomization.yaml": "resources:\n- github.com/example/agent\n- other.yaml\n- https://example.com/x.yaml\n" +
					"patches:\n- path: p.yaml\n- patch: |\n    " + strings.ReplaceAll(other, "\n", "\n    ") + "data: {a: b}\n" +
					"replacements:\n- source: {kind: Gone, name: gone}\n  targets: []\n",
				"other.yaml": other, "p.yaml": agent,
			},
			objects: []string{"ConfigMap default/other of ."},
			problems: []string{
				`kustomization.yaml:2:3: "github.com/example/agent" lies elsewhere and is not read`,
				`kustomization.yaml:4:3: "https://example.com/x.yaml" lies elsewhere and is not read`,
			},
		},
		{
			name: "what asks for an object that lies elsewhere is left out with it",
			files: map[string]string{
				"kustomization.yaml": "namespace: mine\nresources:\n- github.com/example/agent\n- other.yaml\n" +
					"replicas: [{name: theirs, count: 3}]\n" +
					"configMapGenerator:\n- {name: theirs, behavior: merge, literals: [a=b]}\n" +
					"- {name: own, literals: [a=b], options: {disableNameSuffixHash: true}}\n",
				"other.yaml": other,
			},
			objects:  []string{"ConfigMap mine/other of .", "ConfigMap mine/own of ."},
			problems: []string{`kustomization.yaml:3:3: "github.com/example/agent" lies elsewhere and is not read`},
		},
		{
			name: "nothing is left",
			files: map[string]string{
				"kustomization.yaml": "resources:\n- git@example.com:a/b\n",
			},
			problems: []string{`kustomization.yaml:2:3: "git@example.com:a/b" lies elsewhere and is not read`},
		},
		{
			name: "a base that fails leaves the others",
			files: map[string]string{
				"kustomization.yaml":   "resources:\n- a\n- b\n- gone.yaml\n",
				"a/kustomization.yaml": "resources: [agent.yaml]\nnamePrefics: x\n", "a/agent.yaml": agent,
				"b/kustomization.yaml": "resources: [other.yaml]\nnamespace: b\n", "b/other.yaml": other,
			},
			objects: []string{"ConfigMap default/agent of ", "ConfigMap b/other of ."},
			problems: []string{
				`kustomization.yaml:4:3: "gone.yaml" does not exist`,
				`a/kustomization.yaml:2:1: unknown field "namePrefics"`,
			},
		},
		{
			name: "circles",
			files: map[string]string{
				"a/kustomization.yaml": "resources: [agent.yaml, ../b]\n", "a/agent.yaml": agent,
				"b/kustomization.yaml": "resources: [../a]\n",
			},
			objects:  []string{"ConfigMap default/agent of a"},
			problems: []string{`b/kustomization.yaml:1:13: "../a" leads back to a, which uses it`},
		},
		{
			name: "a patch that is not YAML",
			files: map[string]string{
				"kustomization.yaml": "resources: [agent.yaml]\npatches: [{path: p.yaml}]\n", "agent.yaml": agent,
				"p.yaml": "a: [",
			},
			objects:  []string{"ConfigMap default/agent of ."},
			problems: []string{"p.yaml:1:1: did not find expected node content"},
		},
		{
			name: "charts of the repository are rendered and patched, and are no roots",
			files: map[string]string{
				"kustomization.yaml": "namePrefix: x-\nhelmGlobals: {chartHome: home}\nhelmCharts:\n- {name: top, releaseName: rel, namespace: space, valuesFile: v.yaml," +
					" valuesInline: {a: inline}, additionalValuesFiles: [w.yaml], includeCRDs: true}\n- {name: gone, repo: https://example.com}\n- {name: lost}\n" +
					"patches: [{target: {kind: ConfigMap, name: rel}, patch: '[{\"op\": \"add\", \"path\": \"/data/p\", \"value\": \"patched\"}]'}]\n",
				"v.yaml": "a: file\nb: file\n", "w.yaml": "c: more\n",
				"home/top/Chart.yaml": head, "home/top/values.yaml": "d: own\n", "home/top/crds/crd.yaml": named + "crd}\n",
				"home/top/templates/a.yaml": named + "{{ .Release.Name }}, namespace: {{ .Release.Namespace }}}\n" +
					"data: {v: \"{{ .Values.a }} {{ .Values.b }} {{ .Values.c }} {{ .Values.d }}\"}\n",
			},
			objects: []string{"ConfigMap space/x-rel of .", "ConfigMap default/x-crd of ."},
			problems: []string{
				`kustomization.yaml:5:22: the chart "gone" of "https://example.com" lies elsewhere and is not read`,
				`kustomization.yaml:6:10: the chart "lost" is not in "home", and no repo is given`,
			},
		},
		{
			name: "charts in older forms and of generators",
			files: map[string]string{
				"a/kustomization.yaml":          "helmChartInflationGenerator: [{chartName: top, releaseName: old, valuesLocal: {a: 1}}]\n",
				"a/charts/top/Chart.yaml":       head,
				"a/charts/top/templates/a.yaml": named + "{{ .Release.Name }}-{{ .Values.a }}}\n",
				"b/kustomization.yaml":          "generators: [g.yaml]\n",
				"b/g.yaml":                      "apiVersion: builtin\nkind: HelmChartInflationGenerator\nmetadata: {name: g}\nname: top\nchartHome: ../a/charts\nreleaseName: new\nvaluesInline: {a: 2}\n",
				"c/kustomization.yaml":          "helmCharts: [{name: top, valuesFile: gone.yaml}]\nresources: [r.yaml]\n",
				"c/r.yaml":                      agent, "c/charts/top/Chart.yaml": head,
			},
			objects:  []string{"ConfigMap default/old-1 of a", "ConfigMap default/new-2 of b", "ConfigMap default/agent of c"},
			problems: []string{`c/kustomization.yaml:1:38: "gone.yaml" cannot be read: no such file or directory`},
		},
		{
			name: "folders of plugins",
			files: map[string]string{
				"kustomization.yaml": "resources: [agent.yaml]\ntransformers: [t, u]\n", "agent.yaml": agent,
				"t/kustomization.yaml": "resources: [n.yaml]\n",
				"t/n.yaml":             "apiVersion: builtin\nkind: PrefixTransformer\nmetadata: {name: p}\nprefix: p-\nfieldSpecs: [{path: metadata/name}]\n",
				"u/kustomization.yaml": "resources: [o.yaml]\n",
				"u/o.yaml":             "apiVersion: example.com/v1\nkind: Own\nmetadata: {name: o}\n",
			},
			objects:  []string{"ConfigMap default/p-agent of ."},
			problems: []string{"kustomization.yaml:2:19: what the plugin Own makes is not read: dslint runs no programs"},
		},
		{
			name: "what Flux applies is not here: nobody knows whether it exists",
			files: map[string]string{
				"a.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps, namespace: flux-system}\n" +
					"spec: {path: ./gone, sourceRef: {kind: GitRepository, name: flux-system}}\n",
			},
			objects:  []string{"Kustomization flux-system/apps of "},
			problems: []string{`a.yaml:4:14: "./gone" is not here, and is not read`},
		},
		{
			name: "a kind of Flux",
			files: map[string]string{
				"kustomization.yaml": "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: apps}\n",
			},
			objects: []string{"Kustomization default/apps of "},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree(t, test.files)
			if test.paths == nil {
				test.paths = []string{"."}
			}
			objects, problems := found(load(t, test.paths...))
			compare(t, "objects", test.objects, objects)
			compare(t, "problems", test.problems, problems)
		})
	}
}

// compare wants the same texts, in any order.
func compare(t *testing.T, what string, want, got []string) {
	t.Helper()
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func TestKustomizationStaysInTheRepository(t *testing.T) {
	tree(t, map[string]string{
		"out/secret.yaml": agent, "out/kustomization.yaml": "resources: [secret.yaml]\n", "repo/.git/HEAD": "",
		"repo/app/other.yaml":         other,
		"repo/app/kustomization.yaml": "resources:\n- other.yaml\n- ../../out\n- ../../out/secret.yaml\n- link.yaml\n",
	})
	if err := os.Symlink("../../out/secret.yaml", "repo/app/link.yaml"); err != nil {
		linttest.Missing(t, err)
	}
	objects, problems := found(load(t, "repo/app/kustomization.yaml"))
	if diff := cmp.Diff([]string{"ConfigMap default/other of repo/app"}, objects); diff != "" {
		t.Error(diff)
	}
	for i, name := range []string{"../../out", "../../out/secret.yaml", "link.yaml"} {
		want := fmt.Sprintf("repo/app/kustomization.yaml:%d:3: %q leads out of the repository and is not read", i+3, name)
		if i >= len(problems) || problems[i] != want {
			t.Errorf("problems are %q, want %q", problems, want)
		}
	}
}

// refusing fails every request and remembers it.
type refusing struct{ asked []string }

func (r *refusing) RoundTrip(request *http.Request) (*http.Response, error) {
	r.asked = append(r.asked, request.URL.String())
	return nil, http.ErrUseLastResponse
}

// TestKustomizationAsksNobody names everything that kustomize would fetch, in every
// field in which it would, and puts a git in the way that tells when it is run.
func TestKustomizationAsksNobody(t *testing.T) {
	transport := &refusing{}
	before := http.DefaultTransport
	http.DefaultTransport = transport
	t.Cleanup(func() { http.DefaultTransport = before })
	git := t.TempDir()
	if err := os.WriteFile(filepath.Join(git, "git"), []byte("#!/bin/sh\ntouch \""+git+"/ran\"\nexit 1\n"), 0o700); err != nil { //nolint:gosec // it must be executable
		t.Fatal(err)
	}
	t.Setenv("PATH", git)
	remotes := []string{
		"https://example.com/a.yaml", "HTTPS://example.com/a.yaml", "http://localhost:1/a", "https://github.com/a/b//c?ref=v1",
		"github.com/a/b", "GitHub.com/a/b", "github.com:a/b", "git@github.com:a/b", "git::https://example.com/a/b",
		"git::git@example.com:a/b", "ssh://git@example.com/a/b", "org-1@example.com:a/b.git", "file:///tmp/a/b", "https:example.com",
		"a@b/c/d", "https://dev.azure.com/a/b/_git/c", "git::github.com/a/b",
	}
	for _, remote := range remotes {
		for name, kustomization := range map[string]string{
			"resources": "resources: [%q]", "bases": "bases: [%q]", "components": "components: [%q]",
			"generators": "generators: [%q]", "transformers": "transformers: [%q]", "validators": "validators: [%q]",
			"crds": "crds: [%q]", "configurations": "configurations: [%q]", "openapi": "openapi: {path: %q}",
			"patches": "patches: [{path: %q}]", "merge": "patchesStrategicMerge: [%q]",
			"json":         "patchesJson6902: [{path: %q, target: {kind: ConfigMap, name: agent, version: v1}}]",
			"replacements": "replacements: [{path: %q}]", "files": "configMapGenerator: [{name: a, files: [%q]}]",
			"keyed": "configMapGenerator: [{name: a, files: [a=%s]}]", "envs": "secretGenerator: [{name: a, envs: [%q]}]",
			"env":    "configMapGenerator: [{name: a, env: %q}]",
			"inline": "transformers:\n- |\n  apiVersion: builtin\n  kind: PatchTransformer\n  metadata: {name: a}\n  path: %q",
			"chart":  "helmCharts: [{name: a, repo: %q}]",
		} {
			t.Run(name+" "+remote, func(t *testing.T) {
				tree(t, map[string]string{
					"kustomization.yaml":      "resources: [inner, agent.yaml]\n",
					"inner/kustomization.yml": fmt.Sprintf(kustomization, remote) + "\nnamePrefix: x-\n", "agent.yaml": agent,
				})
				objects, _ := found(load(t, "."))
				if !slices.Contains(objects, "ConfigMap default/agent of .") {
					t.Errorf("the rest is not built: %v", objects)
				}
			})
		}
	}
	if _, err := os.Stat(filepath.Join(git, "ran")); err == nil {
		t.Error("git was run")
	}
	if len(transport.asked) > 0 {
		t.Errorf("the network was asked for %q", transport.asked)
	}
}

// TestKustomizationWithin builds a folder whose files go by other names, as those of
// a revision do, and must not look at the files that have these names here.
func TestKustomizationWithin(t *testing.T) {
	tree(t, map[string]string{
		"old/base/kustomization.yaml": "resources: [agent.yaml]\n", "old/base/agent.yaml": agent,
		"old/prod/kustomization.yaml": "resources: [../base, gone.yaml]\nnamespace: old\n",
		"base/kustomization.yaml":     "resources: [agent.yaml]\n", "base/agent.yaml": other,
		"prod/kustomization.yaml": "resources: [../base]\nnamespace: new\n",
	})
	set, err := source.Load(source.Options{Paths: []string{"old"}, Within: "old"})
	if err != nil {
		t.Fatal(err)
	}
	objects, problems := found(set)
	if diff := cmp.Diff([]string{"ConfigMap old/agent of prod"}, objects); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`prod/kustomization.yaml:1:22: "gone.yaml" does not exist`}, problems); diff != "" {
		t.Error(diff)
	}
	if at := set.Objects()[0].At("metadata", "name").Span(); at.String() != "base/agent.yaml:4:9" {
		t.Errorf("the name is at %s", at)
	}
}
