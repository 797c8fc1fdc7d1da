package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/source/chart"
)

// Charts says how charts are rendered.
type Charts struct {
	// Values are files with values for every chart, each before those in front of it
	// and before the values of the chart. Set are assignments, as helm takes them.
	Values, Set []string
	// Kubernetes is the version of the cluster, as 1.37.
	Kubernetes string
}

const chartFile = "Chart.yaml"

// charts returns the folders of the charts among the names, without those that are
// parts of others, and takes the names out of what is read that belong to one.
func (f *finder) charts() []string {
	var folders []string
	for _, name := range f.names {
		if filepath.Base(name) == chartFile {
			folders = append(folders, filepath.Dir(name))
		}
	}
	folders = slices.DeleteFunc(folders, func(folder string) bool {
		return slices.ContainsFunc(folders, func(outer string) bool {
			return outer != folder && partOfChart(outer, filepath.Join(folder, chartFile))
		})
	})
	f.names = slices.DeleteFunc(f.names, func(name string) bool {
		return slices.ContainsFunc(folders, func(folder string) bool { return partOfChart(folder, name) })
	})
	return folders
}

// partOfChart reports whether Helm uses a file of the folder of a chart.
func partOfChart(folder, name string) bool {
	inside, err := filepath.Rel(folder, name)
	if err != nil || !filepath.IsLocal(inside) {
		return false
	}
	inside = filepath.ToSlash(inside)
	first, _, nested := strings.Cut(inside, "/")
	if nested {
		return first == "templates" || first == "charts" || first == "crds" || first == "ci"
	}
	return inside == chartFile || inside == "requirements.yaml" ||
		strings.HasPrefix(inside, "values") && manifestName(inside)
}

// chartBuild is one chart that is rendered.
type chartBuild struct {
	set      *manifest.Set
	folder   string
	within   string
	files    []chart.File
	rendered *chart.Rendered
	values   []*manifest.File // those of the user, then those of the chart
}

// renderChart adds to the set what a chart renders to. The error tells which values
// cannot be read; what is wrong with the chart is a problem of its files.
func renderChart(set *manifest.Set, folder string, options Options) error {
	b := &chartBuild{set: set, folder: folder, within: options.Within}
	head := b.add(chartFile, nil)
	if err := b.read(); err != nil {
		b.problem(head, 1, manifest.FailedBuild, err.Error())
		return nil
	}
	head = b.add(chartFile, b.data(chartFile))
	asked := chart.Options{
		Namespace: "default", Set: options.Charts.Set,
		Kubernetes: cmp.Or(options.Charts.Kubernetes, kubernetes.Latest.String()),
	}
	for _, name := range options.Charts.Values {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		asked.Values = append(asked.Values, data)
		b.values = append(b.values, manifest.Parse(nameWithin(b.within, name), data))
	}
	b.render(head, asked)
	return nil
}

// render tries the values that are asked for. Where a chart has nobody's values but
// its own and refuses them, those that its tests use may do.
func (b *chartBuild) render(head *manifest.File, asked chart.Options) {
	own := len(asked.Values)+len(asked.Set) == 0
	var err error
	if b.rendered, err = chart.Render(b.files, asked); err != nil && own {
		err = b.retry(asked, err)
	}
	if err != nil {
		b.blame(head, err, own)
		return
	}
	for _, missing := range b.rendered.Missing {
		line := lineOf(head, "name: "+missing)
		b.problem(head, line, manifest.NotRead, fmt.Sprintf("the subchart %s is not in charts, and is not read", quote(missing)))
	}
	b.values = append(b.values, b.add("values.yaml", b.data("values.yaml")))
	b.keep(b.values...)
	names := make([]string, 0, len(b.rendered.Texts))
	for name := range b.rendered.Texts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.objects(name)
	}
}

// retry renders with the values of the tests of a chart, one file after the other,
// and in a namespace of its own. It returns the first error where none of them does.
func (b *chartBuild) retry(asked chart.Options, first error) error {
	tries := []string{""}
	for _, file := range b.files {
		if ok, err := path.Match("ci/*values.yaml", file.Name); ok && err == nil {
			tries = append(tries, file.Name)
		}
	}
	asked.Namespace = "" // that of the chart
	for _, name := range tries {
		asked.Values = nil
		if name != "" {
			asked.Values = [][]byte{b.data(name)}
		}
		if rendered, err := chart.Render(b.files, asked); err == nil {
			b.rendered = rendered
			if name != "" {
				b.values = append(b.values, b.add(name, b.data(name)))
			}
			return nil
		}
	}
	return first
}

