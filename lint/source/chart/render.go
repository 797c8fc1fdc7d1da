package chart

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/ignore"
	"helm.sh/helm/v3/pkg/strvals"
	"sigs.k8s.io/yaml"
)

// File is a file of a chart, named from its folder on.
type File struct {
	Name string
	Data []byte
}

// Options say how a chart is rendered.
type Options struct {
	// Values are files with values, each before those in front of it; Set are
	// assignments, as helm template --set takes them, before all.
	Values [][]byte
	Set    []string
	// Texts are names of values and their texts, as helm template --set-file takes them;
	// they come before Set.
	Texts [][2]string
	// Release and Namespace are the names that the chart is installed under; where one
	// is empty, the name of the chart.
	Release, Namespace string
	// Kubernetes is the version of the cluster, as 1.37 or v1.37.2, and APIVersions are
	// API versions that it serves beside those of Kubernetes.
	Kubernetes  string
	APIVersions []string
	// CRDs has the files below crds/ among the texts, as they are.
	CRDs bool
}

// Rendered is what a chart makes.
type Rendered struct {
	// Name is that of the chart, and starts the names of templates.
	Name string
	// Texts are by the names of templates.
	Texts map[string]string
	// Missing are the subcharts that the chart asks for and does not hold.
	Missing []string
	// Unchecked are the schemas of values that cannot be used, and why.
	Unchecked []*Fault
	// Library tells that the chart is there for others only, and renders to nothing.
	Library bool

	marked map[string]string
	marks  []Mark
}

func isLibrary(c *chart.Chart) bool { return strings.EqualFold(c.Metadata.Type, "library") }

// Render renders the files of a chart as helm template does. An error is a [*Fault]
// where a template, a value or a field of Chart.yaml is the reason. What is known of the
// chart is returned beside an error, too: the subcharts that it misses may be why.
func Render(files []File, options Options) (*Rendered, error) {
	rendered := &Rendered{Texts: map[string]string{}}
	c, err := load(files)
	if err != nil {
		return rendered, err
	}
	options.Release, options.Namespace = cmp.Or(options.Release, c.Name()), cmp.Or(options.Namespace, c.Name())
	if rendered.Name = c.Name(); isLibrary(c) {
		rendered.Library = true
		return rendered, nil
	}
	given, err := options.given()
	if err != nil {
		return rendered, err
	}
	err = rendered.render(c, given, options)
	return rendered, err
}

// load reads a chart without the files that its .helmignore names.
func load(files []File) (*chart.Chart, error) {
	rules := ignore.Empty()
	for _, file := range files {
		if file.Name != ignore.HelmIgnore {
			continue
		}
		parsed, err := ignore.Parse(bytes.NewReader(file.Data))
		if err != nil {
			return nil, err
		}
		rules = parsed
	}
	rules.AddDefaults()
	buffered := make([]*loader.BufferedFile, 0, len(files))
	for _, file := range files {
		if !ignored(rules, file.Name) {
			buffered = append(buffered, &loader.BufferedFile{Name: file.Name, Data: bytes.TrimPrefix(file.Data, []byte("\ufeff"))})
		}
	}
	return loader.LoadFiles(buffered)
}

// ignored reports whether the rules name a file or a folder above it.
func ignored(rules *ignore.Rules, name string) bool {
	for i, r := range name {
		if r == '/' && rules.Ignore(name[:i], entry{name[:i], fs.ModeDir}) {
			return true
		}
	}
	return rules.Ignore(name, entry{name, 0})
}

// entry is what the rules ask of a file or a folder.
type entry struct {
	name string
	mode fs.FileMode
}

func (e entry) Name() string       { return path.Base(e.name) }
func (e entry) Size() int64        { return 0 }
func (e entry) Mode() fs.FileMode  { return e.mode }
func (e entry) ModTime() time.Time { return time.Time{} }
func (e entry) IsDir() bool        { return e.mode.IsDir() }
func (e entry) Sys() any           { return nil }

func (r *Rendered) render(c *chart.Chart, given Values, options Options) error {
	if err := chooseDependencies(c, given, ""); err != nil {
		return err
	}
	r.Missing = missingDependencies(c, given)
	if err := importValues(c); err != nil {
		return err
	}
	served, err := newCapabilities(options.Kubernetes, options.APIVersions)
	if err != nil {
		return err
	}
	values, err := coalesce(c, copiedTable(given), false)
	if err != nil {
		return err
	}
	if r.Unchecked, err = checkSchemas(c, values, nil); err != nil {
		return err
	}
	if wanted := c.Metadata.KubeVersion; wanted != "" && !inRange(wanted, served.KubeVersion.Version) {
		return &Fault{
			Template: c.Name() + "/Chart.yaml", Path: []string{"kubeVersion"},
			Message: fmt.Sprintf("it is for Kubernetes %s, not %s", wanted, served.KubeVersion.Version),
		}
	}
	all, _ := sources(c, Values{"Release": options.release(), "Capabilities": served}, values)
	if err := r.execute(all); err != nil || !options.CRDs {
		return err
	}
	for _, crd := range c.CRDObjects() {
		r.Texts[crd.Filename] = string(crd.File.Data)
	}
	return nil
}

// execute renders the templates, and once more with marks.
func (r *Rendered) execute(all []source) error {
	e, err := newEngine(all)
	if err != nil {
		return err
	}
	if r.Texts, err = e.render(); err != nil {
		return err
	}
	e.mark()
	if r.marked, err = e.render(); err != nil {
		r.marked = nil // places are the heads of templates then
		return nil     //nolint:nilerr // the text itself is rendered
	}
	r.marks = e.marks
	return nil
}

// Trace tells what made the text of a template, nil where that is not known.
func (r *Rendered) Trace(name string) *Trace {
	marked, ok := r.marked[name]
	if !ok || strings.Count(marked, "\n") != strings.Count(r.Texts[name], "\n") {
		return nil
	}
	return newTrace(marked, r.marks)
}

func (o *Options) release() Values {
	return Values{
		"Name": o.Release, "Namespace": o.Namespace, "IsUpgrade": false, "IsInstall": true, "Revision": 1, "Service": "Helm",
	}
}

// given are the values of the user.
func (o *Options) given() (Values, error) {
	given := Values{}
	for _, data := range o.Values {
		more := Values{}
		if err := yaml.Unmarshal(data, &more); err != nil {
			return nil, fmt.Errorf("the values cannot be read: %w", err)
		}
		complete(more, given, true)
		given = more
	}
	for _, assignment := range o.Set {
		if err := strvals.ParseInto(assignment, given); err != nil {
			return nil, fmt.Errorf("--set %s: %w", assignment, err)
		}
	}
	for _, text := range o.Texts {
		read := func([]rune) (any, error) { return text[1], nil }
		if err := strvals.ParseIntoFile(text[0]+"=text", given, read); err != nil {
			return nil, fmt.Errorf("--set-file %s: %w", text[0], err)
		}
	}
	return given, nil
}
