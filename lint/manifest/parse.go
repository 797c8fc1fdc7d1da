package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Parse reads a stream of YAML documents, or JSON, which YAML contains. It
// always returns a file: a document that cannot be read is a [Problem], and the
// documents before it are kept. A document that is no Kubernetes object is left
// out.
func Parse(name string, data []byte) *File {
	file := &File{Name: name, data: data}
	if !file.parseInPieces(worthSplitting, pieceSize) {
		file.parseWhole()
	}
	return file
}

// Text returns a file that is no YAML: it has lines, and no objects.
func Text(name string, data []byte) *File { return &File{Name: name, data: data} }

func (f *File) parseWhole() {
	for _, s := range f.readAll() {
		for _, document := range s.documents {
			f.add(document, s.line)
		}
		f.Templated = f.Templated || s.templated
		if s.err != nil {
			f.Problems = append(f.Problems, s.problem(f))
		}
	}
}

// decodeAll reads documents up to the end or the first error: the decoder
// repeats a syntax error for ever. Its rare panics become errors.
func decodeAll(data []byte) (documents []*yaml.Node, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("yaml: the document cannot be read: %v", fault)
		}
	}()
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	for {
		document := &yaml.Node{}
		switch err := decoder.Decode(document); {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return documents, err
		}
		documents = append(documents, document)
	}
}

// add keeps the objects of one document.
func (f *File) add(document *yaml.Node, offset int) {
	for _, root := range document.Content {
		n := deref(root)
		f.addObject(n, offset, "", "")
		if isJSONPatch(n) {
			f.Patches = append(f.Patches, &Object{File: f.Name, source: f, node: n, offset: offset})
		}
	}
}

// isJSONPatch reports whether a document is a list of operations of RFC 6902.
func isJSONPatch(n *yaml.Node) bool {
	if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
		return false
	}
	return !slices.ContainsFunc(n.Content, func(item *yaml.Node) bool {
		_, operation := child(deref(item), "op")
		_, path := child(deref(item), "path")
		return operation == nil || path == nil || !slices.Contains(patchOperations, operation.Value) ||
			path.Value != "" && path.Value[0] != '/'
	})
}

var patchOperations = []string{"add", "remove", "replace", "move", "copy", "test"}

// addObject keeps n as an object, or the items of a List. The items of typed
// lists (NodeList) may leave out what the list says of them.
func (f *File) addObject(n *yaml.Node, offset int, apiVersion, kind string) {
	if n.Kind != yaml.MappingNode {
		return
	}
	object := &Object{File: f.Name, APIVersion: apiVersion, Kind: kind, source: f, node: n, offset: offset}
	object.readHeader()
	if items, ok := listItems(object); ok {
		itemVersion, itemKind := itemType(object)
		for _, item := range items {
			f.addObject(deref(item), offset, itemVersion, itemKind)
		}
		return
	}
	f.Objects = append(f.Objects, object)
}

func (o *Object) readHeader() {
	read := func(into *string, path ...any) {
		if text, ok := o.At(path...).Text(); ok {
			*into = text
		}
	}
	read(&o.APIVersion, "apiVersion")
	read(&o.Kind, "kind")
	read(&o.Namespace, "metadata", "namespace")
	read(&o.Name, "metadata", "name")
}
