package source

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// tree is what the kustomizations of a run are made of.
type tree struct {
	set *manifest.Set
	// within is the folder that the names of files are relative to, "" for the working
	// folder.
	within string
	// files holds every file that was read, by its path on disk.
	files map[string]*manifest.File
	// kustomizations are by their folder, in the order of folders.
	kustomizations map[string]*kustomization
	folders        []string
	// charts are those that kustomizations have rendered, nil for what cannot be read.
	charts map[string]*chartBuild
	// versionsOf says which versions charts see, and kubernetes is that of what is built.
	versionsOf *Charts
	kubernetes string
}

// newTree finds the kustomizations of a set and what they use, also beyond the set.
func newTree(set *manifest.Set, options *Options) *tree {
	t := &tree{
		set: set, within: options.Within, files: map[string]*manifest.File{}, kustomizations: map[string]*kustomization{},
		charts: map[string]*chartBuild{}, versionsOf: &options.Charts, kubernetes: options.Charts.Kubernetes,
	}
	for _, file := range set.Files {
		t.files[t.path(file)] = file
	}
	for _, file := range slices.Clone(set.Files) {
		if name := t.path(file); kustomizationFile(name) && kustomizes(file) {
			t.folder(filepath.Dir(name))
		}
	}
	return t
}

// path is where a file lies on disk.
func (t *tree) path(file *manifest.File) string {
	name := filepath.FromSlash(file.Name)
	if t.within == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(t.within, name)
}

// folder returns the kustomization of a folder, nil where there is none.
func (t *tree) folder(folder string) *kustomization {
	if known, ok := t.kustomizations[folder]; ok {
		return known
	}
	t.kustomizations[folder] = nil // until it is known, so that circles end
	names := kustomizationsIn(folder)
	if len(names) == 0 {
		return nil
	}
	file, err := t.file(names[0])
	if err != nil || !kustomizes(file) {
		return nil
	}
	k := newKustomization(names[0], file)
	t.kustomizations[folder] = k
	t.folders = append(t.folders, folder)
	k.validate()
	if len(names) > 1 {
		k.failed = true
		k.problem(manifest.FailedBuild, k.head(), fmt.Sprintf("%s stands beside %s: kustomize reads neither",
			filepath.Base(names[0]), filepath.Base(names[1])))
	}
	for _, u := range k.uses {
		t.resolve(k, u)
	}
	t.helmCharts(k)
	return k
}

// head is the place of what is wrong with a kustomization as a whole.
func (k *kustomization) head() manifest.Ref {
	if k.object == nil {
		return manifest.Ref{}
	}
	return k.object.At()
}

// file returns a file, which becomes one of the set.
func (t *tree) file(name string) (*manifest.File, error) {
	if known := t.files[name]; known != nil {
		return known, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	file := manifest.Parse(nameWithin(t.within, name), data)
	t.files[name] = file
	t.set.Files = append(t.set.Files, file)
	return file, nil
}

// resolve finds what an entry leads to. What a build cannot use is told and left
// out of it.
func (t *tree) resolve(k *kustomization, u *use) {
	switch path := u.path(); {
	case u.inPlace():
		t.inPlace(k, u)
	case isRemote(path):
		k.leaveOut(u, manifest.NotRead, fmt.Sprintf("%s lies elsewhere and is not read", quote(path)))
	default:
		t.local(k, u, filepath.Join(k.folder, filepath.FromSlash(path)))
	}
}

func (k *kustomization) leaveOut(u *use, kind manifest.ProblemKind, message string) {
	k.drop(u)
	k.problem(kind, u.at, message)
}

// inPlace looks at a document that stands in the kustomization itself.
func (t *tree) inPlace(k *kustomization, u *use) {
	if u.role == pluginRole {
		t.plugin(k, u, u.documents())
	}
}

func (t *tree) local(k *kustomization, u *use, name string) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		k.leaveOut(u, manifest.FailedBuild, quote(u.path())+" does not exist")
	case err != nil:
		k.leaveOut(u, manifest.FailedBuild, fmt.Sprintf("%s cannot be read: %v", quote(u.path()), unwrapPath(err)))
	case filepath.IsAbs(u.path()) || !inRepository(k.folder, name):
		k.leaveOut(u, manifest.FailedBuild, quote(u.path())+" leads out of the repository and is not read")
	case info.IsDir():
		t.localFolder(k, u, name)
	case !info.Mode().IsRegular():
		k.leaveOut(u, manifest.FailedBuild, quote(u.path())+" is no regular file")
	default:
		t.localFile(k, u, name)
	}
}

