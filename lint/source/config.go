package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// FindConfig looks for a configuration file from a path upward, to the root of
// its repository or of the file system. It returns "" where there is none.
func FindConfig(path string) (string, error) {
	if path == Stdin {
		path = "."
	}
	folder, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		folder = filepath.Dir(folder)
	}
	for {
		name := filepath.Join(folder, ConfigName)
		if _, err := os.Stat(name); err == nil {
			return shorten(name), nil
		} else if !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
		above := filepath.Dir(folder)
		if _, err := os.Stat(filepath.Join(folder, ".git")); err == nil || above == folder {
			return "", nil
		}
		folder = above
	}
}

// Repository returns the root of the repository that a path lies in: the nearest
// folder that holds .git, written from the working folder where it can be. It is an
// error if there is none.
func Repository(path string) (string, error) {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	root := repositoryRoot(filepath.Dir(absolute))
	if info, err := os.Stat(absolute); err == nil && info.IsDir() {
		root = repositoryRoot(absolute)
	}
	if root == "" {
		return "", fmt.Errorf("%s lies in no repository", path)
	}
	return shorten(root), nil
}

// shorten writes a path from the working folder where it lies below it.
func shorten(name string) string {
	here, err := os.Getwd()
	if err != nil {
		return name
	}
	relative, err := filepath.Rel(here, name)
	if err != nil || !filepath.IsLocal(relative) {
		return name
	}
	return relative
}
