package source

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source/chart"
)

// release says how a chart is installed.
type release struct {
	// name and namespace are what it is installed as; where one is empty, the name of the
	// chart.
	name, namespace string
	// values are files and fields with values, each before those in front of it and
	// before the values of the chart; sets are assignments before all.
	values []givenValues
	sets   []string
	// texts are names of values and their texts, before these.
	texts [][2]string
	// kubernetes is the version of the cluster, as 1.37 or v1.37.2, the newest that is
	// known where it is empty. apiVersions are served beside those of Kubernetes.
	kubernetes  string
	apiVersions []string
	// crds adds what lies below crds; tests keeps what helm test runs, and noHooks drops
	// every hook.
	crds, tests, noHooks bool
	// bare tells that the values of the chart itself do not count.
	bare bool
	// variant is the alternative that the objects belong to.
	variant string
	// anyValues tells that nobody chose the values: those of the tests of the chart may
	// stand in where its own do not do, and that it refuses them is no fault.
	anyValues bool
}

// givenValues are values and where they stand.
type givenValues struct {
	file *manifest.File
	at   manifest.Ref // zero for an empty file
	data []byte
}

// valuesFile returns the values of a file.
func valuesFile(file *manifest.File, data []byte) givenValues {
	if written := file.Written(); len(written) > 0 {
		return givenValues{file, written[0].At(), data}
	}
	return givenValues{file: file, data: data}
}

// valuesField returns the values that stand in a field of a file. It is false where
// there are none.
func valuesField(file *manifest.File, at manifest.Ref) (givenValues, bool) {
	value, ok := at.Value().(map[string]any)
	if !ok || len(value) == 0 {
		return givenValues{}, false
	}
	data, err := json.Marshal(value)
	return givenValues{file, at, data}, err == nil
}

// installation is a chart that is rendered as it is installed.
type installation struct {
	*chartBuild
	*release

	rendered *chart.Rendered
	head     *manifest.File
	// own are the values of the chart, and given those before them, the first one first.
	own   givenValues
	given []givenValues
	// templates are the files that made something, in order, and objects what they made.
	templates []*manifest.File
	objects   map[*manifest.File][]*manifest.Object
}

// install renders the chart. It is false where that fails, which is told at the
// template, the value or the field that is the reason, as are the subcharts that are
// missing. Objects have their places in the templates.
func (b *chartBuild) install(r *release) (*installation, bool) {
	in := &installation{chartBuild: b, release: r, objects: map[*manifest.File][]*manifest.Object{}}
	in.head = b.add(chartFile, b.data(chartFile))
	in.own = valuesFile(b.add("values.yaml", b.data("values.yaml")), nil)
	in.given = slices.Clone(r.values)
	slices.Reverse(in.given)
	if len(in.head.Problems) > 0 && len(in.head.Written()) == 0 { // it is no YAML, which is told
		b.keep(in.head)
		return nil, false
	}
	rendered, err := chart.Render(in.chartFiles(), in.options())
	if in.rendered = rendered; err != nil && r.anyValues {
		err = in.retry(err)
	}
	in.tellMissing(err != nil)
	if err != nil {
		in.blame(err)
		return nil, false
	}
	for _, unchecked := range in.rendered.Unchecked {
		in.tell(unchecked, manifest.NotRead, "the values are not checked: "+oneLine(unchecked.Message))
	}
	for _, name := range slices.Sorted(maps.Keys(in.rendered.Texts)) {
		in.addObjects(name)
	}
	for _, values := range in.valuesFound() {
		b.keep(values.file)
	}
	return in, true
}

// installEach renders the chart for clusters of some versions: once where it renders to
// the same for all of them.
func (b *chartBuild) installEach(r *release, versions []string) []*installation {
	if r.kubernetes != "" {
		versions = []string{r.kubernetes}
	}
	var all []*installation
	for _, version := range versions {
		own := *r
		own.kubernetes = version
		if in, ok := b.install(&own); ok {
			b.keep(in.templates...)
			all = append(all, in)
		}
	}
	differs := func(in *installation) bool { return !maps.Equal(in.rendered.Texts, all[0].rendered.Texts) }
	if len(all) == len(versions) && !slices.ContainsFunc(all, differs) {
		return all[:1]
	}
	for _, in := range all {
		for _, object := range in.all() {
			object.Kubernetes = in.kubernetes
		}
	}
	return all
}

// chartFiles are the files of the chart that count.
func (in *installation) chartFiles() []chart.File {
	if !in.bare {
		return in.files
	}
	return slices.DeleteFunc(slices.Clone(in.files), func(file chart.File) bool { return file.Name == "values.yaml" })
}

// valuesFound are all values, those first that come before others.
func (in *installation) valuesFound() []givenValues { return append(slices.Clone(in.given), in.own) }

func (in *installation) options() chart.Options {
	options := chart.Options{
		Release: in.name, Namespace: in.namespace, Set: in.sets, Texts: in.texts, CRDs: in.crds, APIVersions: in.apiVersions,
		Kubernetes: cmp.Or(in.kubernetes, kubernetes.Latest.String()),
	}
	for _, values := range in.values {
		options.Values = append(options.Values, values.data)
	}
	return options
}

