package source

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// gitops follows the objects of Flux and Argo CD to what they apply.
type gitops struct {
	*tree

	options *Options
	// appliers are the objects that apply others, as they stand in files.
	appliers []*manifest.Object
	// sources are the objects that name where manifests and charts come from, by kind and
	// name.
	sources map[string][]*manifest.Object
	// applied are the files and the kustomizations that are built for an applier.
	applied        map[*manifest.File]bool
	appliedFolders map[string]bool
	reached        map[*manifest.Object]bool
	// made is what appliers make, by the file that it counts to.
	made  map[*manifest.File][]*manifest.Object
	order []*manifest.File
	told  map[string]bool
	done  map[string]bool
	homes map[string]*repository // by folder
	// charts are the folders of charts that are rendered for appliers.
	charts map[string]bool
	// pluginFolders are those that plugins make something of.
	pluginFolders []string
}

// applier is an object that applies others, as it is applied itself.
type applier struct {
	*manifest.Object

	root  string         // the file or folder of the topmost one
	host  *manifest.File // the file that what it makes counts to
	outer *applier       // what applies it; nil for the topmost one
}

// applies reports whether an object makes Flux or Argo CD apply others.
func applies(object *manifest.Object) bool {
	switch object.Kind {
	case "Kustomization":
		return object.Group() == fluxKustomize
	case "HelmRelease":
		return object.Group() == fluxHelm
	case "Application", "ApplicationSet":
		return object.Group() == argo
	}
	return false
}

const (
	fluxKustomize = "kustomize.toolkit.fluxcd.io"
	fluxHelm      = "helm.toolkit.fluxcd.io"
	argo          = "argoproj.io"
)

// isSource reports whether an object names where something comes from, or holds
// values that others are made with.
func isSource(object *manifest.Object) bool {
	return strings.HasPrefix(object.Group(), "source.") || object.Group() == "" &&
		(object.Kind == "ConfigMap" || object.Kind == "Secret")
}

// newGitops returns nil where nothing applies anything.
func newGitops(t *tree, options *Options) *gitops {
	g := &gitops{
		tree: t, options: options,
		sources: map[string][]*manifest.Object{}, applied: map[*manifest.File]bool{}, appliedFolders: map[string]bool{},
		reached: map[*manifest.Object]bool{}, made: map[*manifest.File][]*manifest.Object{},
		told: map[string]bool{}, done: map[string]bool{}, homes: map[string]*repository{}, charts: map[string]bool{},
	}
	patches := t.patchFiles()
	for _, file := range t.set.Files {
		for _, object := range file.Objects {
			if applies(object) && !patches[file] {
				g.appliers = append(g.appliers, object)
			}
		}
	}
	if g.appliers == nil {
		return nil
	}
	for _, file := range t.set.Files {
		if !patches[file] {
			g.index(file.Objects...)
		}
	}
	return g
}

// patchFiles are the files that kustomizations use otherwise than as resources.
func (t *tree) patchFiles() map[*manifest.File]bool {
	files := map[*manifest.File]bool{}
	for _, folder := range t.folders {
		for _, u := range t.kustomizations[folder].uses {
			if u.role != resourceRole && u.file != nil {
				files[u.file] = true
			}
		}
	}
	return files
}

func (g *gitops) index(objects ...*manifest.Object) {
	for _, object := range objects {
		if isSource(object) {
			key := object.Kind + "/" + object.Name
			g.sources[key] = append(g.sources[key], object)
		}
	}
}

// find returns the object of a kind and a name, nil where there is none. Namespaces
// may be left to whoever applies it.
func (g *gitops) find(kind, namespace, name string) *manifest.Object {
	var likely *manifest.Object
	for _, object := range slices.Backward(g.sources[kind+"/"+name]) {
		if object.Namespace == namespace {
			return object
		}
		if object.Namespace == "" {
			likely = object
		}
	}
	return likely
}

// file is the file of the set that an object stands in.
func (g *gitops) fileOf(object *manifest.Object) *manifest.File {
	if source := object.Source(); source != nil {
		object = source
	}
	return g.set.File(object.File)
}

