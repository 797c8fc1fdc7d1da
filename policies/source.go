package policies

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// source is a Rego file and what stands beside it.
type source struct {
	name     string // what errors call the file
	text     string
	examples []byte // NAME.txtar, nil without one
}

// tree is what a folder, a file or a bundle holds.
type tree struct {
	prefix string // of the names
	files  map[string][]byte
}

// extensions are the files that are read.
var extensions = []string{extension, ".txtar", ".json", ".yaml", ".yml"}

// The endings of the names of policies, and of their tests.
const (
	extension  = ".rego"
	testSuffix = "_test" + extension
)

// sizeLimit bounds one file, and all files of a bundle together.
const sizeLimit = 64 << 20

// ReadError says that policies cannot be read, whatever they hold.
type ReadError struct{ cause error }

// Error tells what was being done.
func (e *ReadError) Error() string { return "reading policies: " + e.cause.Error() }

// Unwrap returns the cause.
func (e *ReadError) Unwrap() error { return e.cause }

// readTree reads a folder, a single file or a bundle of OPA (.tar.gz). A link that
// leads out of the folder is an error: a policy that comes with a pull request sees
// what comes with it and nothing else.
func readTree(name string) (*tree, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return nil, &ReadError{err}
	case info.IsDir():
		return readFolder(name, ".")
	case strings.HasSuffix(name, ".tar.gz"), strings.HasSuffix(name, ".tgz"):
		return readBundle(name)
	}
	return readFolder(filepath.Dir(name), filepath.Base(name))
}

func readFolder(dir, start string) (*tree, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, &ReadError{err}
	}
	found, err := walk(root.FS(), start, filepath.ToSlash(dir))
	return found, errors.Join(err, root.Close())
}

// walk reads the files at and below start. What is hidden is left out.
func walk(files fs.FS, start, prefix string) (*tree, error) {
	t := &tree{prefix, map[string][]byte{}}
	err := fs.WalkDir(files, start, func(name string, entry fs.DirEntry, err error) error {
		hidden := name != start && strings.HasPrefix(entry.Name(), ".")
		switch {
		case err != nil:
			return err
		case entry.IsDir() && hidden:
			return fs.SkipDir
		case entry.IsDir() || hidden || !slices.Contains(extensions, path.Ext(name)):
			return nil
		}
		text, err := readLimited(files, name)
		t.files[name] = text
		return err
	})
	if err != nil {
		return nil, &ReadError{fmt.Errorf("%s: %w", prefix, err)}
	}
	return t, nil
}

func readLimited(files fs.FS, name string) ([]byte, error) {
	file, err := files.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // it was only read
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, err // a link to a folder
	}
	text, err := io.ReadAll(io.LimitReader(file, sizeLimit+1))
	if len(text) > sizeLimit {
		return nil, fmt.Errorf("%s is larger than %d MiB", name, sizeLimit>>20)
	}
	return text, err
}

// readBundle unpacks a bundle in memory.
func readBundle(name string) (*tree, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, &ReadError{err}
	}
	defer func() { _ = file.Close() }() // it was only read
	t, err := unpack(file, filepath.ToSlash(name))
	if err != nil {
		return nil, &ReadError{fmt.Errorf("%s: %w", name, err)}
	}
	return t, nil
}

func unpack(packed io.Reader, prefix string) (*tree, error) {
	plain, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	t := &tree{prefix, map[string][]byte{}}
	archive := tar.NewReader(io.LimitReader(plain, sizeLimit))
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, err
		}
		name := strings.TrimPrefix(path.Clean("/"+header.Name), "/")
		if header.Typeflag != tar.TypeReg || !slices.Contains(extensions, path.Ext(name)) {
			continue
		}
		if t.files[name], err = io.ReadAll(archive); err != nil {
			return nil, err
		}
	}
}

// names returns the names of the files that a test accepts, in order.
func (t *tree) names(accept func(name string) bool) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(t.files)), func(name string) bool { return !accept(name) })
}

// sources returns the Rego files, tests left out.
func (t *tree) sources() []source {
	return t.rego(func(name string) bool { return path.Ext(name) == extension && !strings.HasSuffix(name, testSuffix) })
}

// tests returns the Rego files with tests.
func (t *tree) tests() []source {
	return t.rego(func(name string) bool { return strings.HasSuffix(name, testSuffix) })
}

func (t *tree) rego(accept func(string) bool) []source {
	var sources []source
	for _, name := range t.names(accept) {
		examples := t.files[strings.TrimSuffix(name, extension)+".txtar"]
		sources = append(sources, source{path.Join(t.prefix, name), string(t.files[name]), examples})
	}
	return sources
}

// readTrees reads all of the folders, files and bundles.
func readTrees(names []string) ([]*tree, error) {
	trees := make([]*tree, len(names))
	for i, name := range names {
		var err error
		if trees[i], err = readTree(name); err != nil {
			return nil, err
		}
	}
	return trees, nil
}
