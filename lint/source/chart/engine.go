package chart

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
	"text/template"

	"helm.sh/helm/v3/pkg/chart"
)

// source is a template with what it sees.
type source struct {
	name  string // of the chart and of the file in it
	text  string
	scope Values
	base  string
}

// sources lists the templates of a chart and of its subcharts, and fills in what
// they see (helm.sh/helm/v3/pkg/engine, recAllTpls).
func sources(c *chart.Chart, top Values, values visible) (all []source, scope Values) {
	subcharts := Values{}
	scope = Values{
		"Chart": struct {
			chart.Metadata
			IsRoot bool
		}{*c.Metadata, c.IsRoot()},
		"Files": newFiles(c.Files), "Release": top["Release"], "Capabilities": top["Capabilities"],
		"Values": values, "Subcharts": subcharts,
	}
	for _, dependency := range c.Dependencies() {
		table, _ := values[dependency.Name()].(map[string]any)
		if table == nil {
			table = Values{}
		}
		inner, innerScope := sources(dependency, top, table)
		all, subcharts[dependency.Name()] = append(all, inner...), innerScope
	}
	for _, file := range c.Templates {
		if file != nil && (!isLibrary(c) || strings.HasPrefix(path.Base(file.Name), "_")) {
			all = append(all, source{
				path.Join(c.ChartFullPath(), file.Name), string(file.Data), scope, path.Join(c.ChartFullPath(), "templates"),
			})
		}
	}
	return all, scope
}

// engine holds the parsed templates of a chart.
type engine struct {
	set   *template.Template
	all   []source
	marks []Mark
}

// newEngine parses the templates, those of subcharts first: what is defined twice
// is taken from the chart that is further out.
func newEngine(all []source) (*engine, error) {
	slices.SortFunc(all, func(a, b source) int {
		return cmp.Or(cmp.Compare(strings.Count(b.name, "/"), strings.Count(a.name, "/")), cmp.Compare(b.name, a.name))
	})
	e := &engine{set: template.New("gotpl").Option("missingkey=zero"), all: all}
	open := map[string]int{}
	e.set.Funcs(functions()).Funcs(template.FuncMap{"include": include(e.set, open), "tpl": tpl(e.set, open)})
	for _, s := range all {
		if _, err := e.set.New(s.name).Parse(s.text); err != nil {
			return nil, newFault(s.name, err, true)
		}
	}
	return e, nil
}

// render executes every template that is a file of its own. Notes are executed and
// left out: Helm refuses a chart whose notes fail.
func (e *engine) render() (texts map[string]string, err error) {
	rendering := ""
	defer func() {
		if fault := recover(); fault != nil {
			err = &Fault{Template: rendering, Message: fmt.Sprint(fault)}
		}
	}()
	texts = map[string]string{}
	for _, s := range e.all {
		if strings.HasPrefix(path.Base(s.name), "_") {
			continue
		}
		rendering = s.name
		s.scope["Template"] = Values{"Name": s.name, "BasePath": s.base}
		var text strings.Builder
		if err := e.set.ExecuteTemplate(&text, s.name, s.scope); err != nil {
			return nil, newFault(s.name, err, false)
		}
		if !strings.HasSuffix(s.name, "NOTES.txt") {
			texts[s.name] = strings.ReplaceAll(text.String(), noValue, "")
		}
	}
	return texts, nil
}