// read collects the files of the chart, those of the repository.
func (b *chartBuild) read() error {
	return filepath.WalkDir(b.folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == gitFolder {
				return filepath.SkipDir
			}
			return nil
		}
		info, err := os.Stat(name)
		if err != nil || !info.Mode().IsRegular() || info.Size() > mostChartFile || !inRepository(b.folder, name) {
			return nil //nolint:nilerr // Helm misses it if it needs it
		}
		inside, err := filepath.Rel(b.folder, name)
		if err != nil {
			return err
		}
		data, err := os.ReadFile(name) //nolint:gosec // links are followed within the repository
		b.files = append(b.files, chart.File{Name: filepath.ToSlash(inside), Data: data})
		return err
	})
}

// mostChartFile is the size in bytes up to which Helm takes files of a chart.
const mostChartFile = 5 << 20

func (b *chartBuild) data(name string) []byte {
	for _, file := range b.files {
		if file.Name == name {
			return file.Data
		}
	}
	return nil
}

// add returns a file of the chart as one that findings can point into.
func (b *chartBuild) add(name string, data []byte) *manifest.File {
	full := nameWithin(b.within, filepath.Join(b.folder, filepath.FromSlash(name)))
	if known := b.set.File(full); known != nil {
		return known
	}
	if strings.HasPrefix(name, "templates/") || strings.Contains(name, "/templates/") {
		return manifest.Text(full, data)
	}
	file := manifest.Parse(full, data)
	file.Replace()
	return file
}

// keep puts files into the set.
func (b *chartBuild) keep(files ...*manifest.File) {
	for _, file := range files {
		if b.set.File(file.Name) == nil {
			b.set.Files = append(b.set.Files, file)
		}
	}
}

func (b *chartBuild) problem(file *manifest.File, line int, kind manifest.ProblemKind, message string) {
	b.keep(file)
	file.Problems = append(file.Problems, manifest.Problem{Span: lineSpan(file, line), Message: message, Kind: kind})
}

// lineSpan is the text of a line.
func lineSpan(file *manifest.File, line int) manifest.Span {
	line = max(1, min(line, file.Lines()))
	text := file.Line(line)
	start := 1 + len(text) - len(strings.TrimLeft(text, " "))
	end := max(start+1, 1+utf8.RuneCountInString(strings.TrimRight(text, " \t")))
	return manifest.Span{File: file.Name, Start: manifest.Position{Line: line, Column: start}, End: manifest.Position{Line: line, Column: end}}
}

// lineOf returns the first line that holds a text, 1 where none does.
func lineOf(file *manifest.File, text string) int {
	for number := range file.Lines() {
		if strings.Contains(file.Line(number+1), text) {
			return number + 1
		}
	}
	return 1
}

// blame tells why the chart is not rendered. Values that nobody gave are no fault of
// the chart.
func (b *chartBuild) blame(head *manifest.File, err error, own bool) {
	fault, ok := errors.AsType[*chart.Fault](err)
	if !ok {
		b.problem(head, 1, manifest.FailedBuild, "Helm cannot read the chart: "+oneLine(err.Error()))
		return
	}
	file := head
	if name, found := b.onDisk(fault.Template); found {
		file = b.add(name, b.data(name))
	}
	if own && !fault.Source {
		b.problem(file, fault.Line, manifest.NotRead,
			"the chart is not rendered: with its own values alone it fails: "+oneLine(fault.Message))
		return
	}
	b.problem(file, fault.Line, manifest.FailedBuild, "the chart cannot be rendered: "+oneLine(fault.Message))
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// onDisk returns the file of the chart that a template is, named from the chart on.
func (b *chartBuild) onDisk(template string) (string, bool) {
	_, inside, _ := strings.Cut(template, "/")
	return inside, b.data(inside) != nil
}
