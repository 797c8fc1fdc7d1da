package source

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// buildAll puts what the kustomizations of a set build in the place of the files
// that they are made of.
func buildAll(set *manifest.Set, within string) {
	t := newTree(set, within)
	if len(t.folders) == 0 {
		return
	}
	for _, folder := range t.folders {
		t.cutCycles(t.kustomizations[folder], nil)
	}
	built := map[*kustomization]bool{}
	queue := t.roots()
	for i := 0; i < len(queue); i++ {
		root := queue[i]
		if built[root] {
			continue
		}
		built[root] = true
		if !t.buildRoot(root) {
			queue = append(queue, root.bases()...)
		}
	}
	t.withhold()
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

// roots are the kustomizations that no other one uses, in order.
func (t *tree) roots() []*kustomization {
	used := map[*kustomization]bool{}
	for _, folder := range t.folders {
		for _, u := range t.kustomizations[folder].uses {
			used[u.sub] = true
		}
	}
	var roots []*kustomization
	for _, folder := range t.folders {
		if k := t.kustomizations[folder]; !used[k] && !k.isComponent() {
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

// buildRoot reports whether a root could be built. What it builds takes the place
// of its file; what it is made of belongs to it.
func (t *tree) buildRoot(root *kustomization) bool {
	if root.failed {
		return false
	}
	objects, err := t.build(root)
	if err != nil {
		t.blame(root, err)
		return false
	}
	for _, object := range objects {
		object.Root = nameWithin(t.within, root.folder)
	}
	root.file.Replace(objects...)
	for _, k := range t.closure(root) {
		for _, u := range k.uses {
			if u.role == resourceRole && u.file != nil {
				u.file.Replace()
			}
		}
	}
	return true
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
