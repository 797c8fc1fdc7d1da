package manifest

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Documents returns every document of the file as an object, whatever it holds:
// also a list of JSON patch operations. Lists are not unwrapped.
func (f *File) Documents() []*Object {
	var all []*Object
	for _, s := range f.readAll() { // what is wrong with it is a Problem already
		all = append(all, f.documents(s.documents, s.line, 0)...)
	}
	return all
}

func (f *File) documents(documents []*yaml.Node, offset, indent int) []*Object {
	var all []*Object
	for _, document := range documents {
		for _, root := range document.Content {
			object := &Object{File: f.Name, source: f, node: deref(root), offset: offset, indent: indent}
			object.readHeader()
			all = append(all, object)
		}
	}
	return all
}

// Documents reads the text of a scalar as a stream of YAML documents. In a literal
// block (|) everything keeps its place in the file; what stands in a scalar of
// another style has the place of the scalar. It returns nothing where the text is
// not YAML.
func (r Ref) Documents() []*Object {
	found := r.locate()
	if !found.exact || found.value.Kind != yaml.ScalarNode {
		return nil
	}
	if at, ok := r.written(); ok {
		return at.Documents()
	}
	documents, err := decodeAll([]byte(found.value.Value))
	if err != nil {
		return nil
	}
	header := r.Object.position(found.value).Line
	if r.Object.origin == nil && found.value.Style&yaml.LiteralStyle != 0 {
		return r.Object.source.documents(documents, header, r.Object.blockIndent(header))
	}
	all := r.Object.source.documents(documents, 0, 0)
	for _, object := range all {
		object.origin = inScalar{r}
	}
	return all
}

// blockIndent is by how much the text of a literal block is indented whose header
// stands in a line.
func (o *Object) blockIndent(header int) int {
	for number := header + 1; number <= o.source.Lines(); number++ {
		if line := o.source.Line(number); strings.TrimSpace(line) != "" {
			return len(line) - len(strings.TrimLeft(line, " "))
		}
	}
	return 0
}

// inScalar is the origin of an object that stands in a scalar without lines of its
// own.
type inScalar struct{ scalar Ref }

// Source returns nil: no object of a file became this one.
func (s inScalar) Source() *Object { return nil }

// Span returns the place of the scalar.
func (s inScalar) Span(Path, bool) Span { return s.scalar.Span() }
