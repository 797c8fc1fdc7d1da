package manifest

import (
	"errors"
	"fmt"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// remove takes away what a trail ends at.
func (e *editor) remove(trail []spot) error {
	last := trail[len(trail)-1]
	n, index := last.parent, last.index
	if last.key != nil {
		index /= 2
	}
	switch parts := e.parts(n); {
	case n.Style&yaml.FlowStyle != 0:
		return e.removeFlow(n, index)
	case len(parts) == 1:
		return e.removeOnly(trail[len(trail)-2])
	case n.Kind == yaml.MappingNode:
		if _, err := e.colonEnd(last.key); err != nil {
			return err
		}
		return e.removeLines(parts, index)
	default:
		return e.removeItem(n, index)
	}
}

// drop takes the entry away whose key stands at a place.
func (e *editor) drop(path Path, place Position) error {
	trail, rest, err := e.follow(path)
	if err != nil {
		return err
	}
	if err := e.unshared(trail, true); err != nil {
		return err
	}
	holder := trail[len(trail)-1]
	if len(rest) > 0 || holder.node.Kind != yaml.MappingNode {
		return errLayout
	}
	for i := 0; i+1 < len(holder.node.Content); i += 2 {
		if key := holder.node.Content[i]; key.Line == place.Line && key.Column == place.Column {
			return e.remove(append(trail, spot{holder.node.Content[i+1], key, holder.node, i}))
		}
	}
	return errLayout
}

// removeOnly leaves an empty collection.
func (e *editor) removeOnly(holder spot) error {
	if holder.parent == nil {
		return errors.New("nothing would be left")
	}
	return e.replace(holder, &tree{isMap: holder.node.Kind == yaml.MappingNode, isList: holder.node.Kind == yaml.SequenceNode})
}

// removeItem takes an item with its dash away.
func (e *editor) removeItem(n *yaml.Node, index int) error {
	parts := e.parts(n)
	column := e.column(e.extents[n].start)
	for i := range parts {
		dash, ok := e.dashOf(parts[i].start, column)
		if !ok {
			return errLayout
		}
		parts[i].start = dash
		parts[i].end = max(parts[i].end, dash+1)
	}
	return e.removeLines(parts, index)
}

// dashOf finds the dash of an item that begins at an offset, in its line or above.
func (e *editor) dashOf(item, column int) (int, bool) {
	for number := e.number(item); number > 0; number-- {
		line := e.file.Line(number)
		rest := cutRunes(line, column)
		dash := e.lineStart(number) + len(line) - len(rest)
		if strings.HasPrefix(rest, "-") && (len(rest) == 1 || rest[1] == ' ' || rest[1] == '\t') && dash <= item {
			return dash, true
		}
	}
	return 0, false
}

// removeLines takes one of several parts in block style away with its lines. The
// first of a list in a list, or of a mapping in a list, leaves the dash before it.
func (e *editor) removeLines(parts []extent, index int) error {
	cut := parts[index]
	start, _, _ := e.lineOf(cut.start)
	_, end, next := e.lineOf(cut.end)
	if rest := strings.TrimLeft(string(e.text[cut.end:end]), " \t"); rest != "" && rest[0] != '#' {
		return fmt.Errorf("%w: %q follows", errLayout, rest)
	}
	if strings.TrimSpace(string(e.text[start:cut.start])) != "" {
		return e.removeFirst(parts, index)
	}
	if next == end && start > 0 { // the last line has no line end: the one above gives its own
		_, above, _ := e.lineOf(start - 1)
		e.splice(above, end, "")
		return nil
	}
	e.splice(start, next, "")
	return nil
}

// removeFirst takes the first part away where a dash stands before it.
func (e *editor) removeFirst(parts []extent, index int) error {
	if index != 0 {
		return errLayout
	}
	cut, following := parts[0], parts[1].start
	_, end, next := e.lineOf(cut.end)
	start, _, _ := e.lineOf(following)
	if strings.TrimSpace(string(e.text[next:start])) != "" {
		e.splice(cut.start, end, "") // comments, which stay
		return nil
	}
	e.splice(cut.start, following, "")
	return nil
}
