package manifest

import (
	"bytes"
	"regexp"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// passage is a part of a file that is read by itself, and what stands in it.
type passage struct {
	data      []byte
	line      int // lines above it
	documents []*yaml.Node
	templated bool // there are actions of a template among the values
	err       error
	kind      ProblemKind
	at        int // the line of the fault within it, 0 where the error tells
}

// documentStart is a line that begins a document, whatever is open above it.
var documentStart = regexp.MustCompile(`(?m)^---(?:[ \t\r\n]|$)`)

// readAll reads the documents of the file. One that cannot be read does not keep those
// below it from being read.
func (f *File) readAll() []*passage {
	whole := &passage{data: f.data}
	whole.documents, whole.err = decodeAll(f.data)
	if whole.err == nil && !holdsActions(f.data, whole.documents) {
		return []*passage{whole}
	}
	var all []*passage
	for _, s := range f.passages() {
		s.read()
		all = append(all, s)
	}
	return all
}

// passages cuts the file where documents start; not where directives stand in front of
// them.
func (f *File) passages() []*passage {
	starts := documentStart.FindAllIndex(f.data, -1)
	if bytes.HasPrefix(f.data, []byte("%")) || bytes.Contains(f.data, []byte("\n%")) {
		starts = nil
	}
	var all []*passage
	begin, line := 0, 0
	cut := func(end int) {
		if end > begin {
			all = append(all, &passage{data: f.data[begin:end], line: line})
			line += bytes.Count(f.data[begin:end], []byte("\n"))
			begin = end
		}
	}
	for _, start := range starts {
		cut(start[0])
	}
	cut(len(f.data))
	return all
}

// read reads the passage as it is, or with what a template engine or envsubst will
// replace taken for text.
func (s *passage) read() {
	s.documents, s.err = decodeAll(s.data)
	parsed := s.err == nil
	if parsed && !holdsActions(s.data, s.documents) {
		return
	}
	found := findActions(s.data)
	if found == nil {
		return
	}
	documents, err := decodeAll(found.text(parsed, false))
	if err == nil && !holdsActions(s.data, documents) {
		unmask(documents)
		s.documents, s.err, s.templated = documents, nil, found.braces
		return
	}
	if parsed {
		err = errAction
	}
	s.documents, s.err = s.documents[:0], err
	if found.first > 0 && (parsed || found.explains(err)) {
		s.kind, s.at = TemplateSource, found.first
	}
}

// problem is what is wrong with the passage.
func (s *passage) problem(f *File) Problem {
	line, message := f.faultLine(s)
	if s.at > 0 {
		line = s.at
	}
	last := s.line + bytes.Count(bytes.TrimSuffix(s.data, []byte("\n")), []byte("\n")) + 1
	line = max(1, min(s.line+line, last, f.Lines()))
	return Problem{Span: f.faultSpan(line), Message: message, Kind: s.kind}
}

// holdsActions reports whether a mapping is the key of a mapping, which is how {{ x }}
// reads; nothing that Kubernetes takes has one.
func holdsActions(data []byte, documents []*yaml.Node) bool {
	return bytes.Contains(data, []byte("{{")) && slices.ContainsFunc(documents, isAction)
}

func isAction(n *yaml.Node) bool {
	for i, child := range n.Content {
		isKey := n.Kind == yaml.MappingNode && i%2 == 0
		if isKey && child.Kind == yaml.MappingNode && child.Style&yaml.FlowStyle != 0 || isAction(child) {
			return true
		}
	}
	return false
}
