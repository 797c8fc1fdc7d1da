package source

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// helmChart is one entry that has kustomize ask Helm for the objects of a chart
// (sigs.k8s.io/kustomize/api/types, HelmChart).
type helmChart struct {
	entry manifest.Ref      // the fields of the chart
	path  manifest.Path     // what is left out of the kustomization for it
	home  string            // where charts lie
	older map[string]string // what fields are called in an older form
}

// defaultChartHome is where kustomize looks for charts.
const defaultChartHome = "charts"

func (c *helmChart) at(field string) manifest.Ref {
	return c.entry.At(cmp.Or(c.older[field], field))
}

func (c *helmChart) text(field string) string {
	text, _ := c.at(field).Text()
	return text
}

func (c *helmChart) is(field string) bool { return c.at(field).Value() == true }

// helmCharts renders the charts that a kustomization has Helm render.
func (t *tree) helmCharts(k *kustomization) {
	if k.object == nil {
		return
	}
	home, _ := k.object.At("helmGlobals", "chartHome").Text()
	old := k.object.At("helmChartInflationGenerator")
	for i := range length(old) { // the last one counts for all
		text, _ := old.At(i, "chartHome").Text()
		home = cmp.Or(text, home)
	}
	home = cmp.Or(home, defaultChartHome)
	for i := range length(k.object.At("helmCharts")) {
		at := k.object.At("helmCharts", i)
		t.helmChart(k, &helmChart{entry: at, path: at.Path, home: home})
	}
	for i := range length(old) {
		t.helmChart(k, &helmChart{entry: old.At(i), path: old.At(i).Path, home: home, older: map[string]string{
			"name": "chartName", "version": "chartVersion", "repo": "chartRepoUrl", "valuesFile": "values", "valuesInline": "valuesLocal",
		}})
	}
}

// helmChart puts what a chart renders to in the place of the entry. A chart that is not
// in the repository is told, and left out.
func (t *tree) helmChart(k *kustomization, c *helmChart) {
	made, ok := t.inflate(k, c)
	if !ok {
		k.dropped = append(k.dropped, c.path)
		return
	}
	k.replaced = append(k.replaced, c.path)
	k.uses = append(k.uses, &use{role: chartRole, at: c.entry, made: made})
}

func (t *tree) inflate(k *kustomization, c *helmChart) ([]*manifest.Object, bool) {
	folder, ok := c.folder(k)
	if !ok {
		return nil, false
	}
	asked := t.release(k, c)
	if asked == nil {
		return nil, false
	}
	b, ok := t.chart(folder)
	if !ok {
		return nil, false
	}
	var made []*manifest.Object
	installed := b.installEach(asked, t.versions(k))
	for _, in := range installed {
		for _, file := range in.templates {
			file.Replace()
		}
		made = append(made, in.all()...)
	}
	return made, len(installed) > 0
}

// versions are those that the charts of a kustomization are rendered for: where no
// cluster has its folder it is a base, which any of them may build on.
func (t *tree) versions(k *kustomization) []string {
	of := t.versionsOf
	if of.KubernetesOf == nil {
		return of.versions("")
	}
	if own := of.KubernetesOf(nameWithin(t.within, k.folder)); len(own) > 0 {
		return own
	}
	return of.versions("")
}

// madeFor are the objects that a chart makes for a version.
func (u *use) madeFor(version string) []*manifest.Object {
	return slices.DeleteFunc(slices.Clone(u.made), func(object *manifest.Object) bool {
		return object.Kubernetes != "" && object.Kubernetes != version
	})
}

// folder is where the chart lies. It is false where that is not in the repository, which
// is told.
func (c *helmChart) folder(k *kustomization) (string, bool) {
	folder := filepath.Join(k.folder, c.home)
	if filepath.IsAbs(c.home) {
		folder = c.home
	}
	name, repo := c.text("name"), c.text("repo")
	if version := c.text("version"); version != "" && repo != "" {
		folder = filepath.Join(folder, name+"-"+version)
	}
	folder = filepath.Join(folder, name)
	info, err := os.Stat(folder)
	there := err == nil && info.IsDir()
	switch {
	case name == "":
		k.problem(manifest.FailedBuild, c.entry, "the chart has no name")
	case !there && repo != "":
		k.problem(manifest.NotRead, c.at("repo"), fmt.Sprintf("the chart %s of %s lies elsewhere and is not read", quote(name), quote(repo)))
	case !there:
		k.problem(manifest.FailedBuild, c.at("name"), fmt.Sprintf("the chart %s is not in %s, and no repo is given", quote(name), quote(c.home)))
	case !inRepository(k.folder, folder):
		k.problem(manifest.FailedBuild, c.at("name"), fmt.Sprintf("the chart %s leads out of the repository and is not read", quote(name)))
	default:
		return folder, true
	}
	return "", false
}

