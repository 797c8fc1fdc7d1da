package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/dslint/dslint/lint/manifest"
)

// argoChart renders the chart of a source of Argo CD
// (github.com/argoproj/argo-cd, reposerver/repository, helmTemplate).
func (g *gitops) argoChart(a *applier, source manifest.Ref, folder string) []*manifest.Object {
	helm := source.At("helm")
	r := &release{name: a.Name}
	r.namespace, _ = a.At("spec", "destination", "namespace").Text()
	for field, into := range map[string]*string{
		"releaseName": &r.name, "namespace": &r.namespace, "kubeVersion": &r.kubernetes,
	} {
		if text, _ := helm.At(field).Text(); text != "" {
			*into = text
		}
	}
	for i := range length(helm.At("apiVersions")) {
		version, _ := helm.At("apiVersions", i).Text()
		r.apiVersions = append(r.apiVersions, version)
	}
	env := argoEnv(a, source)
	g.argoValues(a, r, helm, folder, env)
	for i := range length(helm.At("parameters")) {
		at := helm.At("parameters", i)
		name, _ := at.At("name").Text()
		value, _ := at.At("value").Text()
		if value = env(value); at.At("forceString").Value() == true {
			r.texts = append(r.texts, [2]string{name, value})
			continue
		}
		r.sets = append(r.sets, assignment(name, value))
	}
	for i := range length(helm.At("fileParameters")) {
		g.argoFileParameter(a, r, helm.At("fileParameters", i), folder, env)
	}
	return g.install(a, folder, r, func(objects []*manifest.Object) []*manifest.Object { return objects })
}

// argoEnv puts in what Argo CD knows of an Application where $ARGOCD_... stands.
func argoEnv(a *applier, source manifest.Ref) func(string) string {
	known := map[string]manifest.Ref{
		"ARGOCD_APP_NAMESPACE":    a.At("spec", "destination", "namespace"),
		"ARGOCD_APP_PROJECT_NAME": a.At("spec", "project"), "ARGOCD_APP_SOURCE_PATH": source.At("path"),
		"ARGOCD_APP_SOURCE_REPO_URL": source.At("repoURL"), "ARGOCD_APP_SOURCE_TARGET_REVISION": source.At("targetRevision"),
	}
	return func(text string) string {
		if !strings.Contains(text, "ARGOCD_") {
			return text
		}
		return os.Expand(text, func(name string) string {
			if name == "ARGOCD_APP_NAME" {
				return a.Name
			}
			if at, ok := known[name]; ok {
				value, _ := at.Text()
				return value
			}
			return "${" + name + "}"
		})
	}
}

// argoValues adds the files of values, and what stands in the source itself: the mapping
// comes in the place of the text.
func (g *gitops) argoValues(a *applier, r *release, helm manifest.Ref, folder string, env func(string) string) {
	for i := range length(helm.At("valueFiles")) {
		at := helm.At("valueFiles", i)
		names, known := g.argoFile(a, at, folder, env)
		if !known {
			r.anyValues = true
			continue
		}
		if len(names) == 0 && helm.At("ignoreMissingValueFiles").Value() != true {
			text, _ := at.Text()
			g.tell(manifest.FailedBuild, at, quote(text)+" does not exist")
		}
		for _, name := range names {
			g.addValues(r, at, name)
		}
	}
	if values, ok := valuesField(g.fileOf(a.Object), helm.At("valuesObject")); ok {
		r.values = append(r.values, values)
	} else if helm.At("values").Exists() {
		g.addText(r, helm.At("values"))
	}
}

// argoFileParameter sets a value to the text of a file.
func (g *gitops) argoFileParameter(a *applier, r *release, parameter manifest.Ref, folder string, env func(string) string) {
	at := parameter.At("path")
	names, known := g.argoFile(a, at, folder, env)
	if !known {
		r.anyValues = true
		return
	}
	if len(names) == 0 {
		text, _ := at.Text()
		g.tell(manifest.FailedBuild, at, quote(text)+" does not exist")
		return
	}
	data, err := os.ReadFile(names[0])
	if err == nil {
		name, _ := parameter.At("name").Text()
		r.texts = append(r.texts, [2]string{name, string(data)})
	}
}

// argoFile finds the file that a field names: of the chart, of the repository, or of
// another source, which $name stands for; a pattern may mean several. It is false for
// what lies elsewhere, which is told.
func (g *gitops) argoFile(a *applier, at manifest.Ref, folder string, env func(string) string) ([]string, bool) {
	text, _ := at.Text()
	ref, inside, isRef := strings.Cut(strings.TrimPrefix(text, "$"), "/")
	isRef = isRef && strings.HasPrefix(text, "$") && !strings.HasPrefix(text, "$ARGOCD_")
	roots, path := []string{folder}, env(text)
	switch {
	case strings.Contains(text, "://"):
		g.tellOnce(text, manifest.NotRead, at, quote(text)+" lies elsewhere and is not read")
		return nil, false
	case isRef && !g.isOwnRef(a.Object, ref):
		return nil, false
	case isRef:
		roots, path = g.home(a.Object).roots, env(inside)
	case strings.HasPrefix(path, "/"):
		roots = g.home(a.Object).roots
	}
	for _, root := range roots {
		if names := g.argoMatches(folder, filepath.Join(root, filepath.FromSlash(path))); len(names) > 0 {
			return names, true
		}
	}
	return nil, true
}

// argoMatches are the files of the repository of a folder that a name or a pattern means.
func (g *gitops) argoMatches(folder, pattern string) []string {
	names := []string{pattern}
	if strings.ContainsAny(pattern, "*?[") {
		names, _ = doublestar.FilepathGlob(pattern, doublestar.WithFilesOnly()) // one that is none fits nothing
	}
	var found []string
	for _, name := range names {
		if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) && inRepository(folder, name) {
			found = append(found, name)
		}
	}
	return found
}

// isOwnRef reports whether the source of an Application that has a name is the
// repository; those that are not are told.
func (g *gitops) isOwnRef(object *manifest.Object, ref string) bool {
	for _, source := range argoSources(object) {
		if name, _ := source.At("ref").Text(); name != ref {
			continue
		}
		address, _ := source.At("repoURL").Text()
		home := g.home(object)
		if home.isOwn(address) || len(home.remotes) == 0 {
			return true
		}
		g.tellElsewhere(source)
	}
	return false
}
