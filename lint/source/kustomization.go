package source

import (
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// kustomization is a folder with a kustomization file.
type kustomization struct {
	name   string // of its file on disk
	folder string
	file   *manifest.File
	object *manifest.Object
	// uses are what it names, in the order in which kustomize reads it.
	uses []*use
	// dropped are the entries that a build leaves out.
	dropped []manifest.Path
	// replaced are those that have something else in their place.
	replaced []manifest.Path
	layer    *layer // once it is asked for
	// added is what an object of Flux or Argo CD adds; nil where none does.
	added *addition
	// failed tells that it cannot be built, and that this is told.
	failed bool
}

// use is one path, or one text in place of a path, that a kustomization holds.
type use struct {
	role role
	at   manifest.Ref // the entry
	text string       // as it is written
	name string       // the file or folder that it leads to, "" for none
	file *manifest.File
	sub  *kustomization
	made []*manifest.Object // by a chart
	// checked tells that the plugins of a folder are known to be harmless.
	checked bool
}

// role is what a kustomization does with a path.
type role int

const (
	resourceRole  role = iota // a file of objects, or a folder to build
	componentRole             // a folder whose changes are applied
	patchRole                 // a patch, in a file or written in place
	pluginRole                // the configuration of a generator, transformer or validator
	settingRole               // what steers kustomize
	dataRole                  // a file that becomes a value
	chartRole                 // a chart that is rendered
)

// isComponent reports whether the folder changes what another one builds, and
// builds nothing by itself.
func (k *kustomization) isComponent() bool { return k.object != nil && k.object.Kind == "Component" }

// kustomizationFile reports whether kustomize reads a file of this name.
func kustomizationFile(name string) bool {
	return slices.Contains(kustomizationNames, filepath.Base(name))
}

var kustomizationNames = []string{"kustomization.yaml", "kustomization.yml", "Kustomization"}

// kustomizes reports whether a file is for kustomize: Flux has a kind of the same
// name.
func kustomizes(file *manifest.File) bool {
	objects := file.Written()
	return len(objects) == 0 || objects[0].Group() == "" && objects[0].Kind == "" ||
		strings.HasPrefix(objects[0].Group(), "kustomize.config.k8s.io")
}

// isRemote reports whether a path is what kustomize takes for the address of a
// repository or a file, and a little more (sigs.k8s.io/kustomize/api/internal/git,
// NewRepoSpecFromURL; internal/loader, IsRemoteFile).
func isRemote(path string) bool {
	path = strings.ToLower(path)
	for _, start := range []string{"git::", "github.com/", "github.com:", "http:", "https:"} {
		if strings.HasPrefix(path, start) {
			return true
		}
	}
	user, _, at := strings.Cut(path, "@")
	return strings.Contains(path, "://") || at && user != "" && strings.Trim(user, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// newKustomization reads what a kustomization names. Nothing of it is opened.
func newKustomization(name string, file *manifest.File) *kustomization {
	k := &kustomization{name: name, folder: filepath.Dir(name), file: file}
	if written := file.Written(); len(written) > 0 {
		k.object = written[0]
		k.collect()
	}
	return k
}

func (k *kustomization) collect() {
	for _, field := range []struct {
		role role
		path manifest.Path // an asterisk stands for all items
	}{
		{resourceRole, manifest.Path{"resources", all}},
		{resourceRole, manifest.Path{"bases", all}},
		{dataRole, manifest.Path{"configMapGenerator", all, "files", all}},
		{dataRole, manifest.Path{"configMapGenerator", all, "envs", all}},
		{dataRole, manifest.Path{"configMapGenerator", all, "env"}},
		{dataRole, manifest.Path{"secretGenerator", all, "files", all}},
		{dataRole, manifest.Path{"secretGenerator", all, "envs", all}},
		{dataRole, manifest.Path{"secretGenerator", all, "env"}},
		{pluginRole, manifest.Path{"generators", all}},
		{componentRole, manifest.Path{"components", all}},
		{patchRole, manifest.Path{"patchesStrategicMerge", all}},
		{patchRole, manifest.Path{"patches", all, "path"}},
		{patchRole, manifest.Path{"patches", all, "patch"}},
		{patchRole, manifest.Path{"patchesJson6902", all, "path"}},
		{patchRole, manifest.Path{"patchesJson6902", all, "patch"}},
		{settingRole, manifest.Path{"replacements", all, "path"}},
		{settingRole, manifest.Path{"configurations", all}},
		{settingRole, manifest.Path{"crds", all}},
		{settingRole, manifest.Path{"openapi", "path"}},
		{pluginRole, manifest.Path{"transformers", all}},
		{pluginRole, manifest.Path{"validators", all}},
	} {
		for _, at := range expand(k.object.At(), field.path) {
			if text, ok := at.Text(); ok && text != "" {
				k.uses = append(k.uses, &use{role: field.role, at: at, text: text})
			}
		}
	}
}

// all stands for every item of a list.
const all = "*"

// expand returns the fields that a path with asterisks leads to.
func expand(at manifest.Ref, path manifest.Path) []manifest.Ref {
	for i, step := range path {
		if step != all {
			continue
		}
		var fields []manifest.Ref
		for item := range length(at.At(path[:i]...)) {
			fields = append(fields, expand(at.At(path[:i]...).At(item), path[i+1:])...)
		}
		return fields
	}
	return []manifest.Ref{at.At(path...)}
}

func length(list manifest.Ref) int {
	items, _ := list.Value().([]any)
	return len(items)
}

// text returns the text of a field of the kustomization, "" where there is none.
func (k *kustomization) text(field string) string {
	text, _ := k.field(field).Text()
	return text
}

// field is a field of the kustomization, or what stands in its place.
func (k *kustomization) field(name string) manifest.Ref {
	if k.added != nil {
		if at, ok := k.added.fields[name]; ok {
			return at
		}
	}
	return k.object.At(name)
}

// inPlace reports whether the entry holds a document where others hold a path.
func (u *use) inPlace() bool {
	last, _ := u.at.Path[len(u.at.Path)-1].(string)
	return last == "patch" || strings.Contains(u.text, "\n")
}

// documents returns what the entry holds or leads to.
func (u *use) documents() []*manifest.Object {
	if u.inPlace() {
		return u.at.Documents()
	}
	if u.file != nil {
		return u.file.Documents()
	}
	return nil
}

// path returns the path of the entry: files of generators may have a key in front
// (key=path).
func (u *use) path() string {
	if len(u.at.Path) > 1 && u.at.Path[len(u.at.Path)-2] == "files" {
		if _, path, found := strings.Cut(u.text, "="); found {
			return path
		}
	}
	return u.text
}

// drop leaves an entry out of the build: the patch as a whole, the item of a list.
func (k *kustomization) drop(u *use) {
	path := u.at.Path
	if last, ok := path[len(path)-1].(string); ok && (last == "path" || last == "patch") && len(path) > 2 {
		path = path[:len(path)-1]
	}
	k.dropped = append(k.dropped, path)
}

// problem adds what is wrong with an entry to the file.
func (k *kustomization) problem(kind manifest.ProblemKind, at manifest.Ref, message string) {
	if k.added != nil && (k.added.generated || at.Object == k.added.by.Object) {
		k.added.tell(kind, at, message)
		return
	}
	if at.IsZero() {
		start := manifest.Position{Line: 1, Column: 1}
		k.problemAt(kind, manifest.Span{File: k.file.Name, Start: start, End: start}, message)
		return
	}
	k.problemAt(kind, at.Span(), message)
}

func (k *kustomization) problemAt(kind manifest.ProblemKind, at manifest.Span, message string) {
	k.file.Problems = append(k.file.Problems, manifest.Problem{Span: at, Message: message, Kind: kind})
}

// KustomizationNames returns what kustomization files are called.
func KustomizationNames() []string { return slices.Clone(kustomizationNames) }

// kustomizationsIn returns the names of the kustomization files of a folder.
func kustomizationsIn(folder string) []string {
	var found []string
	for _, base := range kustomizationNames {
		name := filepath.Join(folder, base)
		if info, err := os.Stat(name); err == nil && !info.IsDir() {
			found = append(found, name)
		}
	}
	return found
}
