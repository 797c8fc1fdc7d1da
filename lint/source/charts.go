package source

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

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
	// KubernetesOf returns the versions of the clusters that have a file or folder, as
	// findings name it, and those of all clusters for ""; where it is nil or returns none,
	// Kubernetes counts.
	KubernetesOf func(root string) []string
	// Of says more of some charts; of several that mean a chart the first counts.
	Of []ChartValues
}

// ChartValues say which values some charts are rendered with.
type ChartValues struct {
	// Path is a glob of the folders of charts, relative to Root.
	Path string
	// Values are files, relative to the folder of the chart, that come before its own
	// values.
	Values []string
	// Variants are globs, relative to the folder of the chart: it is rendered once with
	// each file that matches.
	Variants []string
	// Set are assignments, as helm takes them.
	Set []string
}

// versions are those that a chart is rendered for where it is part of a root.
func (c *Charts) versions(root string) []string {
	if c.KubernetesOf != nil {
		if found := c.KubernetesOf(root); len(found) > 0 {
			return found
		}
	}
	return []string{c.Kubernetes}
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
	if nested { // what lies below crds is applied as it stands
		return first == "templates" || first == "charts" || first == "ci"
	}
	return inside == chartFile || inside == "requirements.yaml" ||
		strings.HasPrefix(inside, "values") && manifestName(inside)
}

// dropTemplateSources takes out of a set what lies in the folder of a chart and is no
// manifest but text for the chart to render.
func dropTemplateSources(set *manifest.Set, charts []string, within string) {
	set.Files = slices.DeleteFunc(set.Files, func(file *manifest.File) bool {
		isSource := slices.ContainsFunc(file.Problems, func(p manifest.Problem) bool { return p.Kind == manifest.TemplateSource })
		return (file.Templated || isSource && len(file.Objects) == 0) && slices.ContainsFunc(charts, func(folder string) bool {
			return strings.HasPrefix(file.Name, nameWithin(within, folder)+"/")
		})
	})
}

// chartBuild is one chart in the repository. [chartBuild.install] renders it as often as
// it is asked for, each time as it is installed with other values.
type chartBuild struct {
	set    *manifest.Set
	folder string
	within string
	files  []chart.File
}

// newChartBuild reads the files of a chart. It is false where they cannot be read,
// which is told.
func newChartBuild(set *manifest.Set, folder, within string) (*chartBuild, bool) {
	b := &chartBuild{set: set, folder: folder, within: within}
	if err := b.read(); err != nil {
		b.problem(b.add(chartFile, b.data(chartFile)), 1, manifest.FailedBuild, oneLine(unwrapPath(err).Error()))
		return nil, false
	}
	return b, true
}

// read collects the files of the chart, those of the repository.
func (b *chartBuild) read() error {
	return filepath.WalkDir(b.folder, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == ".git" {
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
	b.problemAt(file, lineSpan(file, line), kind, message)
}

// problemAt tells once what is wrong with a file.
func (b *chartBuild) problemAt(file *manifest.File, at manifest.Span, kind manifest.ProblemKind, message string) {
	b.keep(file)
	problem := manifest.Problem{Span: at, Message: message, Kind: kind}
	if !slices.Contains(file.Problems, problem) {
		file.Problems = append(file.Problems, problem)
	}
}

// lineSpan is the text of a line.
func lineSpan(file *manifest.File, line int) manifest.Span {
	line = max(1, min(line, file.Lines()))
	text := file.Line(line)
	start := 1 + len(text) - len(strings.TrimLeft(text, " "))
	end := max(start+1, 1+utf8.RuneCountInString(strings.TrimRight(text, " \t")))
	return manifest.Span{File: file.Name, Start: manifest.Position{Line: line, Column: start}, End: manifest.Position{Line: line, Column: end}}
}
