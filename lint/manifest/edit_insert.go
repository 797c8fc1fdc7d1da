package manifest

import (
	"errors"
	"fmt"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func (e *editor) put(trail []spot, rest Path, value *tree) error {
	last := trail[len(trail)-1]
	if len(rest) == 0 {
		switch {
		case last.parent == nil:
			return errors.New("a document is not put as a whole")
		case e.holdsComment(last.node, 0):
			return errComment
		}
		return e.replace(last, value)
	}
	value, err := wrap(rest[1:], value)
	if err != nil {
		return err
	}
	if key, isKey := rest[0].(string); isKey {
		return e.insertEntry(last, key, value)
	}
	return e.insertItem(last, value)
}

// insertEntry adds an entry to a mapping that does not have it.
func (e *editor) insertEntry(at spot, key string, value *tree) error {
	n := at.node
	switch {
	case n.Kind == yaml.AliasNode:
		return fmt.Errorf("it is written elsewhere, and used by the alias *%s", n.Value)
	case isVoid(n):
		return e.replace(at, mapOf(key, value))
	case n.Kind != yaml.MappingNode:
		return fmt.Errorf("what would hold %q is no mapping", key)
	case n.Style&yaml.FlowStyle != 0:
		return e.insertFlow(at, key, value)
	}
	column := e.column(e.offset(n.Content[0]))
	e.insertLines(e.extents[n].end, column, e.blockStyle(n).entry(key, value, column))
	return nil
}

// insertItem adds an item at the end of a list.
func (e *editor) insertItem(at spot, value *tree) error {
	n := at.node
	switch {
	case isVoid(n) && n.Kind != yaml.MappingNode:
		return e.replace(at, listOf(value))
	case n.Kind != yaml.SequenceNode:
		return errors.New("what would hold the item is no list")
	case n.Style&yaml.FlowStyle != 0:
		return e.insertFlow(at, "", value)
	}
	column := e.column(e.extents[n].start)
	e.insertLines(e.extents[n].end, column, e.blockStyle(n).item(value, column))
	return nil
}

// isVoid reports whether a node is null or an empty collection.
func isVoid(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		k, _ := scalar(n)
		return k == kindNull
	}
	return n.Kind != yaml.AliasNode && len(n.Content) == 0
}

// insertLines adds lines in a column below what ends at an offset, and below the
// comments that follow it with more indentation: they speak of it.
func (e *editor) insertLines(after, column int, lines []string) {
	number := e.number(after)
	for next := number + 1; next <= e.file.Lines(); next++ {
		line := e.file.Line(next)
		if isBlank(line) {
			continue
		}
		if depth := leadingSpaces(line); line[depth] != '#' || depth <= column {
			break
		}
		number = next
	}
	_, end, next := e.lineOf(e.lineStart(number))
	eol := e.eol()
	text := spaces(column) + strings.Join(lines, eol)
	if next == end { // the last line has no line end
		e.splice(end, end, eol+text)
		return
	}
	e.splice(next, next, text+eol)
}

// eol is the line end of the document.
func (e *editor) eol() string {
	_, end, next := e.lineOf(0)
	if next > end {
		return string(e.text[end:next])
	}
	return "\n"
}

func (e *editor) join(lines []string) string { return strings.Join(lines, e.eol()) }

// colonEnd is the place behind the colon of a key.
func (e *editor) colonEnd(key *yaml.Node) (int, error) {
	at := e.skipSpace(e.extents[key].end, false)
	if at >= len(e.text) || e.text[at] != ':' {
		return 0, errLayout
	}
	return at + 1, nil
}
