package source

import (
	"path"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// fluxKustomization builds what a Kustomization of Flux applies
// (github.com/fluxcd/kustomize-controller).
func (g *gitops) fluxKustomization(a *applier) []*manifest.Object {
	folder, ok := g.fluxFolder(a.Object, true)
	if !ok {
		return nil
	}
	spec := a.At("spec")
	added := newAddition(spec.At("path"), g.tell)
	added.set("namespace", spec.At("targetNamespace"))
	added.set("namePrefix", spec.At("namePrefix"))
	added.set("nameSuffix", spec.At("nameSuffix"))
	added.patch(spec.At("patches"))
	for i := range length(spec.At("images")) {
		added.image(spec.At("images", i))
	}
	added.annotate("labels", spec.At("commonMetadata", "labels"))
	added.annotate("annotations", spec.At("commonMetadata", "annotations"))
	added.leftOut = g.leftOut(a.Object, folder)
	k := g.overlaid(folder, added, spec.At("components"))
	text := g.build(k)
	if text == nil {
		return nil
	}
	objects := manifest.Parse(k.file.Name, text).Objects
	g.trace(k, objects)
	return g.substitute(a, objects, text)
}

// fluxFolder is the folder that a Kustomization of Flux applies. It is false where
// that is not in the repository, which is told if asked for.
func (g *gitops) fluxFolder(object *manifest.Object, tell bool) (string, bool) {
	at := object.At("spec", "path")
	inside, _ := at.Text()
	inside, own := g.fluxSource(object, object.At("spec", "sourceRef"), inside, tell)
	if !own {
		return "", false
	}
	folder, found := g.home(object).find(inside)
	if tell && !found {
		g.tellAbsent(object, at, inside)
	} else if tell && !isFolder(folder) {
		g.tell(manifest.FailedBuild, at, quote(inside)+" is no folder")
	}
	return folder, found && isFolder(folder)
}

// fluxSource reports whether what a reference names is the repository, and what a
// path there means in it.
func (g *gitops) fluxSource(object *manifest.Object, ref manifest.Ref, inside string, tell bool) (string, bool) {
	kind, _ := ref.At("kind").Text()
	name, _ := ref.At("name").Text()
	namespace, ok := ref.At("namespace").Text()
	if !ok {
		namespace = object.Namespace
	}
	if name == "" { // which the API server refuses
		return inside, false
	}
	if kind == "ExternalArtifact" {
		if within, made := g.fluxArtifact(object, name, inside); made {
			return within, true
		}
	}
	source := g.find(kind, namespace, name)
	if g.isHome(object, source, kind, name, inside) {
		return inside, true
	}
	if tell {
		g.tellSource(ref, source, kind, namespace, name)
	}
	return inside, false
}

// isHome reports whether a source is the repository that an object stands in: the one
// that Flux was set up with, or the one of its address. Where the address is not known
// it is the one that has the path.
func (g *gitops) isHome(object, source *manifest.Object, kind, name, inside string) bool {
	home := g.home(object)
	_, there := home.find(inside)
	switch {
	case name == "flux-system":
		return there || kind == "GitRepository"
	case kind != "GitRepository":
		return false
	case source == nil:
		return there
	}
	address, _ := source.At("spec", "url").Text()
	return home.isOwn(address) || len(home.remotes) == 0 && there
}

// tellSource tells once that a source is not read, where its address stands if that
// is known.
func (g *gitops) tellSource(ref manifest.Ref, source *manifest.Object, kind, namespace, name string) {
	at, what := ref.At("name"), strings.TrimSpace(kind+" "+strings.TrimPrefix(namespace+"/"+name, "/"))
	if source != nil {
		for _, field := range []string{"url", "bucketName", "endpoint"} {
			if address, ok := source.At("spec", field).Text(); ok {
				at, what = source.At("spec", field), quote(address)
				break
			}
		}
	}
	g.tellOnce(what, manifest.NotRead, at, what+" lies elsewhere and is not read")
}

// fluxArtifact finds a path of an artifact that an ArtifactGenerator makes of the
// repository.
func (g *gitops) fluxArtifact(object *manifest.Object, artifact, inside string) (string, bool) {
	for _, candidates := range g.sources {
		for _, generator := range candidates {
			if generator.Kind != "ArtifactGenerator" || g.home(generator).roots[0] != g.home(object).roots[0] {
				continue
			}
			for i := range length(generator.At("spec", "artifacts")) {
				at := generator.At("spec", "artifacts", i)
				if name, _ := at.At("name").Text(); name != artifact {
					continue
				}
				if within, ok := g.copied(generator, at, inside); ok {
					return within, true
				}
			}
		}
	}
	return "", false
}

// copied finds the folder of the repository that is copied to a path of an artifact.
func (g *gitops) copied(generator *manifest.Object, artifact manifest.Ref, inside string) (string, bool) {
	inside = path.Clean("/" + inside)
	for i := range length(artifact.At("copy")) {
		from, _ := artifact.At("copy", i, "from").Text()
		to, _ := artifact.At("copy", i, "to").Text()
		alias, folder, found := strings.Cut(strings.TrimPrefix(from, "@"), "/")
		_, to, rooted := strings.Cut(to, "/")
		rest, below := strings.CutPrefix(inside+"/", path.Clean("/"+to)+"/")
		if path.Clean("/"+to) == "/" {
			rest, below = strings.TrimPrefix(inside, "/"), true
		}
		if !found || !rooted || !below || !g.isOwnAlias(generator, alias) {
			continue
		}
		within := path.Join(strings.TrimSuffix(strings.TrimSuffix(folder, "**"), "*"), rest)
		if _, there := g.home(generator).find(within); there {
			return within, true
		}
	}
	return "", false
}

func (g *gitops) isOwnAlias(generator *manifest.Object, alias string) bool {
	sources := generator.At("spec", "sources")
	for i := range length(sources) {
		if name, _ := sources.At(i, "alias").Text(); name == alias {
			_, own := g.fluxSource(generator, sources.At(i), "", false)
			return own
		}
	}
	return false
}
