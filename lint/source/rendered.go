package source

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source/chart"
)

// addObjects adds what a template renders to. What stands in the archive of a subchart
// has its places in Chart.yaml.
func (in *installation) addObjects(template string) {
	text := in.rendered.Texts[template]
	if strings.TrimSpace(text) == "" {
		return
	}
	file := in.head
	inside, exact := in.onDisk(template)
	if exact {
		file = in.add(inside, in.data(inside))
	}
	built := manifest.Parse(file.Name, []byte(text))
	trace := in.rendered.Trace(template)
	for _, problem := range built.Problems {
		at := in.subchartOf(template).Span()
		if exact {
			mark, _ := trace.At(problem.Span.Start.Line, problem.Span.Start.Column)
			at = lineSpan(file, mark.Line)
		}
		in.problemAt(file, at, manifest.FailedBuild, "the template renders to what is not YAML: "+problem.Message)
	}
	for _, object := range built.Objects {
		if hook := hookOf(object); hook != "" && (in.noHooks || strings.HasPrefix(hook, "test") && !in.tests) {
			continue
		}
		object.SetOrigin(&templated{
			installation: in, template: template, object: object, file: file, text: built, trace: trace, exact: exact,
		})
		object.Root, object.Values, object.Variant = nameWithin(in.within, in.folder), in.valueNames(), in.variant
		if _, known := in.objects[file]; !known {
			in.templates = append(in.templates, file)
		}
		in.objects[file] = append(in.objects[file], object)
	}
}

// place puts the objects beside those that stand in the files of the templates
// already.
func (in *installation) place() {
	for _, file := range in.templates {
		file.Replace(append(file.Objects, in.objects[file]...)...)
		in.keep(file)
	}
}

// all returns the objects in order.
func (in *installation) all() []*manifest.Object {
	var objects []*manifest.Object
	for _, file := range in.templates {
		objects = append(objects, in.objects[file]...)
	}
	return objects
}

func (in *installation) valueNames() []string {
	var names []string
	for _, values := range slices.Backward(in.valuesFound()) {
		names = append(names, values.file.Name)
	}
	return names
}

// onDisk returns the file of the chart that a template is, named from the chart on. A
// subchart goes by its alias there, and its folder may have any name.
func (in *installation) onDisk(template string) (string, bool) {
	_, rest, _ := strings.Cut(template, "/")
	folder := ""
	for {
		name, inside, nested := strings.Cut(strings.TrimPrefix(rest, "charts/"), "/")
		if !nested || !strings.HasPrefix(rest, "charts/") {
			break
		}
		below, found := in.subchartFolder(folder, name)
		if !found {
			return "", false
		}
		folder, rest = below, inside
	}
	return folder + rest, in.data(folder+rest) != nil
}

// subchartFolder finds the folder, with a slash at its end, of the subchart that goes by
// a name in the chart of another folder.
func (in *installation) subchartFolder(folder, name string) (string, bool) {
	for _, file := range in.files {
		rest, isBelow := strings.CutPrefix(file.Name, folder+"charts/")
		base, isChart := strings.CutSuffix(rest, "/"+chartFile)
		if !isBelow || !isChart || strings.Contains(base, "/") {
			continue
		}
		if called := chartName(in.add(file.Name, file.Data)); called == name || called == in.aliased(folder, name) {
			return folder + "charts/" + base + "/", true
		}
	}
	return "", false
}

func chartName(head *manifest.File) string {
	written := head.Written()
	if len(written) == 0 {
		return ""
	}
	name, _ := written[0].At("name").Text()
	return name
}

// aliased returns the name of the subchart that the chart of a folder calls by an alias.
func (in *installation) aliased(folder, alias string) string {
	written := in.add(folder+chartFile, in.data(folder+chartFile)).Written()
	if len(written) == 0 {
		return ""
	}
	list := written[0].At("dependencies")
	for i := range length(list) {
		if text, _ := list.At(i, "alias").Text(); text == alias {
			name, _ := list.At(i, "name").Text()
			return name
		}
	}
	return ""
}

// subchartsOf are the names of the subcharts on the way to a template.
func subchartsOf(template string) []string {
	var names []string
	_, rest, _ := strings.Cut(template, "/")
	for strings.HasPrefix(rest, "charts/") {
		name, inside, _ := strings.Cut(strings.TrimPrefix(rest, "charts/"), "/")
		names, rest = append(names, name), inside
	}
	return names
}

// subchartOf is where Chart.yaml asks for the subchart of a template.
func (in *installation) subchartOf(template string) manifest.Ref {
	if names := subchartsOf(template); len(names) > 0 {
		return in.dependency(names[0])
	}
	return in.head.Written()[0].At()
}

// hookOf returns when Helm applies an object, "" for one that belongs to the release.
func hookOf(object *manifest.Object) string {
	hooks, _ := object.At("metadata", "annotations", "helm.sh/hook").Text()
	return hooks
}

// templated is the origin of an object that a template renders to.
type templated struct {
	*installation

	template string
	object   *manifest.Object
	file     *manifest.File // the template
	text     *manifest.File // what it renders to
	trace    *chart.Trace
	exact    bool // the template is a file that can be edited
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
	switch {
	case !t.exact:
		return t.subchartOf(t.template).Span()
	case !ok || mark.Template != t.template:
		return lineSpan(t.file, 1)
	}
	if !mark.Written {
		return lineSpan(t.file, mark.Line)
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
	if at, ok := t.valueAt(mark); ok {
		return at.KeySpan(), true
	}
	return manifest.Span{}, false
}

// valueAt finds a value in the files of the chart and of the charts around a subchart,
// which come before it.
func (t *templated) valueAt(mark chart.Mark) (manifest.Ref, bool) {
	names := subchartsOf(mark.Template)
	for _, values := range t.valuesFound() {
		if at, ok := values.lookUp(append(slices.Clone(names), mark.Value...)); ok {
			return at, true
		}
		if mark.Value[0] == "global" {
			if at, ok := values.lookUp(mark.Value); ok {
				return at, true
			}
		}
	}
	folder := ""
	for i, name := range names {
		below, found := t.subchartFolder(folder, name)
		if !found {
			break
		}
		folder = below
		own := valuesFile(t.add(folder+"values.yaml", t.data(folder+"values.yaml")), nil)
		if at, ok := own.lookUp(append(slices.Clone(names[i+1:]), mark.Value...)); ok {
			t.keep(own.file)
			return at, true
		}
	}
	return manifest.Ref{}, false
}