// retry renders with the values of the tests of a chart, one file after the other,
// and in a namespace of its own. It returns the first error where none of them does.
func (in *installation) retry(first error) error {
	tries := []string{""}
	for _, file := range in.files {
		if ok, err := path.Match("ci/*values.yaml", file.Name); ok && err == nil {
			tries = append(tries, file.Name)
		}
	}
	options := in.options()
	options.Namespace = "" // that of the chart
	for _, name := range tries {
		options.Values = nil
		if name != "" {
			options.Values = [][]byte{in.data(name)}
		}
		rendered, err := chart.Render(in.files, options)
		if err != nil {
			continue
		}
		if in.rendered = rendered; name != "" {
			in.given = []givenValues{valuesFile(in.add(name, in.data(name)), in.data(name))}
		}
		return nil
	}
	return first
}

// tellMissing names the subcharts that are not in charts. Without them a chart often
// cannot be rendered.
func (in *installation) tellMissing(failed bool) {
	rest := "and is not read"
	if failed {
		rest = "without which the chart is not rendered"
	}
	for _, name := range in.rendered.Missing {
		in.problemAt(in.head, in.dependency(name).Span(), manifest.NotRead, fmt.Sprintf("the subchart %s is not in charts, %s", quote(name), rest))
	}
}

// dependency is where Chart.yaml asks for a subchart.
func (in *installation) dependency(name string) manifest.Ref {
	head := in.head.Written()[0].At()
	list := head.At("dependencies")
	for i := range length(list) {
		wanted, _ := list.At(i, "name").Text()
		if alias, _ := list.At(i, "alias").Text(); name == cmp.Or(alias, wanted) {
			return list.At(i, "name")
		}
	}
	return head
}

// blame tells why the chart is not rendered. Values that nobody gave are no fault of
// the chart, and a chart that lacks a subchart may need it.
func (in *installation) blame(err error) {
	fault, ok := errors.AsType[*chart.Fault](err)
	switch {
	case !ok && len(in.rendered.Missing) > 0:
	case !ok:
		in.problem(in.head, 1, manifest.FailedBuild, "Helm cannot read the chart: "+oneLine(err.Error()))
	case !fault.Source && len(in.rendered.Missing) > 0:
	case fault.Path != nil && !fault.Values: // the version of Kubernetes may be nobody's choice, too
		in.tell(fault, manifest.NotRead, "the chart is not rendered: "+misfit(fault))
	case in.anyValues && !fault.Source:
		in.tell(fault, manifest.NotRead, "the chart is not rendered: with its own values alone it fails: "+misfit(fault))
	default:
		in.tell(fault, manifest.FailedBuild, "the chart cannot be rendered: "+misfit(fault))
	}
}

func misfit(fault *chart.Fault) string {
	message := oneLine(fault.Message)
	switch {
	case fault.Values && len(fault.Path) == 0:
		return "the values do not fit values.schema.json: " + message
	case fault.Values:
		return fmt.Sprintf("the value %s does not fit values.schema.json: %s", strings.Join(fault.Path, "."), message)
	}
	return message
}

// tell reports a fault where it stands.
func (in *installation) tell(fault *chart.Fault, kind manifest.ProblemKind, message string) {
	if fault.Values {
		if file, at, ok := in.faultyValue(fault.Path); ok {
			in.problemAt(file, at, kind, message)
			return
		}
	}
	inside, found := in.onDisk(fault.Template)
	switch {
	case !found:
		in.problemAt(in.head, in.subchartOf(fault.Template).Span(), kind, message)
	case fault.Path != nil && !fault.Values:
		file := in.add(inside, in.data(inside))
		steps := make([]any, len(fault.Path))
		for i, step := range fault.Path {
			steps[i] = step
		}
		in.problemAt(file, file.Written()[0].At(steps...).Span(), kind, message)
	default:
		in.problem(in.add(inside, in.data(inside)), fault.Line, kind, message)
	}
}

// faultyValue finds the value that a path leads to, or as much of it as is written.
func (in *installation) faultyValue(path []string) (*manifest.File, manifest.Span, bool) {
	for size := len(path); size >= 0; size-- {
		for _, values := range in.valuesFound() {
			at, ok := values.lookUp(path[:size])
			switch {
			case !ok:
			case size == 0:
				return values.file, at.Span(), true
			default:
				return values.file, at.KeySpan(), true
			}
		}
	}
	return nil, manifest.Span{}, false
}

// lookUp returns the value that a path leads to.
func (g givenValues) lookUp(path []string) (manifest.Ref, bool) {
	if g.at.Object == nil {
		return manifest.Ref{}, false
	}
	at := g.at
	for _, key := range path {
		at = at.At(key)
	}
	return at, at.Exists()
}

func oneLine(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	const enough = 300
	if runes := []rune(text); len(runes) > enough {
		return string(runes[:enough]) + "..."
	}
	return text
}
