package source

import (
	"encoding/json"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// loosen gives every patch a target that may match nothing: what it is meant for
// may be among the entries that are left out.
func (k *kustomization) loosen(value map[string]any) {
	var patches []any
	for _, u := range k.uses {
		if u.role == patchRole && !k.isDropped(u) {
			patches = append(patches, k.loosePatches(u)...)
		}
	}
	delete(value, "patchesStrategicMerge")
	delete(value, "patchesJson6902")
	delete(value, "patches")
	if len(patches) > 0 {
		value["patches"] = patches
	}
}

func (k *kustomization) isDropped(u *use) bool {
	for _, path := range k.dropped {
		if len(path) <= len(u.at.Path) && path.String() == u.at.Path[:len(path)].String() {
			return true
		}
	}
	return false
}

func (k *kustomization) loosePatches(u *use) []any {
	if entry := k.patchEntry(u); !entry.IsZero() && entry.At("target").Exists() {
		return []any{entry.Value()}
	}
	var patches []any
	for _, document := range u.documents() {
		text, err := json.Marshal(document.Value())
		if err != nil || document.Kind == "" {
			continue
		}
		group, version, grouped := strings.Cut(document.APIVersion, "/")
		if !grouped {
			group, version = "", group
		}
		target := map[string]any{"version": version, "kind": document.Kind, "name": document.Name}
		if group != "" {
			target["group"] = group
		}
		patches = append(patches, map[string]any{"patch": string(text), "target": target})
	}
	return patches
}

// patchEntry is the item of patches or patchesJson6902 that a path or a text stands
// in, zero for patchesStrategicMerge.
func (k *kustomization) patchEntry(u *use) manifest.Ref {
	if last, ok := u.at.Path[len(u.at.Path)-1].(string); ok && (last == "path" || last == "patch") {
		return manifest.Ref{Object: u.at.Object, Path: u.at.Path[:len(u.at.Path)-1]}
	}
	return manifest.Ref{}
}