// chart returns a chart of the repository, false where it cannot be read, which is told.
// It is no chart to render by itself then.
func (t *tree) chart(folder string) (*chartBuild, bool) {
	if known, ok := t.charts[folder]; ok {
		return known, known != nil
	}
	b, ok := newChartBuild(t.set, folder, t.within)
	if t.charts[folder] = b; !ok {
		t.charts[folder] = nil
	}
	return b, ok
}

// notUsed are the folders of charts that no kustomization has rendered.
func (t *tree) notUsed(charts []string) []string {
	return slices.DeleteFunc(charts, func(folder string) bool {
		_, used := t.charts[folder]
		return used
	})
}

// release says how an entry has the chart installed, nil where its values cannot be read
// (sigs.k8s.io/kustomize/api/internal/builtins, HelmChartInflationGenerator).
func (t *tree) release(k *kustomization, c *helmChart) *release {
	r := &release{
		name: c.text("releaseName"), namespace: cmp.Or(c.text("namespace"), "default"),
		kubernetes: c.text("kubeVersion"), crds: c.is("includeCRDs"), noHooks: c.is("skipHooks"), tests: !c.is("skipTests"),
	}
	for i := range length(c.at("apiVersions")) {
		version, _ := c.at("apiVersions").At(i).Text()
		r.apiVersions = append(r.apiVersions, version)
	}
	file, ok := t.helmValues(k, c.at("valuesFile"))
	if !ok {
		return nil
	}
	inline, given := valuesField(k.file, c.at("valuesInline"))
	switch merge := c.text("valuesMerge"); {
	case !given:
		r.values = file
	case merge == "" || merge == "override":
		r.values = slices.Concat(file, []givenValues{inline})
	case merge == "merge":
		r.values = slices.Concat([]givenValues{inline}, file)
	case merge == "replace":
		r.values = []givenValues{inline}
	default:
		k.problem(manifest.FailedBuild, c.at("valuesMerge"), fmt.Sprintf("valuesMerge is %s, not merge, override or replace", quote(merge)))
		return nil
	}
	for i := range length(c.at("additionalValuesFiles")) {
		more, ok := t.helmValues(k, c.at("additionalValuesFiles").At(i))
		if !ok {
			return nil
		}
		r.values = append(r.values, more...)
	}
	return r
}

// helmValues reads the file of values that a field names, none where there is no field.
func (t *tree) helmValues(k *kustomization, at manifest.Ref) ([]givenValues, bool) {
	path, ok := at.Text()
	if !ok || path == "" {
		return nil, true
	}
	name := filepath.Join(k.folder, path)
	data, err := os.ReadFile(name)
	switch {
	case isRemote(path):
		k.problem(manifest.NotRead, at, quote(path)+" lies elsewhere and is not read")
	case err != nil:
		k.problem(manifest.FailedBuild, at, fmt.Sprintf("%s cannot be read: %v", quote(path), unwrapPath(err)))
	case filepath.IsAbs(path) || !inRepository(k.folder, name):
		k.problem(manifest.FailedBuild, at, quote(path)+" leads out of the repository and is not read")
	default:
		file, err := t.file(name)
		if err != nil {
			return nil, false
		}
		file.Replace()
		return []givenValues{valuesFile(file, data)}, true
	}
	return nil, false
}

// addCharts puts what charts make into files that take the place of their entries.
func (k *kustomization) addCharts(value map[string]any, files *buildFiles, version string) error {
	resources, _ := value["resources"].([]any)
	for i, u := range k.uses {
		made := u.madeFor(version)
		if u.role != chartRole || len(made) == 0 {
			continue
		}
		var text bytes.Buffer
		for _, object := range made {
			document, err := json.Marshal(object.Value())
			if err != nil {
				return err
			}
			text.WriteString("---\n")
			text.Write(document)
			text.WriteString("\n")
		}
		name := fmt.Sprintf("what-helm-makes-%d.yaml", i)
		if err := files.put(filepath.Join(k.folder, name), text.Bytes()); err != nil {
			return err
		}
		resources = append(resources, name)
	}
	if resources != nil {
		value["resources"] = resources
	}
	return nil
}

// generatesChart reports whether documents have kustomize render one chart.
func generatesChart(documents []*manifest.Object) bool {
	return len(documents) == 1 && documents[0].APIVersion == builtinPlugin && strings.HasPrefix(documents[0].Kind, "HelmChartInflation")
}
