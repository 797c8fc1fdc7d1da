package main

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/source"
)

// wholeRepository returns the folder to read in place of the paths: the repository
// that holds the first of them. What a file means depends on the others.
func wholeRepository(paths []string) ([]string, error) {
	if len(paths) == 0 {
		return paths, nil
	}
	for _, path := range paths {
		if _, err := os.Stat(path); err != nil {
			return nil, err
		}
	}
	root, err := source.Repository(paths[0])
	if err != nil {
		return nil, err
	}
	return []string{root}, nil
}

// keepOnly takes the findings out that are not in one of the paths.
func keepOnly(result *lint.Result, paths []string) {
	result.Findings = slices.DeleteFunc(result.Findings, func(finding *lint.Finding) bool {
		return !slices.ContainsFunc(paths, func(path string) bool { return holds(path, finding.At.File) })
	})
}

// holds reports whether a path is a file or a folder that the file lies in.
func holds(path, file string) bool {
	absolute, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	target, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	if absolute == target {
		return true
	}
	relative, err := filepath.Rel(absolute, target)
	if err != nil || !filepath.IsLocal(relative) {
		return false
	}
	info, err := os.Stat(absolute)
	return err == nil && info.IsDir()
}
