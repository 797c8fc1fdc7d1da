package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// tree is a state of the manifests in a folder.
type tree struct {
	name string // as the user wrote it
	root string
	// repository is where paths are written from; without one they are written from
	// the tree itself.
	repository string
}

// paths leads what the user narrows the run to into the tree. What is not there is
// left out: it may have come or gone.
func (t tree) paths(asked []string) ([]string, error) {
	if len(asked) == 0 {
		return []string{t.root}, nil
	}
	var present []string
	for _, path := range asked {
		inside, err := t.inside(path)
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(inside); err == nil {
			present = append(present, inside)
		}
	}
	return present, nil
}

// inside takes a path to the same place of the tree.
func (t tree) inside(path string) (string, error) {
	relative := path
	if t.repository != "" {
		absolute, err := filepath.Abs(path)
		if err != nil {
			return "", err
		}
		if relative, err = filepath.Rel(t.repository, absolute); err != nil {
			return "", err
		}
	}
	if !filepath.IsLocal(relative) {
		return "", fmt.Errorf("the path %s leads out of it", path)
	}
	return filepath.Join(t.root, relative), nil
}
