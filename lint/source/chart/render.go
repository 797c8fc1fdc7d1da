package chart

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
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
	// Release and Namespace are the names that the chart is installed under; where one
	// is empty, the name of the chart.
	Release, Namespace string
	// Kubernetes is the version of the cluster, as 1.37.
	Kubernetes string
}

// Rendered is what a chart makes.
type Rendered struct {
	// Name is that of the chart, and starts the names of templates.
	Name string
	// Texts are by the names of templates.
	Texts map[string]string
	// Missing are the subcharts that the chart asks for and does not hold.
	Missing []string

	marked map[string]string
	marks  []Mark
}

// Library reports whether the files are of a chart that is there for others only.
func library(c *chart.Chart) bool { return strings.EqualFold(c.Metadata.Type, "library") }

// Render renders a chart as helm template does. An error is a [Fault] where a
// template is the reason.
func Render(files []File, options Options) (*Rendered, error) {
	buffered := make([]*loader.BufferedFile, len(files))
	for i, file := range files {
		buffered[i] = &loader.BufferedFile{Name: file.Name, Data: file.Data}
	}
	c, err := loader.LoadFiles(buffered)
	if err != nil {
		return nil, err
	}
	if unfit := c.Validate(); unfit != nil {
		return nil, unfit
	}
	options.Release, options.Namespace = cmp.Or(options.Release, c.Name()), cmp.Or(options.Namespace, c.Name())
	rendered := &Rendered{Name: c.Name(), Texts: map[string]string{}}
	if library(c) {
		return rendered, nil
	}
	for _, wanted := range c.Metadata.Dependencies {
		if !slices.ContainsFunc(c.Dependencies(), func(d *chart.Chart) bool { return meets(d, wanted) }) {
			rendered.Missing = append(rendered.Missing, wanted.Name)
		}
	}
	given, err := options.given()
	if err != nil {
		return nil, err
	}
	err = rendered.render(c, given, options)
	return rendered, err
}

func (r *Rendered) render(c *chart.Chart, given Values, options Options) error {
	chooseDependencies(c, given, "")
	importValues(c)
	top := Values{"Release": options.release(), "Capabilities": newCapabilities(options.Kubernetes)}
	all, _ := sources(c, top, coalesce(c, copiedTable(given), false))
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
	return given, nil
}
