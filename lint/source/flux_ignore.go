package source

import (
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing/format/gitignore"

	"github.com/dslint/dslint/lint/manifest"
)

// sourceIgnoreFile names what Flux leaves out of a source.
const sourceIgnoreFile = ".sourceignore"

// leftOut tells what of the repository Flux does not see below a folder: what files
// .sourceignore name, and before these what the source of an object says itself
// (github.com/fluxcd/source-controller, GitRepositoryReconciler).
func (g *gitops) leftOut(object *manifest.Object, folder string) *ignore {
	home := g.home(object)
	if len(home.roots) == 0 {
		return nil
	}
	root, err := filepath.Abs(home.roots[0])
	if err != nil {
		return nil
	}
	i := &ignore{top: root}
	ref := object.At("spec", "sourceRef")
	kind, _ := ref.At("kind").Text()
	name, _ := ref.At("name").Text()
	namespace, ok := ref.At("namespace").Text()
	if !ok {
		namespace = object.Namespace
	}
	if source := g.find(kind, namespace, name); source != nil {
		text, _ := source.At("spec", "ignore").Text()
		i.last = ignorePatterns(text, nil)
	}
	i.matcher = gitignore.NewMatcher(i.last)
	absolute, err := filepath.Abs(folder)
	if err != nil {
		return nil
	}
	for _, above := range foldersBetween(root, absolute) {
		i.read(filepath.Join(above, sourceIgnoreFile))
	}
	return i
}
