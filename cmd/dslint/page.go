package main

import (
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
)

// page is what there is to say about a rule, made of the examples that are its tests.
type page struct {
	rule *lint.Rule
	// prose says why the rule matters and what to do.
	prose string
	// references are pages of documentation, functions of Kubernetes as "PACKAGE, NAME",
	// and issues in which it hurt.
	references []string
	parts      []examplePart
	// fixable tells that an example shows what a fix makes of it.
	fixable bool
}

// examplePart is an example, or what all of them share.
type examplePart struct {
	title string
	files []txtar.File
}

// referencesTitle is the line before the list of references, which ends the prose.
const referencesTitle = "References:"

func newPage(rule *lint.Rule) *page {
	archive := txtar.Parse(rule.Examples)
	p := &page{rule: rule}
	prose, list, _ := strings.Cut("\n"+string(archive.Comment), "\n"+referencesTitle+"\n")
	p.prose = strings.TrimSpace(prose)
	for line := range strings.Lines(list) {
		if reference, isItem := strings.CutPrefix(strings.TrimSpace(line), "- "); isItem {
			p.references = append(p.references, reference)
		}
	}
	for _, part := range []struct{ title, prefix string }{
		{"The nodes of the examples", "nodes.yaml"},
		{"The configuration of the examples", "config.yaml"},
		{"Bad", "bad/"},
		{"Fixed", fixedTwin(archive)},
		{"Good", "good/"},
	} {
		if files := firstExample(archive, part.prefix); len(files) > 0 {
			p.parts = append(p.parts, examplePart{part.title, files})
		}
	}
	p.fixable = len(firstExample(archive, "fixed/")) > 0
	return p
}

// fixedTwin is the name of the first bad example once it is fixed, "" where the
// archive does not show it.
func fixedTwin(archive *txtar.Archive) string {
	for _, file := range archive.Files {
		if name, isBad := strings.CutPrefix(file.Name, "bad/"); isBad {
			return fixedName(archive, name)
		}
	}
	return ""
}

func fixedName(archive *txtar.Archive, name string) string {
	for _, file := range archive.Files {
		if file.Name == "fixed/"+name {
			return file.Name
		}
	}
	return ""
}

// firstExample returns the files of the first example: those of one folder where
// it is a folder.
func firstExample(archive *txtar.Archive, prefix string) []txtar.File {
	var files []txtar.File
	for _, file := range archive.Files {
		if len(files) > 0 {
			prefix = exampleFolder(files[0].Name)
		}
		if prefix != "" && strings.HasPrefix(file.Name, prefix) {
			files = append(files, file)
		}
	}
	return files
}

// exampleFolder is the folder of an example that has one.
func exampleFolder(name string) string {
	if parts := strings.SplitN(name, "/", 3); len(parts) == 3 {
		return parts[0] + "/" + parts[1] + "/"
	}
	return ""
}

// innerName is the name of a file within an example that is a folder, "" for one that is
// a single file.
func innerName(file txtar.File) string {
	if parts := strings.SplitN(file.Name, "/", 3); len(parts) == 3 {
		return parts[2]
	}
	return ""
}

// plainLines are the lines of an example without the marks of the test.
func plainLines(text string) []string {
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	for i, line := range lines {
		line, _, _ = strings.Cut(line, "# want: ")
		lines[i] = strings.TrimRight(line, " ")
	}
	return lines
}
