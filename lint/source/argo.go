package source

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/dslint/dslint/lint/manifest"
)

// argoApplication builds what an Application of Argo CD applies
// (github.com/argoproj/argo-cd, reposerver/repository).
func (g *gitops) argoApplication(a *applier) []*manifest.Object {
	var made []*manifest.Object
	for _, source := range argoSources(a.Object) {
		made = append(made, g.argoSource(a, source)...)
	}
	namespace, _ := a.At("spec", "destination", "namespace").Text()
	for _, object := range made {
		if object.Namespace == "" && !object.ClusterScoped() {
			object.Namespace = namespace
		}
	}
	return made
}

// argoSources are the sources of an Application: what is hydrated comes before several,
// and these before the one.
func argoSources(object *manifest.Object) []manifest.Ref {
	spec := object.At("spec")
	if dry := spec.At("sourceHydrator", "drySource"); dry.Exists() {
		return []manifest.Ref{dry}
	}
	var sources []manifest.Ref
	for i := range length(spec.At("sources")) {
		sources = append(sources, spec.At("sources", i))
	}
	if one := spec.At("source"); len(sources) == 0 && one.Exists() {
		return []manifest.Ref{one}
	}
	return sources
}

func (g *gitops) argoSource(a *applier, source manifest.Ref) []*manifest.Object {
	folder, ok := g.argoFolder(a.Object, source, true)
	if !ok {
		return nil
	}
	switch argoTool(source, folder) {
	case "plugin":
		g.tell(manifest.NotRead, source.At("plugin"), "what the plugin makes of "+quote(nameWithin(g.within, folder))+" is not read: dslint runs no programs")
		g.pluginFolders = append(g.pluginFolders, folder)
		return nil
	case "helm":
		return g.argoChart(a, source, folder)
	case "kustomize":
		if isChart(folder) { // which it is not for
			g.takeChart(folder)
		}
		return g.argoKustomization(source, folder)
	}
	return g.argoDirectory(source, folder)
}

// argoTool is what a source says that its folder is for, or else what the folder is: a
// kustomization comes before a chart
// (github.com/argoproj/argo-cd, util/app/discovery, Discover).
func argoTool(source manifest.Ref, folder string) string {
	for _, tool := range []string{"plugin", "helm", "kustomize", "directory"} {
		if source.At(tool).Exists() {
			return tool
		}
	}
	switch {
	case len(kustomizationsIn(folder)) > 0:
		return "kustomize"
	case isChart(folder):
		return "helm"
	}
	return "directory"
}

// forgive takes back what keeps folders from being built that only plugins are meant for:
// they may make what is missing.
func (g *gitops) forgive() {
	for _, file := range g.set.Files {
		name := g.path(file)
		inside := func(folder string) bool {
			relative, err := filepath.Rel(folder, name)
			return err == nil && filepath.IsLocal(relative)
		}
		if g.applied[file] || !slices.ContainsFunc(g.pluginFolders, inside) {
			continue
		}
		file.Problems = slices.DeleteFunc(file.Problems, func(p manifest.Problem) bool { return p.Kind == manifest.FailedBuild })
	}
}

// argoFolder is the folder of a source. It is false where that is not in the
// repository, which is told if asked for, and for a source that others take files of.
func (g *gitops) argoFolder(object *manifest.Object, source manifest.Ref, tell bool) (string, bool) {
	inside, hasPath := source.At("path").Text()
	if !g.isOwnSource(object, source) {
		if tell {
			g.tellElsewhere(source)
		}
		return "", false
	}
	if !hasPath { // its files are named by another source
		return "", false
	}
	folder, there := g.home(object).find(inside)
	if tell && !there {
		g.tellAbsent(object, source.At("path"), inside)
	} else if tell && !isFolder(folder) {
		g.tell(manifest.FailedBuild, source.At("path"), quote(inside)+" is no folder")
	}
	return folder, there && isFolder(folder)
}

