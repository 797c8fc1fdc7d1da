package manifest_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint/manifest"
)

// TestTemplates reads texts that a template engine or envsubst has yet to fill in: what
// is read of them, which fields are not known, and what is wrong.
func TestTemplates(t *testing.T) {
	t.Parallel()
	const head = "apiVersion: apps/v1\nkind: DaemonSet\n"
	for _, test := range []struct {
		name, text string
		want       []string
	}{
		{
			"in quotes", head + "metadata: {name: '{{ .Name }}'}\n",
			[]string{"DaemonSet default/{{ .Name }}", "3:18-3:31 metadata.name"},
		},
		{
			"without quotes", head + "metadata:\n  name: {{ .Name }}\n  namespace: a\n",
			[]string{"DaemonSet a/{{ .Name }}", "4:9-4:20 metadata.name"},
		},
		{
			"with a pipe and quotes", head + "metadata:\n  name: {{ .Values.name | default \"x\" | quote }}\n",
			[]string{`DaemonSet default/{{ .Values.name | default "x" | quote }}`, "4:9-4:49 metadata.name"},
		},
		{
			"two of them, which YAML cannot read", head + "metadata:\n  name: {{ .A }}-{{ .B }}\nspec:\n  minReadySeconds: {{ n }}\n",
			[]string{"DaemonSet default/{{ .A }}-{{ .B }}", "4:9-4:26 metadata.name", "6:20-6:27 spec.minReadySeconds"},
		},
		{
			"a number and a list", head + "metadata: {name: a}\nspec:\n  minReadySeconds: {{n}}\n  template:\n    spec:\n      tolerations: {{ toYaml .t | nindent 8 }}\n",
			[]string{"DaemonSet default/a", "5:20-5:25 spec.minReadySeconds", "8:20-8:47 spec.template.spec.tolerations"},
		},
		{
			"below its key", head + "metadata: {name: a}\nspec:\n  template:\n    spec:\n      tolerations:\n        {{ .t }}\n",
			[]string{"DaemonSet default/a", "8:9-8:17 spec.template.spec.tolerations"},
		},
		{
			"an item and a key", head + "metadata:\n  name: a\n  labels:\n    {{ .k }}: b\n  finalizers:\n  - {{ .f }}\n",
			[]string{"DaemonSet default/a", "6:15-6:16 metadata.labels[{{ .k }}]", "8:5-8:13 metadata.finalizers[0]"},
		},
		{
			"in braces, as envsubst has it", head + "metadata: {name: ${NAME}, namespace: \"${NS:-x}\"}\n",
			[]string{"DaemonSet ${NS:-x}/${NAME}", "3:18-3:25 metadata.name", "3:38-3:48 metadata.namespace"},
		},
		{
			"code points", head + "metadata:\n  name: {{ 'ü∂' }}-{{ b }}\n  namespace: ü\n",
			[]string{"DaemonSet ü/{{ 'ü∂' }}-{{ b }}", "4:9-4:27 metadata.name"},
		},
		{
			"a condition", head + "metadata:\n  name: a\n{{- if .x }}\nspec: {}\n{{- end }}\n",
			[]string{"template 5:1-5:13"},
		},
		{
			"Jinja", "{% if x %}\n" + head + "metadata: {name: a}\n{% endif %}\n",
			[]string{"template 1:1-1:11"},
		},
		{
			"a comment of several lines", "{{- /*\n  name: {{ x\n*/}}\n" + head + "metadata: {name: a}\n",
			[]string{"template 1:1-1:7"},
		},
		{
			"an include", head + "metadata:\n  labels:\n    {{- include \"l\" . | nindent 4 }}\n    a: b\n",
			[]string{"template 5:5-5:37"},
		},
		{
			"the other documents", head + "metadata: {name: a}\n---\n{{ if .x }}\n" + head + "{{ end }}\n---\n" + head + "metadata: {name: {{ .c }}}\n",
			[]string{"DaemonSet default/a", "DaemonSet default/{{ .c }}", "12:18-12:26 metadata.name", "template 5:1-5:12"},
		},
		{
			"broken beside a value", head + "metadata:\n  name: {{ .Name }}\nspec:\n\tx: 1\n",
			[]string{"broken 6:1-6:2 found character that cannot start any token"},
		},
		{
			"broken above a condition", head + "metadata:\n\tname: a\nspec:\n  a: b\n  c: d\n{{ if .x }}\ne: f\n{{ end }}\n\tx: 1\n",
			[]string{"broken 4:1-4:2 found character that cannot start any token"},
		},
		{
			"broken, with an action in a comment", head + "# {{ if .x }}\nmetadata:\n  # {{ .x }}\n\tname: a\n",
			[]string{"broken 6:1-6:2 found character that cannot start any token"},
		},
		{
			"broken, with actions in a block", "kind: ConfigMap\ndata:\n  a: |\n    {{ if .x }}\n\n    {{ end }}\n  b: |-\n    {{ x }}\n\tc: d\n",
			[]string{"broken 7:3-7:8 found a tab character where an indentation space is expected"},
		},
		{
			"the text of a ConfigMap", "kind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    {{ if .x }}\n    {{ end }}\n  b: '{{ x }}: {{ y }}'\n  # {{ z }}\n",
			[]string{"ConfigMap default/a", `{"a":"{{ if .x }}\n{{ end }}\n","b":"{{ x }}: {{ y }}"}`},
		},
		{
			"the text of a ConfigMap beside an action", "kind: ConfigMap\nmetadata: {name: {{ n }}-x}\ndata:\n  a: |\n    {{ if .x }}\n    {{ end }}\n  b: '{{ x }}: {{ y }}'\n",
			[]string{"ConfigMap default/{{ n }}-x", `{"a":"{{ if .x }}\n{{ end }}\n","b":"{{ x }}: {{ y }}"}`},
		},
		{"broken documents between others", head + "metadata: {name: a}\n---\na: [\n---\n" + head + "metadata: {name: b}\n---\n*x\n", []string{
			"DaemonSet default/a", "DaemonSet default/b", "broken 5:1-5:5 did not find expected node content", "broken 11:1-11:3 unknown anchor 'x' referenced",
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, described(manifest.Parse("a.yaml", []byte(test.text)))); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// described lists what is read of a file, and what is not.
func described(file *manifest.File) []string {
	var got []string
	for _, object := range file.Objects {
		got = append(got, object.String())
		for _, fault := range object.Faults() {
			got = append(got, at(fault.Place)+" "+fault.At.Path.String())
		}
		if object.Kind == "ConfigMap" {
			got = append(got, strings.TrimSpace(jsonOf(object.At("data").Value())))
		}
	}
	for _, problem := range file.Problems {
		if problem.Kind == manifest.TemplateSource {
			got = append(got, "template "+at(problem.Span))
		} else {
			got = append(got, fmt.Sprintf("broken %s %s", at(problem.Span), problem.Message))
		}
	}
	return got
}

func jsonOf(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
