package source

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"

	"github.com/dslint/dslint/lint/manifest"
)

// build makes the objects of a root. Nothing is fetched and no program is run:
// what a kustomization names elsewhere is left out, and patches for it with it.
func (t *tree) build(root *kustomization) ([]*manifest.Object, error) {
	text, err := t.render(root)
	if err != nil {
		return nil, err
	}
	objects := manifest.Parse(root.file.Name, text).Objects
	t.trace(root, objects)
	return objects, nil
}

// render makes the text of a root.
func (t *tree) render(root *kustomization) ([]byte, error) {
	parts := t.closure(root)
	for _, k := range parts {
		t.checkPlugins(k)
	}
	partial := slices.ContainsFunc(parts, func(k *kustomization) bool { return len(k.dropped) > 0 })
	text, err := t.run(root, parts, editing{partial: partial, kubernetes: t.kubernetes})
	if err != nil && partial {
		text, err = t.run(root, parts, editing{partial: true, bare: true, kubernetes: t.kubernetes})
	}
	return text, err
}

// checkPlugins builds the folders of plugins, and leaves out those that are not only what
// kustomize does itself.
func (t *tree) checkPlugins(k *kustomization) {
	for _, u := range k.uses {
		if u.role != pluginRole || u.sub == nil || u.checked {
			continue
		}
		u.checked = true
		text, err := t.render(u.sub)
		if err != nil {
			k.leaveOut(u, manifest.FailedBuild, quote(u.path())+" cannot be built: "+shortened(err.Error()))
			continue
		}
		t.plugin(k, u, manifest.Parse(u.sub.file.Name, text).Objects)
	}
}

// closure returns a kustomization and all that it uses, each once.
func (t *tree) closure(root *kustomization) []*kustomization {
	found := []*kustomization{root}
	for i := 0; i < len(found); i++ {
		for _, u := range found[i].uses {
			if u.sub != nil && !slices.Contains(found, u.sub) {
				found = append(found, u.sub)
			}
		}
	}
	return found
}

// run has kustomize build a folder.
func (t *tree) run(root *kustomization, parts []*kustomization, how editing) (text []byte, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("kustomize fails: %v", fault)
		}
	}()
	files, err := prepared(root, parts, how)
	if err != nil {
		return nil, err
	}
	options := krusty.MakeDefaultOptions()
	options.LoadRestrictions = types.LoadRestrictionsNone // files sees to them
	folder, err := filepath.Abs(root.folder)
	if err != nil {
		return nil, err
	}
	built, err := krusty.MakeKustomizer(options).Run(files, folder)
	if err != nil {
		return nil, err
	}
	return built.AsYaml()
}

func prepared(root *kustomization, parts []*kustomization, how editing) (*buildFiles, error) {
	files := newBuildFiles(root.folder)
	for _, k := range parts {
		if err := k.prepare(files, how); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// editing says how kustomizations are changed before they are built.
type editing struct {
	// partial: something is left out, and what is meant for it must not fail.
	partial bool
	// bare: what else may ask for an object that is left out is left out too:
	// replacements, variables, replica counts, generators that add to another one's map.
	bare bool
	// kubernetes is the version that what charts make is for.
	kubernetes string
}

// prepare has kustomize see a kustomization as it is to be built.
func (k *kustomization) prepare(files *buildFiles, how editing) error {
	if k.object == nil {
		return nil
	}
	value, ok := k.object.Value().(map[string]any)
	if !ok {
		return errors.New("the kustomization is not a mapping")
	}
	if !how.partial && value["sortOptions"] == nil && k.added == nil && len(k.replaced) == 0 {
		return nil
	}
	k.edit(value, how)
	if err := k.addCharts(value, files, how.kubernetes); err != nil {
		return err
	}
	if k.added != nil {
		k.added.merge(value, k, how)
	}
	if k.holdsNothing(value) {
		value["namePrefix"] = "" // kustomize refuses an empty file
		value["resources"] = []any{}
	}
	content, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return errors.Join(files.put(k.name, content), k.added.putFiles(files))
}

// edit leaves out what is not to be built.
func (k *kustomization) edit(value map[string]any, how editing) {
	delete(value, "sortOptions") // the order means nothing here
	dropAll(value, slices.Concat(k.dropped, k.replaced))
	if how.partial {
		k.loosen(value)
	}
	if how.bare {
		delete(value, "replacements")
		delete(value, "vars")
		delete(value, "replicas")
		dropAdding(value)
	}
}

// dropAdding removes the generators that add to a ConfigMap or Secret of a base.
func dropAdding(value map[string]any) {
	for _, field := range []string{"configMapGenerator", "secretGenerator"} {
		generators, ok := value[field].([]any)
		if !ok {
			continue
		}
		value[field] = slices.DeleteFunc(generators, func(generator any) bool {
			entry, _ := generator.(map[string]any)
			return entry["behavior"] == "merge" || entry["behavior"] == "replace"
		})
	}
}

func (k *kustomization) holdsNothing(value map[string]any) bool {
	for key, inner := range value {
		if key != "apiVersion" && key != "kind" && key != "metadata" && inner != nil {
			return false
		}
	}
	return true
}

// dropAll removes items of lists and keys of mappings.
func dropAll(value any, paths []manifest.Path) {
	dropped := map[string]bool{}
	for _, path := range paths {
		dropped[path.String()] = true
	}
	dropBelow(value, nil, dropped)
}

func dropBelow(value any, path manifest.Path, dropped map[string]bool) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			if dropped[path.Join(key).String()] {
				delete(value, key)
				continue
			}
			value[key] = dropBelow(inner, path.Join(key), dropped)
		}
	case []any:
		kept := value[:0]
		for i, inner := range value {
			if !dropped[path.Join(i).String()] {
				kept = append(kept, dropBelow(inner, path.Join(i), dropped))
			}
		}
		return kept
	}
	return value
}
