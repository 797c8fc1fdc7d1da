package source

import (
	"encoding/json"
	"errors"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// addition is what an object of Flux or Argo CD adds to the kustomization of the
// folder that it applies.
type addition struct {
	// by is the field that names the folder: what is wrong with the build as a whole is
	// told there.
	by manifest.Ref
	// generated tells that the kustomization stands in no file.
	generated bool
	// value are the fields that are added, as kustomize knows them.
	value map[string]any
	// fields are where fields of the kustomization stand instead.
	fields  map[string]manifest.Ref
	patches []*use
	steps   []step
	// leftOut is what is not seen of the folder; nil for nothing.
	leftOut *ignore
	// missing tells that components need not be there.
	missing bool
	// files are what kustomize sees and is not on disk.
	files map[string][]byte

	report func(kind manifest.ProblemKind, at manifest.Ref, message string)
}

func newAddition(by manifest.Ref, report func(manifest.ProblemKind, manifest.Ref, string)) *addition {
	return &addition{by: by, value: map[string]any{}, fields: map[string]manifest.Ref{}, report: report}
}

// tell reports what is wrong: a kustomization that stands in no file has no place
// for it.
func (a *addition) tell(kind manifest.ProblemKind, at manifest.Ref, message string) {
	if at.Object != a.by.Object {
		at = a.by
	}
	a.report(kind, at, message)
}

// set puts the text of a field in the place of one of the kustomization.
func (a *addition) set(name string, at manifest.Ref) {
	if text, ok := at.Text(); ok && text != "" {
		a.value[name], a.fields[name] = text, at
	}
}

// patch adds the items of a list of patches, each with a patch or its file and its target.
func (a *addition) patch(list manifest.Ref) {
	for i := range length(list) {
		for _, field := range []string{"patch", "path"} {
			at := list.At(i, field)
			if text, ok := at.Text(); ok && text != "" {
				a.patches = append(a.patches, &use{role: patchRole, at: at, text: text})
				break
			}
		}
	}
}

// image adds one entry of images.
func (a *addition) image(entry manifest.Ref) {
	images, _ := a.value["images"].([]any)
	a.value["images"] = append(images, entry.Value())
	a.steps = append(a.steps, imageStep{entry})
}

// annotate gives every object labels or annotations, and nothing below it.
func (a *addition) annotate(field string, pairs manifest.Ref) {
	mapping, ok := pairs.Value().(map[string]any)
	if !ok || len(mapping) == 0 {
		return
	}
	text, err := json.Marshal(map[string]any{
		"apiVersion": "v1", "kind": "Any", "metadata": map[string]any{"name": "any", field: mapping},
	})
	if err != nil {
		return
	}
	patches, _ := a.value["patches"].([]any)
	a.value["patches"] = append(patches, map[string]any{"patch": string(text), "target": map[string]any{"kind": ".*"}})
	a.steps = append(a.steps, pairStep{[]string{field}, pairs})
}

// merge completes a kustomization.
func (a *addition) merge(value map[string]any, k *kustomization, how editing) {
	for _, u := range a.patches {
		patches, _ := value["patches"].([]any)
		if how.partial {
			value["patches"] = append(patches, k.loosePatches(u)...)
		} else {
			value["patches"] = append(patches, k.patchEntry(u).Value())
		}
	}
	for key, more := range a.value {
		switch more := more.(type) {
		case []any:
			list, _ := value[key].([]any)
			value[key] = append(withoutNamed(list, more), more...)
		case map[string]any:
			mapping, _ := value[key].(map[string]any)
			merged := maps.Clone(more)
			for name, own := range mapping {
				if _, has := merged[name]; !has {
					merged[name] = own
				}
			}
			value[key] = merged
		default:
			value[key] = more
		}
	}
}

// putFiles has kustomize see the files that are not on disk.
func (a *addition) putFiles(files *buildFiles) error {
	if a == nil {
		return nil
	}
	var faults []error
	for name, content := range a.files {
		faults = append(faults, files.put(name, content))
	}
	return errors.Join(faults...)
}

// withoutNamed returns a list without the items that others of the same name replace.
func withoutNamed(list, others []any) []any {
	return slices.DeleteFunc(slices.Clone(list), func(item any) bool {
		mapping, _ := item.(map[string]any)
		name, named := mapping["name"].(string)
		return named && slices.ContainsFunc(others, keyed("name", name))
	})
}

// overlaid returns the kustomization of a folder with something added. Where the
// folder has none it is one of all manifests below, as Flux makes it
// (github.com/fluxcd/pkg/kustomize, Generator).
func (t *tree) overlaid(folder string, added *addition, components manifest.Ref) *kustomization {
	k := t.folder(folder)
	if k == nil {
		k = t.generated(folder, added.leftOut)
		added.generated = true
	}
	overlaid := *k
	overlaid.layer, overlaid.added = nil, added
	overlaid.uses, overlaid.dropped = slices.Clone(k.uses), slices.Clone(k.dropped)
	if added.generated {
		for _, u := range overlaid.uses {
			t.resolve(&overlaid, u)
		}
	}
	for _, u := range added.patches {
		if !u.inPlace() {
			t.resolve(&overlaid, u)
		}
	}
	added.patches = slices.DeleteFunc(added.patches, func(u *use) bool { return !u.inPlace() && u.file == nil })
	for i := range length(components) {
		text, _ := components.At(i).Text()
		if added.missing && !isFolder(filepath.Join(folder, filepath.FromSlash(text))) {
			continue
		}
		u := &use{role: componentRole, at: components.At(i), text: text}
		t.resolve(&overlaid, u)
		overlaid.uses = append(overlaid.uses, u)
		if u.sub != nil {
			list, _ := added.value["components"].([]any)
			added.value["components"] = append(list, text)
		}
	}
	return &overlaid
}

// generated is a kustomization of all manifests below a folder.
func (t *tree) generated(folder string, leftOut *ignore) *kustomization {
	resources := t.below(folder, leftOut)
	for i, name := range resources {
		if inside, err := filepath.Rel(folder, name); err == nil {
			resources[i] = "./" + filepath.ToSlash(inside)
		}
	}
	text, err := json.Marshal(map[string]any{"resources": resources})
	if err != nil {
		text = nil
	}
	name := filepath.Join(folder, kustomizationNames[0])
	return newKustomization(name, manifest.Parse(nameWithin(t.within, name), text))
}

// below lists the manifests below a folder and the folders with kustomizations, in
// order. Charts are left out, and what is no Kubernetes object.
func (t *tree) below(folder string, leftOut *ignore) []string {
	if leftOut == nil {
		leftOut = &ignore{top: folder}
	}
	names := []string{}
	_ = filepath.WalkDir(folder, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // the rest is read
		case entry.IsDir():
			return t.enter(folder, name, leftOut, &names)
		case !leftOut.matches(name, false) && (filepath.Ext(name) == ".yaml" || filepath.Ext(name) == ".yml") && t.holdsObjects(name):
			names = append(names, name)
		}
		return nil
	})
	return names
}

// enter goes into a folder below another one, or takes it as a whole.
func (t *tree) enter(root, name string, leftOut *ignore, names *[]string) error {
	if name != root {
		if entry := filepath.Base(name); entry == gitFolder || entry == ".github" || isChart(name) || leftOut.matches(name, true) {
			return filepath.SkipDir
		}
		if len(kustomizationsIn(name)) > 0 {
			*names = append(*names, name)
			return filepath.SkipDir
		}
	}
	leftOut.read(filepath.Join(name, sourceIgnoreFile))
	return nil
}

// holdsObjects reports whether every document of a file is a Kubernetes object.
func (t *tree) holdsObjects(name string) bool {
	if filepath.Base(name) == ConfigName || strings.HasPrefix(filepath.Base(name), ".sops.") {
		return false
	}
	file, err := t.file(name)
	unread := func(p manifest.Problem) bool {
		return p.Kind == manifest.BrokenYAML || p.Kind == manifest.TemplateSource
	}
	return err == nil && !slices.ContainsFunc(file.Problems, unread) && len(file.Written()) > 0 &&
		!slices.ContainsFunc(file.Written(), func(o *manifest.Object) bool { return o.Kind == "" || o.APIVersion == "" || o.Name == "" })
}