func unwrapPath(err error) error {
	if inner, ok := errors.AsType[*fs.PathError](err); ok {
		return inner.Err
	}
	return err
}

// inRepository reports whether a path leads into the repository of a folder, links
// followed. Without a repository there is nothing to lead out of.
func inRepository(folder, name string) bool {
	home, err := filepath.Abs(folder)
	if err != nil {
		return false
	}
	if home, err = filepath.EvalSymlinks(home); err != nil {
		return false
	}
	root := repositoryRoot(home)
	if root == "" {
		return true
	}
	target, err := filepath.Abs(name)
	if err != nil {
		return false
	}
	if target, err = filepath.EvalSymlinks(target); err != nil {
		return false
	}
	return target == root || strings.HasPrefix(target, root+string(filepath.Separator))
}

func (t *tree) localFolder(k *kustomization, u *use, name string) {
	if u.role != resourceRole && u.role != componentRole && u.role != pluginRole {
		k.leaveOut(u, manifest.FailedBuild, quote(u.path())+" is a folder")
		return
	}
	u.name, u.sub = name, t.folder(name)
	switch {
	case u.sub == nil && len(kustomizationsIn(name)) == 0:
		k.leaveOut(u, manifest.FailedBuild, quote(u.path())+" holds no kustomization")
	case u.sub != nil && u.sub.failed: // which is told there
		u.sub = nil
		k.drop(u)
	}
}

func (t *tree) localFile(k *kustomization, u *use, name string) {
	u.name = name
	if u.role == dataRole {
		return
	}
	if u.role == componentRole {
		k.leaveOut(u, manifest.FailedBuild, quote(u.path())+" is a file, and a component is a folder")
		return
	}
	file, err := t.file(name)
	switch {
	case err != nil:
		k.leaveOut(u, manifest.FailedBuild, fmt.Sprintf("%s cannot be read: %v", quote(u.path()), unwrapPath(err)))
	case len(file.Problems) > 0: // which are told
		k.drop(u)
	default:
		u.file = file
		if u.role == pluginRole {
			t.plugin(k, u, u.documents())
		}
	}
}

// builtinPlugin is the API version of what kustomize does itself.
const builtinPlugin = "builtin"

// plugin leaves out what runs a program, and what may fetch something.
func (t *tree) plugin(k *kustomization, u *use, documents []*manifest.Object) {
	if generatesChart(documents) && u.sub == nil && u.at.Path[0] == "generators" {
		home, _ := documents[0].At("chartHome").Text()
		t.helmChart(k, &helmChart{entry: documents[0].At(), path: u.at.Path, home: cmp.Or(home, defaultChartHome)})
		return
	}
	for _, document := range documents {
		switch {
		case document.APIVersion != builtinPlugin:
			k.leaveOut(u, manifest.NotRead, strings.TrimSpace("what the plugin "+document.Kind+" makes is not read: dslint runs no programs"))
			return
		case strings.HasPrefix(document.Kind, "HelmChart"):
			k.leaveOut(u, manifest.NotRead, "what the chart of a generator makes is not read")
			return
		case holdsAddress(document.Value()):
			k.leaveOut(u, manifest.NotRead, "what "+document.Kind+" reads lies elsewhere and is not read")
			return
		}
	}
}

// holdsAddress reports whether some text within a value is an address, patches
// apart: these are not opened.
func holdsAddress(value any) bool {
	switch value := value.(type) {
	case string:
		return isRemote(value)
	case []any:
		return slices.ContainsFunc(value, holdsAddress)
	case map[string]any:
		for key, inner := range value {
			if key != "patch" && holdsAddress(inner) {
				return true
			}
		}
	}
	return false
}

func quote(text string) string { return `"` + text + `"` }
