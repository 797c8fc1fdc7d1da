package source

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// install renders a chart of the repository as an applier installs it, and finishes what
// it makes for the clusters of one version. What the chart renders to with its own values
// is not there any more.
func (g *gitops) install(
	a *applier, folder string, r *release, finish func([]*manifest.Object) []*manifest.Object,
) []*manifest.Object {
	g.takeChart(folder)
	b, ok := newChartBuild(g.set, folder, g.within)
	if !ok {
		return nil
	}
	var all []*manifest.Object
	for _, in := range b.installEach(r, g.options.Charts.versions(a.root)) {
		for _, file := range in.templates {
			g.applied[file] = true
		}
		objects := in.all()
		version := ""
		for _, object := range objects {
			if object.Namespace == "" && !object.ClusterScoped() {
				object.Namespace = r.namespace
			}
			version = object.Kubernetes
		}
		for _, object := range finish(objects) {
			object.Kubernetes = version
			all = append(all, object)
		}
	}
	return all
}

// takeChart drops what a chart makes by itself, and what is told of that.
func (g *gitops) takeChart(folder string) {
	if g.charts[folder] {
		return
	}
	g.charts[folder] = true
	for _, file := range g.set.Files {
		if partOfChart(folder, g.path(file)) {
			g.applied[file] = true
			file.Problems = slices.DeleteFunc(file.Problems, func(p manifest.Problem) bool {
				return p.Kind == manifest.FailedBuild || p.Kind == manifest.NotRead
			})
		}
	}
}

// chartOf is the folder of a chart that a HelmRelease of Flux installs. It is false where
// that is not in the repository, which is told if asked for.
func (g *gitops) chartOf(object *manifest.Object, tell bool) (string, bool) {
	spec := g.chartSpec(object)
	ref := spec.At("sourceRef")
	if !ref.Exists() { // an OCIRepository, or a HelmChart that is not here
		ref = object.At("spec", "chartRef")
	}
	at := spec.At("chart")
	inside, _ := at.Text()
	inside, own := g.fluxSource(object, ref, inside, tell)
	if kind, _ := ref.At("kind").Text(); !own || kind != "GitRepository" {
		return "", false
	}
	folder, found := g.home(object).find(inside)
	if tell && !found {
		g.tell(manifest.FailedBuild, at, quote(inside)+" does not exist")
	} else if tell && !isChart(folder) {
		g.tell(manifest.FailedBuild, at, quote(inside)+" holds no chart")
	}
	return folder, found && isChart(folder)
}

// chartSpec says which chart a HelmRelease installs: itself, or a HelmChart that it names.
func (g *gitops) chartSpec(object *manifest.Object) manifest.Ref {
	ref := object.At("spec", "chartRef")
	if kind, _ := ref.At("kind").Text(); kind == "HelmChart" {
		name, _ := ref.At("name").Text()
		namespace, ok := ref.At("namespace").Text()
		if !ok {
			namespace = object.Namespace
		}
		if chart := g.find(kind, namespace, name); chart != nil {
			return chart.At("spec")
		}
	}
	return object.At("spec", "chart", "spec")
}

// fluxRelease renders what a HelmRelease of Flux installs
// (github.com/fluxcd/helm-controller).
func (g *gitops) fluxRelease(a *applier) []*manifest.Object {
	folder, ok := g.chartOf(a.Object, true)
	if !ok {
		return nil
	}
	spec := a.At("spec")
	r := &release{name: a.Name, namespace: a.EffectiveNamespace()}
	if target, _ := spec.At("targetNamespace").Text(); target != "" {
		r.namespace, r.name = target, target+"-"+a.Name
	}
	if name, _ := spec.At("releaseName").Text(); name != "" {
		r.name = name
	}
	g.fluxValuesFiles(a, r)
	for i := range length(spec.At("valuesFrom")) {
		g.fluxValuesFrom(a, r, spec.At("valuesFrom", i))
	}
	if values, ok := valuesField(g.fileOf(a.Object), spec.At("values")); ok {
		r.values = append(r.values, values)
	}
	return g.install(a, folder, r, func(objects []*manifest.Object) []*manifest.Object {
		for i := range length(spec.At("postRenderers")) {
			objects = g.postRender(spec.At("postRenderers", i, "kustomize"), folder, objects)
		}
		return objects
	})
}

