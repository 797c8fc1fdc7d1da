package manifest

import (
	"bytes"
	"errors"
	"sync"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// layout is the text of one document, and where each of its nodes stands in it.
type layout struct {
	file    *File // of this document alone
	text    []byte
	root    *yaml.Node
	extents map[*yaml.Node]extent
	shared  map[*yaml.Node]bool // what an alias stands for
}

// extent is the stretch of text of a node, without its anchor and tag. That of a
// null without a text is empty.
type extent struct{ start, end int }

var errLayout = errors.New("the text around it is laid out in an unusual way")

// layouts are those of documents as they stand in the file, each found once: many
// fixes edit one document.
type layouts struct {
	mutex sync.Mutex
	found map[part]func() (*layout, error)
}

func (f *File) layoutOf(document part) (*layout, error) {
	f.layouts.mutex.Lock()
	find := f.layouts.found[document]
	if find == nil {
		find = sync.OnceValues(func() (*layout, error) { return newLayout(f.data[document.start:document.end]) })
		if f.layouts.found == nil {
			f.layouts.found = map[part]func() (*layout, error){}
		}
		f.layouts.found[document] = find
	}
	f.layouts.mutex.Unlock()
	return find()
}

// newLayout reads a text that holds one document.
func newLayout(text []byte) (*layout, error) {
	l, err := readLayout(text)
	if err != nil {
		return nil, err
	}
	if err := l.measure(l.root, -1); err != nil {
		return nil, err
	}
	return l, nil
}

// readLayout is [newLayout] without the places of its nodes.
func readLayout(text []byte) (*layout, error) {
	if !utf8.Valid(text) || bytes.ContainsAny(text, "\u0085\u2028\u2029\x00") {
		return nil, errors.New("the file holds characters that editing could damage")
	}
	documents, err := decodeAll(text)
	if err != nil {
		return nil, err
	}
	if len(documents) != 1 || len(documents[0].Content) != 1 {
		return nil, errLayout
	}
	return &layout{
		file: &File{data: text}, text: text, root: documents[0].Content[0],
		extents: map[*yaml.Node]extent{}, shared: map[*yaml.Node]bool{},
	}, nil
}

// offset is where the node begins, with its anchor and tag.
func (l *layout) offset(n *yaml.Node) int {
	line := l.file.Line(n.Line)
	start := l.lineStart(n.Line)
	return start + len(line) - len(cutRunes(line, n.Column-1))
}

// lineStart is where the text of a line begins; lines count from 1.
func (l *layout) lineStart(number int) int {
	if number > l.file.Lines() {
		return len(l.text)
	}
	start := l.file.lines[number-1]
	if number == 1 && bytes.HasPrefix(l.text, byteOrderMark) {
		start += len(byteOrderMark)
	}
	return start
}

// lineOf returns the start and the end of the line that holds an offset, the end
// without the line end, and where the next line starts.
func (l *layout) lineOf(offset int) (start, end, next int) {
	number := l.number(offset)
	start = l.lineStart(number)
	end = start + len(l.file.Line(number))
	return start, end, max(l.lineStart(number+1), end)
}

// number is the number of the line that holds an offset.
func (l *layout) number(offset int) int {
	low, high := 1, l.file.Lines()
	for low < high {
		middle := (low + high + 1) / 2
		if l.file.lines[middle-1] <= offset {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// column is the number of code points before an offset in its line.
func (l *layout) column(offset int) int {
	start, _, _ := l.lineOf(offset)
	return utf8.RuneCount(l.text[start:offset])
}

// content is where a node begins behind its anchor and tag.
func (l *layout) content(n *yaml.Node) int {
	at := l.offset(n)
	if n.Anchor == "" && n.Style&yaml.TaggedStyle == 0 {
		return at
	}
	for at < len(l.text) && (l.text[at] == '&' || l.text[at] == '!') {
		end := at
		for end < len(l.text) && bytes.IndexByte([]byte(" \t\r\n,]}"), l.text[end]) < 0 {
			end++
		}
		next := l.skipSpace(end, true)
		if next == len(l.text) || n.Kind == yaml.ScalarNode && n.Value == "" && n.Style&^yaml.TaggedStyle == 0 {
			return end
		}
		at = next
	}
	return at
}

// skipSpace passes white space, and line ends and comments where they are allowed.
func (l *layout) skipSpace(at int, lines bool) int {
	for at < len(l.text) {
		switch c := l.text[at]; {
		case c == ' ' || c == '\t', lines && (c == '\r' || c == '\n'):
			at++
		case lines && c == '#' && (at == 0 || bytes.IndexByte([]byte(" \t\r\n"), l.text[at-1]) >= 0):
			_, at, _ = l.lineOf(at)
		default:
			return at
		}
	}
	return at
}
