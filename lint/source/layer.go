package source

import (
	"github.com/dslint/dslint/lint/manifest"
)

// layer is what one kustomization does to objects, as steps in the order in which
// kustomize takes them.
type layer struct {
	k     *kustomization
	steps []step
}

// step is one change to objects.
type step interface {
	// sets returns where a step writes what stands at a path of a built object, if it
	// does: the value there must be the built one.
	sets(o *origin, path manifest.Path, value any) (manifest.Ref, bool)
	// holds returns where a step speaks of a path, whatever it writes there.
	holds(o *origin, path manifest.Path) (manifest.Ref, bool)
}

// ownLayer is what the kustomization does by itself
// (sigs.k8s.io/kustomize/api/internal/target, configureBuiltinTransformers).
func (k *kustomization) ownLayer() *layer {
	if k.layer != nil {
		return k.layer
	}
	k.layer = &layer{k: k}
	if k.object == nil {
		return k.layer
	}
	k.addPatches("patchesStrategicMerge")
	k.addPatches("patches")
	if k.added != nil {
		k.layer.addPatches(k.added.patches, k)
	}
	k.layer.steps = append(k.layer.steps, namespaceStep{k.field("namespace")}, nameStep{k})
	k.addLabels()
	k.addPatches("patchesJson6902")
	for i := range length(k.object.At("replicas")) {
		k.layer.steps = append(k.layer.steps, replicaStep{k.object.At("replicas", i)})
	}
	for _, field := range []string{"images", "imageTags"} {
		for i := range length(k.object.At(field)) {
			k.layer.steps = append(k.layer.steps, imageStep{k.object.At(field, i)})
		}
	}
	k.addReplacements()
	if k.added != nil {
		k.layer.steps = append(k.layer.steps, k.added.steps...)
	}
	return k.layer
}

func (l *layer) text(field string) string {
	if l.k.object == nil {
		return ""
	}
	return l.k.text(field)
}

func (k *kustomization) addPatches(field string) {
	var patches []*use
	for _, u := range k.uses {
		if u.role == patchRole && u.at.Path[0] == field && !k.isDropped(u) {
			patches = append(patches, u)
		}
	}
	k.layer.addPatches(patches, k)
}

func (l *layer) addPatches(patches []*use, k *kustomization) {
	for _, u := range patches {
		entry := k.patchEntry(u)
		for _, document := range u.documents() {
			value := document.Value()
			if operations, ok := value.([]any); ok {
				l.steps = append(l.steps, &operationsStep{document, operations, newTarget(entry, nil)})
			} else {
				l.steps = append(l.steps, &mergeStep{document, value, newTarget(entry, document)})
			}
		}
	}
}

func (k *kustomization) addLabels() {
	add := func(parent []string, pairs manifest.Ref) {
		k.layer.steps = append(k.layer.steps, pairStep{parent, pairs})
	}
	labels := []string{"labels", "matchLabels", "selector"}
	for i := range length(k.object.At("labels")) {
		add(labels, k.object.At("labels", i, "pairs"))
	}
	add(labels, k.object.At("commonLabels"))
	add([]string{"annotations"}, k.object.At("commonAnnotations"))
}

func (k *kustomization) addReplacements() {
	for i := range length(k.object.At("replacements")) {
		k.layer.steps = append(k.layer.steps, replacementStep{k.object.At("replacements", i)})
	}
	for _, u := range k.uses {
		if u.role != settingRole || u.at.Path[0] != "replacements" {
			continue
		}
		for _, document := range u.documents() {
			if _, list := document.Value().([]any); list {
				for i := range length(document.At()) {
					k.layer.steps = append(k.layer.steps, replacementStep{document.At(i)})
				}
				continue
			}
			k.layer.steps = append(k.layer.steps, replacementStep{document.At()})
		}
	}
}
