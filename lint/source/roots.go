package source

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// buildAll puts what the kustomizations of a set build in the place of the files
// that they are made of.
//
// What Flux and Argo CD apply is built for them, and not for itself.
func (t *tree) buildAll(options *Options) {
	for _, folder := range t.folders {
		t.cutCycles(t.kustomizations[folder], nil)
	}
	g := newGitops(t, options)
	if len(t.folders) == 0 && g == nil {
		return
	}
	b := &builds{tree: t, objects: map[*kustomization][]*manifest.Object{}}
	if g != nil {
		g.follow(b)
		b.without = g.appliedFolders
	}
	queue := t.roots(options.Roots)
	for i := 0; i < len(queue); i++ {
		if !b.without[queue[i].folder] && !b.add(queue[i]) {
			queue = append(queue, queue[i].bases()...)
		}
	}
	b.place()
	if g != nil {
		g.place()
	}
	t.withhold()
}

// builds are the kustomizations that are built.
type builds struct {
	*tree

	objects map[*kustomization][]*manifest.Object // nil for what failed
	order   []*kustomization
	without map[string]bool // folders that are built for others
}

// add builds a root once, and reports whether that could be done.
func (b *builds) add(root *kustomization) bool {
	if objects, known := b.objects[root]; known {
		return objects != nil
	}
	b.objects[root] = b.buildRoot(root)
	b.order = append(b.order, root)
	return b.objects[root] != nil
}

// uses reports whether a file went into what is built.
func (b *builds) uses(file *manifest.File) bool {
	for _, root := range b.order {
		for _, k := range b.closure(root) {
			for _, u := range k.uses {
				if b.objects[root] != nil && u.role == resourceRole && u.file == file {
					return true
				}
			}
		}
	}
	return false
}

// place puts what is built in the place of the files of the roots; what it is made of
// belongs to it.
func (b *builds) place() {
	for _, root := range b.order {
		if b.objects[root] == nil || b.without[root.folder] {
			continue
		}
		root.file.Replace(b.objects[root]...)
		for _, k := range b.closure(root) {
			for _, u := range k.uses {
				if u.role == resourceRole && u.file != nil {
					u.file.Replace()
				}
			}
		}
	}
}

// cutCycles leaves out what leads back to where it comes from, or above it
// (sigs.k8s.io/kustomize/api/internal/loader, errIfArgEqualOrHigher).
func (t *tree) cutCycles(k *kustomization, chain []string) {
	chain = append(chain, k.folder)
	for _, u := range k.uses {
		if u.sub == nil {
			continue
		}
		if back := above(u.name, chain); back != "" {
			k.leaveOut(u, manifest.FailedBuild, fmt.Sprintf("%s leads back to %s, which uses it", quote(u.path()), nameWithin(t.within, back)))
			u.sub = nil
			continue
		}
		t.cutCycles(u.sub, chain)
	}
}

// above returns the folder of a chain that a folder is or holds, "" for none.
func above(folder string, chain []string) string {
	outer, err := realName(folder)
	if err != nil {
		return ""
	}
	for _, visited := range chain {
		inner, err := realName(visited)
		if err == nil && (inner == outer || strings.HasPrefix(inner, outer+string(filepath.Separator))) {
			return visited
		}
	}
	return ""
}

// roots are the kustomizations that no other one uses, or that are named, in order.
func (t *tree) roots(named []string) []*kustomization {
	used := map[*kustomization]bool{}
	for _, folder := range t.folders {
		for _, u := range t.kustomizations[folder].uses {
			used[u.sub] = true
		}
	}
	var roots []*kustomization
	for _, folder := range t.folders {
		if k := t.kustomizations[folder]; (!used[k] || slices.Contains(named, folder)) && !k.isComponent() {
			roots = append(roots, k)
		}
	}
	return roots
}

// bases are the folders that a kustomization builds on.
func (k *kustomization) bases() []*kustomization {
	var bases []*kustomization
	for _, u := range k.uses {
		if u.role == resourceRole && u.sub != nil {
			bases = append(bases, u.sub)
		}
	}
	return bases
}

// buildRoot returns what a root makes, nil where it cannot be built.
func (t *tree) buildRoot(root *kustomization) []*manifest.Object {
	if root.failed {
		return nil
	}
	name, all := nameWithin(t.within, root.folder), []*manifest.Object{}
	versions := t.buildsFor(root, name)
	for _, version := range versions {
		t.kubernetes = version
		objects, err := t.build(root)
		if err != nil {
			t.blame(root, err)
			return nil
		}
		for _, object := range objects {
			object.Root = name
			if len(versions) > 1 {
				object.Kubernetes = version
			}
		}
		all = append(all, objects...)
	}
	return all
}

// buildsFor are the versions of the clusters that have a root: one where what it is built of
// is the same for all of them.
func (t *tree) buildsFor(root *kustomization, name string) []string {
	versions := t.versionsOf.versions(name)
	if len(versions) == 1 {
		return versions
	}
	for _, k := range t.closure(root) {
		for _, u := range k.uses {
			if slices.ContainsFunc(u.made, func(object *manifest.Object) bool { return object.Kubernetes != "" }) {
				return versions
			}
		}
	}
	return versions[:1]
}

// withhold takes out of the set what is no object by itself: kustomizations,
// patches and the like. Files that become values are no manifests at all.
func (t *tree) withhold() {
	data := map[*manifest.File]bool{}
	for _, folder := range t.folders {
		k := t.kustomizations[folder]
		if objects := k.file.Objects; len(objects) == 0 || !objects[0].Built() {
			k.file.Replace()
		}
		for _, u := range k.uses {
			switch {
			case u.role == dataRole && u.name != "":
				data[t.files[u.name]] = true
			case u.role != resourceRole && u.file != nil:
				u.file.Replace()
				u.file.Patches = nil
			}
		}
	}
	kept := t.set.Files[:0]
	for _, file := range t.set.Files {
		if !data[file] {
			kept = append(kept, file)
		}
	}
	t.set.Files = kept
}
