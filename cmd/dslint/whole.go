package main

import (
	"os"
	"path/filepath"
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
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

// keepOnly takes the findings out that are neither in what is reported nor about what is
// built there.
func (i *inputFlags) keepOnly(result *lint.Result) {
	if i.only == nil {
		return
	}
	result.Findings = slices.DeleteFunc(result.Findings, func(finding *lint.Finding) bool {
		return !i.only.Holds(i.locate(finding.At.File)) && !i.builtThere(finding.Object) && !slices.ContainsFunc(finding.Others, i.builtThere)
	})
}

// builtThere reports whether an object is built, or applied, by what is reported.
func (i *inputFlags) builtThere(object *manifest.Object) bool {
	if object == nil || object.Root == "" {
		return false
	}
	root := i.locate(object.Root)
	return i.only.Holds(root) || slices.ContainsFunc(source.KustomizationNames(), func(name string) bool {
		return i.only.Holds(filepath.Join(root, name))
	})
}

// reports tells the objects that the paths name, or lead to.
func (i *inputFlags) reports(object *manifest.Object) bool {
	return i.only == nil || i.only.Holds(i.locate(object.File)) || i.only.Holds(i.locate(object.At().Span().File)) || i.builtThere(object)
}
