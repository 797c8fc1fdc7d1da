package chart_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint/source/chart"
)

// TestRender holds what helm template 3.22 gives for the same chart.
func TestRender(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/subcharts.txtar")
	if err != nil {
		t.Fatal(err)
	}
	var files []chart.File
	want := map[string]string{}
	for _, file := range archive.Files {
		if name, ok := strings.CutPrefix(file.Name, "want/"); ok {
			want[name] = strings.TrimSpace(string(file.Data))
			continue
		}
		files = append(files, chart.File{Name: file.Name, Data: file.Data})
	}
	rendered, err := chart.Render(files, chart.Options{
		Release: "rel", Namespace: "space", Kubernetes: "1.37", Set: []string{"outer.level=9", "nothing=null"},
		Values: [][]byte{[]byte("global: {zone: north}\n"), []byte("list: [a, b]\nouter: {level: 7, kept: yes}\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for name, text := range rendered.Texts {
		if text = strings.TrimSpace(text); text != "" {
			got[name] = text
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"absent"}, rendered.Missing); diff != "" {
		t.Error(diff)
	}
	mark, ok := rendered.Trace("top/templates/a.yaml").At(2, 8)
	if diff := cmp.Diff(chart.Mark{Template: "top/templates/a.yaml", Line: 2, Value: []string{"outer", "level"}}, mark); diff != "" || !ok {
		t.Error(diff)
	}
}

func TestRenderFaults(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]chart.Fault{
		"a\n{{ unknown }}":               {Line: 2, Message: `function "unknown" not defined`, Source: true},
		"{{ if }}":                       {Line: 1, Message: "missing value for if", Source: true},
		"\n\n{{ fail \"no  way\" }}":     {Line: 3, Message: "no  way"},
		"{{ required \"x\" .Values.a }}": {Line: 1, Message: "x"},
		"{{ .Values.a.b.c }}":            {Line: 1, Message: "nil pointer evaluating interface {}.b"},
		`{{ define "r" }}{{ include "r" . }}{{ end }}{{ include "r" . }}`: {Line: 1, Message: "templates include each other without end"},
	} {
		_, err := chart.Render([]chart.File{
			{Name: "Chart.yaml", Data: []byte("apiVersion: v2\nname: c\nversion: 1.0.0\n")},
			{Name: "templates/a.yaml", Data: []byte(text)},
		}, chart.Options{Kubernetes: "1.37"})
		fault, ok := err.(*chart.Fault) //nolint:errorlint // it is no other
		if !ok {
			t.Errorf("%s: no fault but %v", text, err)
			continue
		}
		if want.Template = "c/templates/a.yaml"; fault.Line != want.Line || fault.Source != want.Source ||
			fault.Template != want.Template || !strings.HasSuffix(fault.Message, want.Message) {
			t.Errorf("%s: %+v, want %+v", text, *fault, want)
		}
	}
}
