package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
)

// tell writes to stderr what a run is about to look at, where --verbose asks for it.
func (l *linter) tell(j *job) {
	if !l.verbose {
		return
	}
	notes := []string{"no configuration"}
	if j.project.file != "" {
		notes[0] = "configuration " + j.project.file
	}
	notes = append(notes, builtRoots(j.set)...)
	notes = append(notes, inventories(j.set)...)
	for _, dir := range slices.Concat(j.project.resolve(j.project.Policies), l.rules.Dirs) {
		notes = append(notes, "policies "+dir)
	}
	notes = append(notes, fmt.Sprintf("files: %d, objects: %d, rules: %d", len(j.set.Files), len(j.set.Objects()), len(j.rules)))
	for _, note := range notes {
		l.note(note)
	}
}

func (c *command) note(text string) { c.complain("note: " + text) }

// builtRoots names the kustomizations and charts of which objects are built.
func builtRoots(set *manifest.Set) []string {
	var notes []string
	counts := map[string]int{}
	var order []string
	for _, object := range set.Objects() {
		if object.Root == "" {
			continue
		}
		built := "kustomization " + object.Root
		if isChart(object.Root) {
			built = "chart " + object.Root
		}
		if given := slices.DeleteFunc(slices.Clone(object.Values), absent); len(given) > 0 {
			built += " with " + strings.Join(given, ", ")
		}
		if counts[built]++; counts[built] == 1 {
			order = append(order, built)
		}
	}
	for _, built := range order {
		notes = append(notes, fmt.Sprintf("%s makes %d of the objects", built, counts[built]))
	}
	return notes
}

func isChart(folder string) bool { return !absent(filepath.Join(folder, "Chart.yaml")) }

func absent(name string) bool {
	_, err := os.Stat(name)
	return err != nil
}

// inventories names the files with Nodes.
func inventories(set *manifest.Set) []string {
	var notes []string
	for _, file := range set.Files {
		if nodes := inventory.Collect(&manifest.Set{Files: []*manifest.File{file}}); len(nodes) > 0 {
			notes = append(notes, fmt.Sprintf("%s holds %d of the nodes", file.Name, len(nodes)))
		}
	}
	return notes
}
