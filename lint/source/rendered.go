package source

import (
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source/chart"
)

// objects adds what a template renders to. What stands in the archive of a subchart
// has its places in Chart.yaml.
func (b *chartBuild) objects(template string) {
	text := b.rendered.Texts[template]
	if strings.TrimSpace(text) == "" {
		return
	}
	inside, found := b.onDisk(template)
	file := b.set.File(nameWithin(b.within, filepath.Join(b.folder, chartFile)))
	if found {
		file = b.add(inside, b.data(inside))
	}
	if file == nil {
		file = b.add(chartFile, b.data(chartFile))
	}
	built := manifest.Parse(file.Name, []byte(text))
	trace := b.rendered.Trace(template)
	for _, problem := range built.Problems {
		line := 1
		if mark, ok := trace.At(problem.Span.Start.Line, problem.Span.Start.Column); ok && found {
			line = mark.Line
		}
		b.problem(file, line, manifest.FailedBuild, "the template renders to what is not YAML: "+problem.Message)
	}
	objects := file.Objects
	for _, object := range built.Objects {
		if !testHook(object) {
			object.SetOrigin(&templated{chart: b, object: object, file: file, text: built, trace: trace, exact: found})
			object.Root, object.Values = nameWithin(b.within, b.folder), b.valueNames()
			objects = append(objects, object)
		}
	}
	if len(objects) > 0 {
		file.Replace(objects...)
		b.keep(file)
	}
}

func (b *chartBuild) valueNames() []string {
	names := make([]string, len(b.values))
	for i, file := range b.values {
		names[i] = file.Name
	}
	return names
}

// testHook reports whether Helm makes an object for tests only.
func testHook(object *manifest.Object) bool {
	hooks, _ := object.At("metadata", "annotations", "helm.sh/hook").Text()
	return strings.HasPrefix(hooks, "test")
}

// templated is the origin of an object that a template renders to.
type templated struct {
	chart  *chartBuild
	object *manifest.Object
	file   *manifest.File // the template
	text   *manifest.File // what it renders to
	trace  *chart.Trace
	exact  bool // the template is a file that can be edited
}

// Source returns nil: what stands in a template is no object.
func (t *templated) Source() *manifest.Object { return nil }

// Span returns the line of the template that made a field, the words themselves
// where they stand in it, and the head of the template where that is not known.
func (t *templated) Span(path manifest.Path, key bool) manifest.Span {
	at := t.object.At(path...).BuiltSpan()
	if key {
		at = t.object.At(path...).BuiltKeySpan()
	}
	mark, ok := t.trace.At(at.Start.Line, at.Start.Column)
	if !ok || !t.exact {
		return lineSpan(t.file, 1)
	}
	return t.words(mark.Line, at)
}

// words finds a rendered text in the line of the template that made it.
func (t *templated) words(line int, at manifest.Span) manifest.Span {
	whole := lineSpan(t.file, line)
	if at.Start.Line != at.End.Line {
		return whole
	}
	rendered := []rune(t.text.Line(at.Start.Line))
	if at.End.Column-1 > len(rendered) || at.Start.Column > at.End.Column {
		return whole
	}
	before, _, found := strings.Cut(t.file.Line(line), string(rendered[at.Start.Column-1:at.End.Column-1]))
	if !found {
		return whole
	}
	start := 1 + utf8.RuneCountInString(before)
	whole.Start.Column, whole.End.Column = start, start+at.End.Column-at.Start.Column
	return whole
}

// Related returns the value that was put where a field stands, where one was.
func (t *templated) Related(path manifest.Path) (manifest.Span, bool) {
	at := t.object.At(path...).BuiltSpan()
	mark, ok := t.trace.At(at.Start.Line, at.Start.Column)
	if !ok || mark.Value == nil {
		return manifest.Span{}, false
	}
	value := make(manifest.Path, len(mark.Value))
	for i, key := range mark.Value {
		value[i] = key
	}
	for _, file := range t.chart.values {
		for _, object := range file.Written() {
			if field := object.At(value...); field.Exists() {
				return field.KeySpan(), true
			}
		}
	}
	return manifest.Span{}, false
}