// fluxValuesFiles adds the files of values of the repository that come in the place of those
// of the chart.
func (g *gitops) fluxValuesFiles(a *applier, r *release) {
	spec := g.chartSpec(a.Object)
	r.bare = length(spec.At("valuesFiles")) > 0
	for i := range length(spec.At("valuesFiles")) {
		at := spec.At("valuesFiles", i)
		text, _ := at.Text()
		name, found := g.home(a.Object).find(text)
		switch {
		case found:
			g.addValues(r, at, name)
		case spec.At("ignoreMissingValuesFiles").Value() != true:
			g.tellAbsent(a.Object, at, text)
		}
	}
}

// addValues adds a file of values.
func (g *gitops) addValues(r *release, at manifest.Ref, name string) {
	data, err := os.ReadFile(name)
	if err != nil {
		g.tell(manifest.FailedBuild, at, fmt.Sprintf("%s cannot be read: %v", quote(nameWithin(g.within, name)), unwrapPath(err)))
		return
	}
	file, err := g.file(name)
	if err != nil {
		return
	}
	g.applied[file] = true
	r.values = append(r.values, valuesFile(file, data))
}

// fluxValuesFrom adds the values that a ConfigMap holds. Those of a Secret are unknown,
// and so whether the chart takes what is left.
func (g *gitops) fluxValuesFrom(a *applier, r *release, at manifest.Ref) {
	kind, _ := at.At("kind").Text()
	name, _ := at.At("name").Text()
	key, _ := at.At("valuesKey").Text()
	if key == "" {
		key = "values.yaml"
	}
	from := g.find(kind, a.Namespace, name)
	if from == nil || kind != "ConfigMap" {
		r.anyValues = true
		return
	}
	field := from.At("data", key)
	text, ok := field.Text()
	if path, _ := at.At("targetPath").Text(); path != "" && ok {
		r.sets = append(r.sets, assignment(path, text))
		return
	}
	g.addText(r, field)
}

// addText adds the values that stand in a text.
func (g *gitops) addText(r *release, at manifest.Ref) {
	text, _ := at.Text()
	file := g.set.File(at.Span().File)
	if documents := at.Documents(); len(documents) == 1 && file != nil {
		r.values = append(r.values, givenValues{file, documents[0].At(), []byte(text)})
	}
}

// assignment writes a value as helm --set takes it: a list in braces stays one, and so
// does a comma that is escaped.
func assignment(name, value string) string {
	if strings.HasPrefix(value, "{") && strings.HasSuffix(value, "}") {
		return name + "=" + value
	}
	return name + "=" + strings.ReplaceAll(strings.ReplaceAll(value, `\,`, ","), ",", `\,`)
}

// postRender changes what a chart makes by the patches and images of a kustomization.
func (g *gitops) postRender(options manifest.Ref, folder string, objects []*manifest.Object) []*manifest.Object {
	if !options.Exists() || len(objects) == 0 {
		return objects
	}
	added := newAddition(options, g.tell)
	added.generated = true
	added.patch(options.At("patches"))
	for i := range length(options.At("images")) {
		added.image(options.At("images", i))
	}
	var text []byte
	for _, object := range objects {
		document, err := json.Marshal(object.Value())
		if err != nil {
			return objects
		}
		text = append(append(text, document...), "\n---\n"...)
	}
	const rendered = "dslint-rendered.yaml"
	name := filepath.Join(folder, rendered)
	added.files = map[string][]byte{name: text}
	k := newKustomization(filepath.Join(folder, kustomizationNames[0]), manifest.Parse(rendered, []byte(`{"resources": ["`+rendered+`"]}`)))
	k.added = added
	k.uses[0].name, k.uses[0].file = name, &manifest.File{Name: rendered, Objects: objects}
	built := g.build(k)
	if built == nil {
		return objects
	}
	namespaces := map[string]string{}
	for _, object := range objects {
		namespaces[object.Kind+"/"+object.Name] = object.Namespace
	}
	changed := manifest.Parse(rendered, built).Objects
	g.trace(k, changed)
	for _, object := range changed {
		if object.Namespace == "" {
			object.Namespace = namespaces[object.Kind+"/"+object.Name]
		}
	}
	return changed
}
