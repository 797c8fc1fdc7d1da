package source_test

import (
	"strings"
	"testing"

	"github.com/dslint/dslint/lint/source"
)

const (
	head  = "apiVersion: v2\nname: top\nversion: 1.0.0\n"
	named = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "
)

func TestCharts(t *testing.T) {
	for _, test := range []struct {
		name     string
		files    map[string]string
		charts   source.Charts
		objects  []string
		problems []string
	}{
		{
			name: "files of values and definitions apart, all is read or rendered",
			files: map[string]string{
				"Chart.yaml": head, "values.yaml": "a: 1\n", "ci/a-values.yaml": named + "never}\n", "templates/a.yaml": named + "a}\n",
				"templates/b.json": `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "b"}}`,
				"crds/crd.yaml":    named + "crd}\n", "extra/e.yaml": named + "extra}\n",
				"c/Chart.yaml": head, "c/files/f.json": "{{- if .Values.a }}\n{\n  \"a\": 1\n}\n{{- end }}\n",
			},
			objects: []string{"ConfigMap default/a of .", "ConfigMap default/b of .", "ConfigMap default/crd of ", "ConfigMap default/extra of "},
		},
		{
			name: "tests are left out, other hooks are not",
			files: map[string]string{
				"Chart.yaml": head,
				"templates/a.yaml": named + "a, annotations: {helm.sh/hook: test-success}}\n---\n" +
					named + "b, annotations: {helm.sh/hook: \"pre-install,pre-upgrade\"}}\n",
			},
			objects: []string{"ConfigMap default/b of ."},
		},
		{
			name: "a variant each",
			files: map[string]string{
				"c/Chart.yaml": head, "c/templates/a.yaml": named + "{{ .Values.name }}{{ .Values.set }}}\n",
				"c/values.yaml": "name: own\n", "c/values-prod.yaml": "name: prod\n", "c/ci/small-values.yaml": "name: small\n",
				"d/Chart.yaml": head, "d/templates/a.yaml": named + "d}\n",
			},
			charts: source.Charts{Of: []source.ChartValues{
				{Path: "./c", Variants: []string{"values-*.yaml", "ci/*-values.yaml"}, Set: []string{"set=-x"}},
				{Path: "*", Variants: []string{"never.yaml"}},
			}},
			objects: []string{"ConfigMap default/d of d", "ConfigMap default/prod-x of c as prod", "ConfigMap default/small-x of c as ci/small"},
		},
		{
			name: "a schema that is not read",
			files: map[string]string{
				"Chart.yaml": head, "templates/a.yaml": named + "a}\n",
				"values.schema.json": `{"properties": {"a": {"$ref": "https://example.com/schema.json"}}}`,
			},
			objects:  []string{"ConfigMap default/a of ."},
			problems: []string{"values.schema.json:1:1: the values are not checked: loading https://example.com/schema.json: it refers to another schema, which is not read"},
		},
		{
			name: "what a subchart refuses is told there, others go on",
			files: map[string]string{
				"a/Chart.yaml": head + "dependencies: [{name: sub, alias: other, version: 1.x}]\n", "a/templates/a.yaml": named + "a}\n",
				"a/charts/folder/Chart.yaml":       strings.Replace(head, "top", "sub", 1),
				"a/charts/folder/templates/a.yaml": "a: 1\nb: {{ fail \"no   way\" }}\n",
				"b/Chart.yaml":                     head, "b/templates/a.yaml": named + "b}\n",
			},
			charts:   source.Charts{Set: []string{"a=1"}},
			objects:  []string{"ConfigMap default/b of b"},
			problems: []string{"a/charts/folder/templates/a.yaml:2:1: the chart cannot be rendered: no way"},
		},
		{
			name: "a chart that is none",
			files: map[string]string{
				"a/Chart.yaml": "name: [\n", "b/Chart.yaml": "apiVersion: v2\nname: b\n",
				"c/Chart.yaml": head, "c/templates/a.yaml": named + "c}\n", "c/values.yaml": "- no\n- mapping\n",
			},
			problems: []string{
				"a/Chart.yaml:1:1: did not find expected node content",
				"b/Chart.yaml:1:1: Helm cannot read the chart: validation: chart.metadata.version is required",
				"c/Chart.yaml:1:1: Helm cannot read the chart: cannot load values.yaml: error unmarshaling JSON: while decoding JSON: " +
					"json: cannot unmarshal array into Go value of type map[string]interface {}",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			tree(t, test.files)
			set, err := source.Load(source.Options{Paths: []string{"."}, Charts: test.charts})
			if err != nil {
				t.Fatal(err)
			}
			_, problems := found(set)
			var objects []string
			for _, object := range set.Objects() {
				objects = append(objects, strings.TrimSuffix(object.String()+" of "+object.Root+" as "+object.Variant, " as "))
			}
			compare(t, "objects", test.objects, objects)
			compare(t, "problems", test.problems, problems)
		})
	}
}