// covers tells for each applier which files it applies as it stands.
func (g *gitops) covers() map[*manifest.Object]map[string]bool {
	covered := map[*manifest.Object]map[string]bool{}
	for _, object := range g.appliers {
		covered[object] = map[string]bool{}
		for _, folder := range g.foldersOf(object) {
			for _, name := range g.closureOf(folder) {
				covered[object][name] = true
			}
		}
	}
	return covered
}

// closureOf lists the files that make up a folder.
func (g *gitops) closureOf(folder string) []string {
	if k := g.folder(folder); k != nil {
		var names []string
		for _, part := range g.closure(k) {
			names = append(names, part.name)
			for _, u := range part.uses {
				if u.role == resourceRole && u.file != nil {
					names = append(names, u.name)
				}
			}
		}
		return names
	}
	if isChart(folder) {
		return g.filesOf(folder)
	}
	var names []string
	for _, name := range g.below(folder, nil) {
		if isFolder(name) {
			names = append(names, g.closureOf(name)...)
		} else {
			names = append(names, name)
		}
	}
	return names
}

// filesOf lists the files of the set that are part of a chart.
func (g *gitops) filesOf(chart string) []string {
	var names []string
	for _, file := range g.set.Files {
		if name := g.path(file); partOfChart(chart, name) {
			names = append(names, name)
		}
	}
	return names
}

func isChart(folder string) bool {
	_, err := os.Stat(filepath.Join(folder, chartFile))
	return err == nil
}

// free reports whether no applier but those in the files of the kustomization apply it.
func (g *gitops) free(k *kustomization, covered map[*manifest.Object]map[string]bool) bool {
	own := g.closureOf(k.folder)
	for object, files := range covered {
		if files[k.name] && !slices.Contains(own, g.path(g.fileOf(object))) {
			return false
		}
	}
	return true
}

// holdsAppliers reports whether a kustomization builds objects that apply others.
func (g *gitops) holdsAppliers(k *kustomization) bool {
	names := g.closureOf(k.folder)
	return slices.ContainsFunc(g.appliers, func(object *manifest.Object) bool {
		return slices.Contains(names, g.path(g.fileOf(object)))
	})
}

// follow builds what the topmost appliers apply, and what that applies.
func (g *gitops) follow(b *builds) {
	covered := g.covers()
	for _, k := range g.roots(nil) {
		if g.holdsAppliers(k) && g.free(k, covered) && b.add(k) {
			g.start(b.objects[k], k.file)
		}
	}
	for _, object := range g.appliers {
		if !g.isCovered(object, covered) {
			g.start([]*manifest.Object{object}, g.fileOf(object))
		}
	}
	for _, object := range g.appliers { // those that apply each other, and what is below a failure
		if file := g.fileOf(object); !g.applied[file] && !g.reached[object] && !b.uses(file) {
			g.start([]*manifest.Object{object}, file)
		}
	}
}

// isCovered reports whether an applier is applied by another one, or built by a
// kustomization.
func (g *gitops) isCovered(object *manifest.Object, covered map[*manifest.Object]map[string]bool) bool {
	name := g.path(g.fileOf(object))
	for other, files := range covered {
		if other != object && files[name] && g.fileOf(other) != g.fileOf(object) {
			return true
		}
	}
	for _, folder := range g.folders {
		for _, u := range g.kustomizations[folder].uses {
			if u.role == resourceRole && u.name == name && u.file != nil {
				return true
			}
		}
	}
	return false
}

// start follows the appliers among objects that nobody applies.
func (g *gitops) start(objects []*manifest.Object, host *manifest.File) {
	var queue []*applier
	for _, object := range objects {
		if applies(object) {
			root := object.Root
			if root == "" {
				root = object.File
			}
			queue = append(queue, &applier{Object: object, root: root, host: host})
		}
	}
	for i := 0; i < len(queue); i++ {
		queue = append(queue, g.take(queue[i])...)
	}
}

