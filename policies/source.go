package policies

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
)

// source is a Rego file and what stands beside it.
type source struct {
	name     string // what errors call the file
	text     string
	examples []byte // NAME.txtar, nil without one
}

// readSources reads the Rego files at and below root, tests left out, in the order of
// their names. Errors call them by their path behind prefix.
func readSources(files fs.FS, root, prefix string) ([]source, error) {
	var sources []source
	err := fs.WalkDir(files, root, func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && name != root && strings.HasPrefix(entry.Name(), "."):
			return fs.SkipDir
		case entry.IsDir() || path.Ext(name) != ".rego" || strings.HasSuffix(name, "_test.rego"):
			return nil
		}
		read, err := readSource(files, name, prefix)
		sources = append(sources, read)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reading policies: %w", err)
	}
	return sources, nil
}

func readSource(files fs.FS, name, prefix string) (source, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return source{}, err
	}
	examples, err := fs.ReadFile(files, strings.TrimSuffix(name, ".rego")+".txtar")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return source{}, err
	}
	return source{name: path.Join(prefix, name), text: string(text), examples: examples}, nil
}
