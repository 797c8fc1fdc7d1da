// Package source finds the files that a run looks at and reads them.
package source

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/dslint/dslint/lint/manifest"
)

// Stdin is the path that stands for standard input, and StdinName what findings
// call it.
const (
	Stdin     = "-"
	StdinName = "<stdin>"
)

// ConfigName and LockName are the names of the configuration file and of the file
// that holds where DaemonSets run; both are no manifests.
const (
	ConfigName = ".dslint.yaml"
	LockName   = "dslint.lock.yaml"
)

// Options say what to read.
type Options struct {
	// Paths are files, folders, globs (** crosses folders) or "-". A file that is
	// named is read whatever its ending is; of a folder all *.yaml, *.yml and *.json
	// below it, but for .git and what a .gitignore leaves out.
	Paths []string
	// Stdin is read for "-".
	Stdin io.Reader
	// Roots are folders whose kustomizations are built although others use them.
	Roots []string
	// Exclude are globs of files to leave out of folders and globs, relative to Root.
	Exclude []string
	Root    string
	// Skip are folders that are not gone into.
	Skip []string
	// Within is left out in front of the names of files: findings name a file as it
	// is called in that folder.
	Within string
	// Charts says how charts are rendered.
	Charts Charts
	// Substitute returns the fields of the configuration that hold the values of ${NAME},
	// by NAME, for what is built of a folder or file; nil where there are none.
	Substitute func(root string) map[string]manifest.Ref
}

// Load reads and parses everything in the order in which it is named, every file
// once. What cannot be read is in the error, all of it; the rest is in the set.
func Load(options Options) (*manifest.Set, error) {
	found := &finder{options: options, seen: map[string]bool{}}
	for _, path := range options.Paths {
		found.path(path)
	}
	charts := found.charts()
	set := &manifest.Set{Files: make([]*manifest.File, len(found.names))}
	faults := make([]error, len(found.names))
	each(len(found.names), func(i int) {
		set.Files[i], faults[i] = read(found.names[i], options)
	})
	read := set.Files[:0]
	for _, file := range set.Files {
		if file != nil {
			read = append(read, file)
		}
	}
	set.Files = read
	dropTemplateSources(set, charts, options.Within)
	t := newTree(set, &options)
	found.faults = append(found.faults, renderCharts(set, t.notUsed(charts), &options))
	t.buildAll(&options)
	return set, errors.Join(append(found.faults, faults...)...)
}

func read(name string, options Options) (*manifest.File, error) {
	if name == Stdin {
		data, err := io.ReadAll(options.Stdin)
		if err != nil {
			return nil, fmt.Errorf("read standard input: %w", err)
		}
		return manifest.Parse(StdinName, data), nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	return manifest.Parse(nameWithin(options.Within, name), data), nil
}

// nameWithin is what findings call a file.
func nameWithin(within, name string) string {
	if inside := Relative(within, name); within != "" && filepath.IsLocal(inside) {
		name = inside
	}
	return filepath.ToSlash(name)
}

// each calls work for 0 to n-1 on all processors.
func each(n int, work func(int)) {
	var group sync.WaitGroup
	next := make(chan int, n)
	for i := range n {
		next <- i
	}
	close(next)
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	group.Wait()
}

// finder collects the names of files.
type finder struct {
	options Options
	names   []string
	seen    map[string]bool
	faults  []error
}

func (f *finder) add(name string) {
	name = filepath.Clean(name)
	if !f.seen[name] {
		f.seen[name] = true
		f.names = append(f.names, name)
	}
}

func (f *finder) path(path string) {
	if path == Stdin {
		f.add(path)
		return
	}
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		f.folder(path)
	case err == nil:
		f.add(path)
	case errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(path, "*?[{"):
		f.glob(path)
	default: // reading it fails, and tells why
		f.add(path)
	}
}

func (f *finder) glob(pattern string) {
	matches, err := doublestar.FilepathGlob(pattern, doublestar.WithFilesOnly())
	if err == nil && len(matches) == 0 {
		err = errors.New("no file matches")
	}
	if err != nil {
		f.faults = append(f.faults, fmt.Errorf("%s: %w", pattern, err))
		return
	}
	for _, name := range matches {
		if manifestName(name) && !f.excluded(name) {
			f.add(name)
		}
	}
}

func (f *finder) folder(root string) {
	ignored := newIgnore(root)
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			f.faults = append(f.faults, err)
			return nil
		}
		return f.entry(root, name, entry, ignored)
	})
	if err != nil {
		f.faults = append(f.faults, err)
	}
}

func (f *finder) entry(root, name string, entry fs.DirEntry, ignored *ignore) error {
	if entry.IsDir() {
		if name != root && (entry.Name() == gitFolder || holdsDependencies(name) || ignored.matches(name, true) || f.leftOut(name)) {
			return filepath.SkipDir
		}
		ignored.enter(name)
		return nil
	}
	if manifestName(name) && !ignored.matches(name, false) && !f.excluded(name) && !leadsToFolder(name, entry) {
		f.add(name)
	}
	return nil
}

// holdsDependencies reports whether a folder is where Go or npm keep the code of
// others: manifests there are examples and fixtures of these.
func holdsDependencies(folder string) bool {
	switch filepath.Base(folder) {
	case "node_modules":
		return true
	case "vendor":
		_, err := os.Stat(filepath.Join(folder, "modules.txt"))
		return err == nil
	}
	return false
}

// leadsToFolder reports whether an entry is a link to a folder: these are not
// followed, they may lead in circles.
func leadsToFolder(name string, entry fs.DirEntry) bool {
	if entry.Type()&fs.ModeSymlink == 0 {
		return false
	}
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func manifestName(name string) bool {
	switch filepath.Ext(name) {
	case ".yaml", ".yml", ".json":
		return filepath.Base(name) != ConfigName && filepath.Base(name) != LockName
	}
	return kustomizationFile(name)
}

// leftOut reports whether the options leave a folder out.
func (f *finder) leftOut(name string) bool {
	return f.excluded(name) || slices.ContainsFunc(f.options.Skip, func(skipped string) bool { return Relative(skipped, name) == "." })
}

func (f *finder) excluded(name string) bool {
	if len(f.options.Exclude) == 0 {
		return false
	}
	relative := Relative(f.options.Root, name)
	for _, pattern := range f.options.Exclude {
		pattern = strings.TrimSuffix(filepath.ToSlash(pattern), "/")
		if ok, err := doublestar.Match(pattern, relative); ok && err == nil {
			return true
		}
		if ok, err := doublestar.Match(pattern+"/**", relative); ok && err == nil {
			return true
		}
	}
	return false
}

// Relative returns name as seen from root, with slashes; name itself where it cannot be.
func Relative(root, name string) string {
	if absoluteRoot, err := filepath.Abs(root); err == nil {
		if absolute, err := filepath.Abs(name); err == nil {
			if relative, err := filepath.Rel(absoluteRoot, absolute); err == nil {
				return filepath.ToSlash(relative)
			}
		}
	}
	return filepath.ToSlash(name)
}