// take keeps what an applier makes, and returns the appliers among it.
func (g *gitops) take(a *applier) []*applier {
	if source := a.Source(); source != nil {
		g.reached[source] = true
	}
	key := fmt.Sprintf("%s %s %s %v", a.root, a.APIVersion, a.Object, a.Value())
	if g.done[key] || a.inCircle() {
		return nil
	}
	g.done[key] = true
	made := g.make(a)
	var inner []*applier
	for _, object := range made {
		object.Root = a.root
		if applies(object) {
			inner = append(inner, &applier{Object: object, root: a.root, host: a.host, outer: a})
		}
	}
	g.index(made...)
	if _, known := g.made[a.host]; !known {
		g.order = append(g.order, a.host)
	}
	g.made[a.host] = append(g.made[a.host], append([]*manifest.Object{}, made...)...)
	return inner
}

// inCircle reports whether an applier is applied by what it applies itself.
func (a *applier) inCircle() bool {
	for outer := a.outer; outer != nil; outer = outer.outer {
		if outer.Kind == a.Kind && outer.String() == a.String() {
			return true
		}
	}
	return false
}

// make returns what an applier applies.
func (g *gitops) make(a *applier) []*manifest.Object {
	g.kubernetes = g.versionsOf.versions(a.root)[0]
	switch a.Kind {
	case "Kustomization":
		return g.fluxKustomization(a)
	case "HelmRelease":
		return g.fluxRelease(a)
	case "Application":
		return g.argoApplication(a)
	case "ApplicationSet":
		return g.argoApplicationSet(a)
	}
	return nil
}

// foldersOf are the folders that an applier names, as it stands.
func (g *gitops) foldersOf(object *manifest.Object) []string {
	var folders []string
	switch object.Kind {
	case "Kustomization":
		if folder, ok := g.fluxFolder(object, false); ok {
			folders = append(folders, folder)
		}
	case "HelmRelease":
		if folder, ok := g.chartOf(object, false); ok {
			folders = append(folders, folder)
		}
	case "Application":
		for _, source := range argoSources(object) {
			if folder, ok := g.argoFolder(object, source, false); ok {
				folders = append(folders, folder)
			}
		}
	case "ApplicationSet":
		for _, made := range g.argoApplicationSet(&applier{Object: object}) {
			folders = append(folders, g.foldersOf(made)...)
		}
	}
	return folders
}

// place puts what appliers made into the set. What they made it of belongs to it.
func (g *gitops) place() {
	g.forgive()
	for file := range g.applied {
		file.Replace()
	}
	for _, host := range g.order {
		host.Replace(append(slices.Clone(host.Objects), g.made[host]...)...)
	}
}

// home is the repository that an object stands in.
func (g *gitops) home(object *manifest.Object) *repository {
	name := g.path(g.fileOf(object))
	folder := filepath.Dir(name)
	if g.homes[folder] == nil {
		g.homes[folder] = repositoryOf(name, g.options)
	}
	return g.homes[folder]
}

// tell reports what is wrong with an applier, or not read of it.
func (g *gitops) tell(kind manifest.ProblemKind, at manifest.Ref, message string) {
	g.tellOnce(fmt.Sprint(at.Span(), message), kind, at, message)
}

// tellAbsent reports a path that leads to nothing. Files that are in no repository may have
// been taken out of one, which has it.
func (g *gitops) tellAbsent(object *manifest.Object, at manifest.Ref, path string) {
	if g.home(object).whole {
		g.tell(manifest.FailedBuild, at, quote(path)+" does not exist")
		return
	}
	g.tell(manifest.NotRead, at, quote(path)+" is not here, and is not read")
}

// tellOnce does so for the first of what has the same key.
func (g *gitops) tellOnce(key string, kind manifest.ProblemKind, at manifest.Ref, message string) {
	file := g.set.File(at.Span().File)
	if g.told[key] || file == nil {
		return
	}
	g.told[key] = true
	file.Problems = append(file.Problems, manifest.Problem{Span: at.Span(), Message: message, Kind: kind})
}

// build builds a kustomization for an applier, nil where it fails, which is told.
func (g *gitops) build(k *kustomization) []byte {
	if k.failed {
		return nil
	}
	text, err := g.render(k)
	if err != nil {
		g.blame(k, err)
		return nil
	}
	for _, part := range g.closure(k) {
		if part.added == nil || !part.added.generated {
			g.applied[part.file] = true
		}
		g.appliedFolders[part.folder] = true
		for _, u := range part.uses {
			if u.role == resourceRole && u.file != nil {
				g.applied[u.file] = true
			}
		}
	}
	return text
}
