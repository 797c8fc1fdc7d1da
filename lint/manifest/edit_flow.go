package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

var errComment = errors.New("a comment stands in the way")

// parts are the entries or items of a collection.
func (e *editor) parts(n *yaml.Node) []extent {
	step := 1
	if n.Kind == yaml.MappingNode {
		step = 2
	}
	var parts []extent
	for i := 0; i+step <= len(n.Content); i += step {
		last := n.Content[i+step-1]
		parts = append(parts, extent{e.offset(n.Content[i]), max(e.extents[n.Content[i]].end, e.extents[last].end)})
	}
	return parts
}

// braced reports whether a collection in flow style has its braces: a pair in a list
// may do without.
func (e *editor) braced(n *yaml.Node) bool {
	c := e.text[e.extents[n].start]
	return c == '{' || c == '['
}

// insertFlow adds a part at the end of a collection in braces that is not empty.
func (e *editor) insertFlow(at spot, key string, value *tree) error {
	n := at.node
	if !e.braced(n) {
		return errLayout
	}
	multi := e.multiLine(n)
	style := e.flowStyle(n, multi)
	part := style.text(value)
	if n.Kind == yaml.MappingNode {
		part = style.key(key) + style.colon() + part
	}
	parts := e.parts(n)
	last := parts[len(parts)-1]
	comma := e.skipSpace(last.end, true)
	trailing := comma < len(e.text) && e.text[comma] == ','
	switch {
	case multi:
		e.insertFlowLine(last.end, comma, trailing, e.eol()+e.indentOf(last.start)+part)
	case trailing:
		e.splice(comma+1, comma+1, strings.TrimPrefix(style.comma(), ",")+part)
	default:
		e.splice(last.end, last.end, style.comma()+part)
	}
	return nil
}

// insertFlowLine adds a part in a line of its own; comments behind the part above
// stay there.
func (e *editor) insertFlowLine(end, comma int, trailing bool, line string) {
	at := end
	if trailing {
		at, line = comma+1, line+","
	}
	_, lineEnd, _ := e.lineOf(at)
	commented := e.skipSpace(at, false) < lineEnd && e.text[e.skipSpace(at, false)] == '#'
	switch {
	case !commented && trailing:
		e.splice(at, at, line)
	case !commented:
		e.splice(at, at, ","+line)
	case trailing:
		e.splice(lineEnd, lineEnd, line)
	default:
		e.splice(at, at, ",")
		e.splice(lineEnd, lineEnd, line)
	}
}

// indentOf is the white space that the line of an offset begins with.
func (e *editor) indentOf(offset int) string {
	start, end, _ := e.lineOf(offset)
	line := e.text[start:end]
	return string(line[:len(line)-len(bytes.TrimLeft(line, " \t"))])
}

// flowStyle is what a collection in braces is laid out like, as far as its parts
// tell.
func (e *editor) flowStyle(n *yaml.Node, multi bool) flowStyle {
	isJSON := json.Valid(bytes.TrimPrefix(e.text, byteOrderMark))
	style := flowStyle{quoted: isJSON, eol: e.eol()}
	if n == nil || len(n.Content) == 0 {
		return style
	}
	style.quoted = isJSON || n.Kind == yaml.MappingNode && n.Content[0].Style&yaml.DoubleQuotedStyle != 0
	style.compact = isJSON && !bytes.Contains(e.text, []byte(`": `))
	if !multi {
		return style
	}
	style.indent = e.indentOf(e.offset(n.Content[len(n.Content)-1]))
	if outer := e.indentOf(e.extents[n].start); isJSON && strings.HasPrefix(style.indent, outer) {
		style.step = style.indent[len(outer):]
	}
	return style
}

// removeFlow takes a part out of a collection in braces.
func (e *editor) removeFlow(n *yaml.Node, index int) error {
	if !e.braced(n) {
		return errLayout
	}
	parts := e.parts(n)
	cut := parts[index]
	var apart extent
	switch {
	case len(parts) == 1:
		inner := extent{e.extents[n].start + 1, e.extents[n].end - 1}
		before, after := e.text[inner.start:cut.start], e.text[cut.end:inner.end]
		if bytes.ContainsRune(before, '#') || bytes.ContainsRune(after, '#') {
			return errComment
		}
		e.splice(inner.start, inner.end, "")
		return nil
	case index+1 < len(parts):
		apart = extent{cut.end, parts[index+1].start}
		cut.end = apart.end
	default:
		apart = extent{parts[index-1].end, cut.start}
		cut.start = apart.start
	}
	if bytes.ContainsRune(e.text[apart.start:apart.end], '#') {
		return errComment
	}
	e.splice(cut.start, cut.end, "")
	return nil
}
