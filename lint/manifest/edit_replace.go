package manifest

import (
	"bytes"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// replace puts a value in the place of another.
func (e *editor) replace(at spot, value *tree) error {
	n := at.node
	start, end := e.offset(n), e.extents[n].end
	switch {
	case at.parent == nil || at.parent.Style&yaml.FlowStyle != 0:
		style := e.flowStyle(at.parent, e.multiLine(at.parent))
		text := style.text(value)
		if value.nested() || style.quoted {
			e.splice(start, end, spaced(e.text, start, text))
			return nil
		}
		e.splice(start, end, spaced(e.text, start, e.scalar(n, value, true)))
	case !value.nested():
		return e.replaceByInline(at, e.scalar(n, value, false))
	default:
		return e.replaceByBlock(at, value)
	}
	return nil
}

// scalar writes a scalar, or an empty collection, in the manner of what it replaces.
func (e *editor) scalar(n *yaml.Node, value *tree, inFlow bool) string {
	text, isString := value.scalar.(string)
	switch {
	case !isString && inFlow:
		return flowStyle{}.text(value)
	case !isString:
		return inlineText(value)
	case n.Kind == yaml.ScalarNode:
		return like(n, text, inFlow)
	}
	return scalarText(text, inFlow)
}

// spaced puts a space in front of a text that would else touch a colon or a dash.
func spaced(text []byte, at int, inserted string) string {
	if at > 0 && strings.IndexByte(":-,", text[at-1]) >= 0 {
		return " " + inserted
	}
	return inserted
}

// replaceByInline puts a scalar or an empty collection in the place of a value in
// block style.
func (e *editor) replaceByInline(at spot, text string) error {
	start, end := e.offset(at.node), e.extents[at.node].end
	if at.key == nil {
		e.splice(start, end, spaced(e.text, start, text))
		return nil
	}
	colon, err := e.colonEnd(at.key)
	if err != nil {
		return err
	}
	if e.number(colon) == e.number(start) {
		e.splice(start, end, spaced(e.text, start, text))
		return nil
	}
	// What stands behind the colon is a comment, which stays.
	_, lineEnd, _ := e.lineOf(end)
	first, _, _ := e.lineOf(start)
	_, before, _ := e.lineOf(first - 1)
	e.splice(colon, colon, " "+text)
	e.splice(max(before, colon), lineEnd, "")
	return nil
}

// replaceByBlock puts a collection that takes lines of its own in the place of a
// value in block style.
func (e *editor) replaceByBlock(at spot, value *tree) error {
	n, style := at.node, e.blockStyle(at.parent)
	start, end := e.offset(n), e.extents[n].end
	if at.key == nil {
		column := e.column(start)
		if start == end { // nothing stands behind the dash
			column = e.column(start-1) + style.gap
			e.splice(start, end, spaces(style.gap-1)+e.join(style.lines(value, column)))
			return nil
		}
		e.splice(start, end, e.join(style.lines(value, column)))
		return nil
	}
	colon, err := e.colonEnd(at.key)
	if err != nil {
		return err
	}
	column := e.column(e.offset(at.key))
	lines := style.entry("key", value, column)[1:]
	if e.number(colon) != e.number(start) {
		first, _, _ := e.lineOf(start)
		e.splice(first, end, e.join(lines))
		return nil
	}
	_, lineEnd, _ := e.lineOf(end)
	e.splice(colon, end, "")
	e.splice(lineEnd, lineEnd, e.eol()+e.join(lines))
	return nil
}

// holdsComment reports whether a comment stands between the parts of a collection, behind
// an offset.
func (e *editor) holdsComment(n *yaml.Node, from int) bool {
	if n.Kind != yaml.MappingNode && n.Kind != yaml.SequenceNode {
		return false
	}
	at := e.extents[n].start
	for _, inner := range n.Content {
		x := e.extents[inner]
		if e.commentWithin(max(at, from), x.start) || e.holdsComment(inner, from) {
			return true
		}
		at = max(at, x.end)
	}
	return e.commentWithin(max(at, from), e.extents[n].end)
}

// commentWithin reports whether a comment begins in a stretch of text without scalars.
func (e *editor) commentWithin(start, end int) bool {
	return start < end && bytes.ContainsRune(e.text[start:end], '#')
}

// commented reports whether a comment stands within the lines of an entry or an item, but
// in the first.
func (e *editor) commented(at spot) bool {
	whole := e.extent(at)
	_, first, _ := e.lineOf(whole.start)
	if whole.end <= first {
		return false
	}
	_, end, _ := e.lineOf(whole.end)
	behind := e.skipSpace(whole.end, false)
	return e.holdsComment(at.node, first) || behind < end && e.text[behind] == '#'
}
