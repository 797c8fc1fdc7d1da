package source

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Matcher tells the files that paths name: files, folders, globs and standard input.
type Matcher struct {
	here    string // the working folder
	files   map[string]bool
	folders []string
	globs   []string
	known   map[string]bool
}

// NewMatcher returns the matcher of some paths. What does not exist names nothing but
// itself.
func NewMatcher(paths []string) *Matcher {
	m := &Matcher{files: map[string]bool{}, known: map[string]bool{}}
	m.here, _ = os.Getwd() // without one, paths are compared as they are written
	for _, path := range paths {
		name := m.absolute(path)
		info, err := os.Stat(path)
		switch {
		case path == Stdin:
			m.files[m.absolute(StdinName)] = true
		case err == nil && info.IsDir():
			m.folders = append(m.folders, name)
		case err != nil && strings.ContainsAny(path, "*?[{"):
			m.globs = append(m.globs, filepath.ToSlash(name))
		default:
			m.files[name] = true
		}
	}
	return m
}

// Holds reports whether one of the paths is a file or folder of a name, or holds it.
func (m *Matcher) Holds(name string) bool {
	held, known := m.known[name]
	if !known {
		held = m.holds(m.absolute(name))
		m.known[name] = held
	}
	return held
}

func (m *Matcher) holds(name string) bool {
	if m.files[name] {
		return true
	}
	for _, folder := range m.folders {
		if name == folder || strings.HasPrefix(name, strings.TrimSuffix(folder, string(filepath.Separator))+string(filepath.Separator)) {
			return true
		}
	}
	name = filepath.ToSlash(name)
	for _, glob := range m.globs {
		if ok, err := doublestar.Match(glob, name); ok && err == nil {
			return true
		}
		if ok, err := doublestar.Match(glob+"/**", name); ok && err == nil {
			return true
		}
	}
	return false
}

func (m *Matcher) absolute(name string) string {
	if filepath.IsAbs(name) {
		return filepath.Clean(name)
	}
	return filepath.Join(m.here, name)
}

// Expand returns the files and folders that a path stands for: itself, or what a glob
// matches. It is an error if there is none.
func Expand(path string) ([]string, error) {
	_, err := os.Stat(path)
	if err == nil {
		return []string{path}, nil
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if !strings.ContainsAny(path, "*?[{") {
		return nil, errors.New("it does not exist")
	}
	matches, err := doublestar.FilepathGlob(path)
	if err == nil && len(matches) == 0 {
		err = errors.New("nothing matches")
	}
	return matches, err
}
