package manifest

import (
	"bytes"
	"sync"
	"unicode/utf8"
)

// File is one stream of YAML documents or one JSON text.
type File struct {
	// Name is what findings call the file.
	Name string
	// Objects are the Kubernetes objects in the order of the file, Lists unwrapped.
	Objects []*Object
	// Patches are the JSON patches (RFC 6902) in the file that nothing applies which was
	// read.
	Patches []*Object
	// Problems are the parts that could not be read.
	Problems []Problem
	// Templated tells that actions of a template engine stand where values belong: the
	// objects are what is known of those that it makes.
	Templated bool

	withheld []*Object // what stands in the file where Objects is something else

	data  []byte
	index sync.Once
	lines []int // offset of the start of each line

	layouts layouts
}

// Problem is a part of a file that could not be read or used.
type Problem struct {
	Span    Span
	Message string
	Kind    ProblemKind
}

// Text tells the problem in words that need nothing beside them.
func (p Problem) Text() string {
	switch p.Kind {
	case BrokenYAML:
		return "the document is not YAML, and is not read: " + p.Message
	case TemplateSource:
		return "the document is the source of a template, and is not read"
	default:
		return p.Message
	}
}

// ProblemKind says what kind of a problem it is.
type ProblemKind int

// The kinds of problems.
const (
	// BrokenYAML is text that is not YAML.
	BrokenYAML ProblemKind = iota
	// TemplateSource is text that looks like the source of a template engine, not like
	// broken YAML.
	TemplateSource
	// FailedBuild is what keeps kustomize or Helm from making the objects.
	FailedBuild
	// NotRead is something that lies elsewhere: a remote base, what a plugin makes.
	NotRead
)

// Replace puts built objects in the place of what stands in the file, which keeps
// its lines and its comments. Without objects the file is only a part of what is
// built elsewhere.
func (f *File) Replace(built ...*Object) {
	if f.withheld == nil {
		f.withheld = append([]*Object{}, f.Objects...)
	}
	f.Objects = built
}

// Written returns the objects that stand in the file, also where others took their
// place.
func (f *File) Written() []*Object {
	if f.withheld != nil {
		return f.withheld
	}
	return f.Objects
}

// part returns the file as it is with some of its objects only.
func (f *File) part(objects []*Object) *File {
	return &File{
		Name: f.Name, Objects: objects, Patches: f.Patches, Problems: f.Problems, withheld: f.Written(),
		Templated: f.Templated, data: f.data,
	}
}

// Line returns the text of a line without its line end, "" where there is none.
// Lines count from 1.
func (f *File) Line(number int) string {
	f.index.Do(f.indexLines)
	if number < 1 || number > len(f.lines) {
		return ""
	}
	start, end := f.lines[number-1], len(f.data)
	if number < len(f.lines) {
		end = f.lines[number]
	}
	line := bytes.TrimRight(f.data[start:end], "\r\n")
	if number == 1 {
		line = bytes.TrimPrefix(line, byteOrderMark)
	}
	return string(line)
}

// Lines returns the number of lines.
func (f *File) Lines() int {
	f.index.Do(f.indexLines)
	return len(f.lines)
}

// Holds reports whether the bytes of the file hold text anywhere.
func (f *File) Holds(text string) bool { return bytes.Contains(f.data, []byte(text)) }

var byteOrderMark = []byte("\ufeff")

// indexLines splits as the YAML reader counts: LF, CRLF and a lone CR end a line.
func (f *File) indexLines() {
	f.lines = append(f.lines, 0)
	for i, c := range f.data {
		lone := c == '\r' && (i+1 == len(f.data) || f.data[i+1] != '\n')
		if (c == '\n' || lone) && i+1 < len(f.data) {
			f.lines = append(f.lines, i+1)
		}
	}
}

// runes cuts the first n code points off a line.
func cutRunes(line string, n int) (rest string) {
	for ; n > 0 && line != ""; n-- {
		_, size := utf8.DecodeRuneInString(line)
		line = line[size:]
	}
	return line
}