// isOwnSource reports whether a source is of the repository that an object stands in.
// Where the address of that is not known it is the one that has the path.
func (g *gitops) isOwnSource(object *manifest.Object, source manifest.Ref) bool {
	if source.At("chart").Exists() {
		return false
	}
	address, _ := source.At("repoURL").Text()
	inside, hasPath := source.At("path").Text()
	home := g.home(object)
	_, there := home.find(inside)
	return home.isOwn(address) || len(home.remotes) == 0 && there && hasPath
}

func (g *gitops) tellElsewhere(source manifest.Ref) {
	address, _ := source.At("repoURL").Text()
	chart, _ := source.At("chart").Text()
	if address != "" {
		g.tellOnce(address+" "+chart, manifest.NotRead, source.At("repoURL"), elsewhere(chart, address))
	}
}

func elsewhere(chart, address string) string {
	if chart != "" {
		return "the chart " + quote(chart) + " of " + quote(address) + " lies elsewhere and is not read"
	}
	return quote(address) + " lies elsewhere and is not read"
}

// argoDirectory takes the manifests of a folder as they stand.
func (g *gitops) argoDirectory(source manifest.Ref, folder string) []*manifest.Object {
	var made []*manifest.Object
	for _, name := range g.argoFiles(source, folder) {
		if filepath.Ext(name) == ".jsonnet" {
			g.tellOnce("jsonnet "+folder, manifest.NotRead, source.At("path"), "what "+quote(nameWithin(g.within, name))+" makes is not read: it is Jsonnet")
			continue
		}
		file, err := g.file(name)
		if err != nil {
			continue
		}
		for _, object := range file.Written() {
			if object.Kind != "" {
				taken := object.At().Made("", "", nil)
				taken.SetOrigin(copied{object})
				made = append(made, taken)
			}
		}
		g.applied[file] = true
	}
	return made
}

// argoFiles are the files of a folder that a source means, manifests and Jsonnet.
func (g *gitops) argoFiles(source manifest.Ref, folder string) []string {
	directory := source.At("directory")
	recurse := directory.At("recurse").Value() == true
	var names []string
	_ = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || name == folder:
			return nil //nolint:nilerr // the rest is read
		case entry.IsDir() && (!recurse || entry.Name() == gitFolder):
			return filepath.SkipDir
		case !entry.IsDir() && isMeant(directory, folder, name) && g.isArgoFile(directory, name):
			names = append(names, name)
		}
		return nil
	})
	return names
}

// isMeant reports whether the globs of a source let a file in.
func isMeant(directory manifest.Ref, folder, name string) bool {
	inside, err := filepath.Rel(folder, name)
	include, _ := directory.At("include").Text()
	exclude, _ := directory.At("exclude").Text()
	inside = filepath.ToSlash(inside)
	return err == nil && (include == "" || globs(include, inside)) && (exclude == "" || !globs(exclude, inside))
}

// isArgoFile reports whether Argo CD takes a file for a manifest, or for Jsonnet.
func (g *gitops) isArgoFile(directory manifest.Ref, name string) bool {
	if filepath.Ext(name) == ".jsonnet" {
		return true
	}
	anyName := directory.At("disableExtensionFilter").Value() == true
	return (anyName || manifestName(name)) && g.holdsObjects(name) && !g.skips(name)
}

// skips reports whether a file asks Argo CD to leave it out.
func (g *gitops) skips(name string) bool {
	file, err := g.file(name)
	return err == nil && file.Holds("+argocd:skip-file-rendering")
}

// globs reports whether a pattern of Argo CD, or one of those in braces, fits a path: in
// these a slash is a letter like others.
func globs(pattern, name string) bool {
	flat := func(text string) string { return strings.ReplaceAll(text, "/", "\x00") }
	ok, err := doublestar.Match(flat(pattern), flat(name))
	return ok && err == nil
}

// copied is the origin of an object that is applied as it stands in a file.
type copied struct{ from *manifest.Object }

// Source returns the object of the file.
func (c copied) Source() *manifest.Object { return c.from }

// Span returns the field itself.
func (c copied) Span(path manifest.Path, key bool) manifest.Span {
	if key {
		return c.from.At(path...).KeySpan()
	}
	return c.from.At(path...).Span()
}