// TestChartPlaces finds what made a field, and the value, in subcharts too.
func TestChartPlaces(t *testing.T) {
	tree(t, map[string]string{
		"Chart.yaml":                    head + "dependencies:\n- name: sub\n  alias: other\n  version: 1.x\n",
		"values.yaml":                   "other:\n  color: red\nglobal:\n  zone: a\n",
		"charts/sub-1/Chart.yaml":       strings.Replace(head, "top", "sub", 1),
		"charts/sub-1/values.yaml":      "color: blue\nsize: small\n",
		"charts/sub-1/templates/a.yaml": named + "sub}\ndata:\n  a: {{ .Values.color }}\n  b: {{ .Values.size }}\n  c: {{ .Values.global.zone }}\n",
		"prod.yaml":                     "global: {zone: b}\n",
	})
	set, err := source.Load(source.Options{Paths: []string{"."}, Charts: source.Charts{Values: []string{"prod.yaml"}}})
	if err != nil {
		t.Fatal(err)
	}
	object := set.Objects()[0]
	for key, want := range map[string][2]string{
		"a": {"charts/sub-1/templates/a.yaml:5:3", "values.yaml:2:3"},
		"b": {"charts/sub-1/templates/a.yaml:6:3", "charts/sub-1/values.yaml:2:1"},
		"c": {"charts/sub-1/templates/a.yaml:7:3", "prod.yaml:1:10"},
	} {
		at := object.At("data", key)
		value, ok := at.ChartValue()
		if got := [2]string{at.Span().String(), value.String()}; got != want || !ok {
			t.Errorf("%s is at %v, want %v", key, got, want)
		}
	}
	if object.File != "charts/sub-1/templates/a.yaml" || !object.Built() || set.File(object.File) == nil {
		t.Errorf("the object is of %s", object.File)
	}
}

// TestChartOfKustomizationPlaces finds the fields of a chart that kustomize patches.
func TestChartOfKustomizationPlaces(t *testing.T) {
	tree(t, map[string]string{
		"kustomization.yaml":    "helmCharts:\n- name: top\n  releaseName: rel\n  valuesInline:\n    b: inline\nnamespace: space\npatches:\n- path: p.yaml\n",
		"p.yaml":                "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: rel\ndata:\n  a: patched\n",
		"charts/top/Chart.yaml": head, "charts/top/values.yaml": "c: own\n",
		"charts/top/templates/a.yaml": named + "{{ .Release.Name }}}\ndata:\n  a: written\n  b: {{ .Values.b }}\n  c: {{ .Values.c }}\n",
	})
	object := load(t, ".").Objects()[0]
	for key, want := range map[string][2]string{
		"a": {"p.yaml:6:6", ""},
		"b": {"charts/top/templates/a.yaml:6:3", "kustomization.yaml:5:5"},
		"c": {"charts/top/templates/a.yaml:7:3", "charts/top/values.yaml:1:1"},
	} {
		at, value := object.At("data", key), ""
		if span, ok := at.ChartValue(); ok {
			value = span.String()
		}
		if got := [2]string{at.Span().String(), value}; got != want {
			t.Errorf("%s is at %v, want %v", key, got, want)
		}
	}
	if at := object.At("metadata", "namespace").Span().String(); at != "kustomization.yaml:6:12" {
		t.Errorf("the namespace is at %s", at)
	}
}