// Locate returns the field itself.
func (c copied) Locate(path manifest.Path) manifest.Ref { return c.from.At(path...) }

// argoKustomization builds a kustomization with the options of a source.
func (g *gitops) argoKustomization(source manifest.Ref, folder string) []*manifest.Object {
	options := source.At("kustomize")
	added := newAddition(source.At("path"), g.tell)
	for _, field := range []string{"namespace", "namePrefix", "nameSuffix"} {
		added.set(field, options.At(field))
	}
	for i := range length(options.At("images")) {
		added.imageText(options.At("images", i))
	}
	for i := range length(options.At("replicas")) {
		entry := options.At("replicas", i)
		replicas, _ := added.value["replicas"].([]any)
		added.value["replicas"] = append(replicas, entry.Value())
		added.steps = append(added.steps, replicaStep{entry})
	}
	added.commonLabels(options)
	added.pairs("commonAnnotations", []string{"annotations"}, options.At("commonAnnotations"))
	added.patch(options.At("patches"))
	added.missing = options.At("ignoreMissingComponents").Value() == true
	k := g.overlaid(folder, added, options.At("components"))
	for _, u := range added.patches {
		if u.file != nil {
			g.applied[u.file], u.file.Patches = true, nil
		}
	}
	text := g.build(k)
	if text == nil {
		return nil
	}
	objects := manifest.Parse(k.file.Name, text).Objects
	g.trace(k, objects)
	return objects
}

// commonLabels adds the labels of a source: to selectors, too, if it does not say otherwise.
func (a *addition) commonLabels(options manifest.Ref) {
	pairs := options.At("commonLabels")
	if options.At("labelWithoutSelector").Value() != true {
		a.pairs("commonLabels", []string{"labels", "matchLabels", "selector"}, pairs)
		return
	}
	if mapping, ok := pairs.Value().(map[string]any); ok && len(mapping) > 0 {
		a.value["labels"] = []any{map[string]any{
			"pairs": mapping, "includeTemplates": options.At("labelIncludeTemplates").Value() == true,
		}}
		a.steps = append(a.steps, pairStep{[]string{"labels"}, pairs})
	}
}

// pairs adds labels or annotations, and the places where kustomize writes them.
func (a *addition) pairs(field string, parents []string, pairs manifest.Ref) {
	if mapping, ok := pairs.Value().(map[string]any); ok && len(mapping) > 0 {
		a.value[field] = mapping
		a.steps = append(a.steps, pairStep{parents, pairs})
	}
}

// imageText adds an image that is written as kustomize edit set image takes it:
// name=new:tag.
func (a *addition) imageText(at manifest.Ref) {
	text, _ := at.Text()
	name, changed, renamed := strings.Cut(text, "=")
	if !renamed {
		changed = text
	}
	image := map[string]any{}
	changed, digest, pinned := strings.Cut(changed, "@")
	if pinned {
		image["digest"] = digest
	}
	if colon := strings.LastIndexByte(changed, ':'); colon > strings.LastIndexByte(changed, '/') {
		image["newTag"], changed = changed[colon+1:], changed[:colon]
	}
	if image["name"] = changed; renamed {
		image["name"], image["newName"] = name, changed
	}
	images, _ := a.value["images"].([]any)
	a.value["images"] = append(images, image)
	a.steps = append(a.steps, imageTextStep{at, changed})
}

// imageTextStep writes an image that is given as one text.
type imageTextStep struct {
	at   manifest.Ref
	name string
}

func (s imageTextStep) sets(_ *origin, path manifest.Path, value any) (manifest.Ref, bool) {
	image, isText := value.(string)
	rest, named := strings.CutPrefix(image, s.name)
	return s.at, isText && named && len(path) > 0 && path[len(path)-1] == "image" &&
		(rest == "" || rest[0] == ':' || rest[0] == '@')
}

func (s imageTextStep) holds(*origin, manifest.Path) (manifest.Ref, bool) { return s.at, false }
