package manifest

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// move takes an entry to where another path leads, with the comments that belong to it:
// those right above it, and those below that stand deeper than its key.
func (e *editor) move(trail []spot, to Path) error {
	entry := trail[len(trail)-1]
	home, rest, err := e.follow(to)
	switch {
	case err != nil:
		return err
	case entry.key == nil:
		return errors.New("an item of a list is not moved")
	case len(rest) == 0:
		return fmt.Errorf("there is a %s", to)
	}
	if err := e.unshared(home, true); err != nil {
		return err
	}
	if lines, ok := e.entryLines(trail); ok && onlyKeys(rest) && e.takesLines(home[len(home)-1]) {
		e.insertMoved(home[len(home)-1], rest, e.textOf(lines))
		e.cutLines(lines, trail)
		return nil
	}
	return e.moveValue(trail, home, rest)
}

// moveValue writes the entry anew where it cannot be taken as it stands.
func (e *editor) moveValue(trail, home []spot, rest Path) error {
	entry := trail[len(trail)-1]
	value, err := treeOf(newResolver().value(entry.node))
	if err != nil {
		return err
	}
	_, end, _ := e.lineOf(e.extents[entry.node].end)
	if bytes.ContainsRune(e.text[e.offset(entry.key):end], '#') {
		return errComment
	}
	if err := e.remove(trail); err != nil {
		return err
	}
	return e.put(home, rest, value)
}

func onlyKeys(path Path) bool {
	for _, step := range path {
		if _, isKey := step.(string); !isKey {
			return false
		}
	}
	return true
}

// stretch are whole lines, from first to last, and the column of the key in them.
type stretch struct{ first, last, column int }

// entryLines finds the lines of an entry in block style that shares them with nothing.
func (e *editor) entryLines(trail []spot) (stretch, bool) {
	entry, holder := trail[len(trail)-1], trail[len(trail)-2]
	if entry.parent.Style&yaml.FlowStyle != 0 || len(entry.parent.Content) == 2 && holder.key == nil {
		return stretch{}, false
	}
	start, end := e.offset(entry.key), max(e.extents[entry.key].end, e.extents[entry.node].end)
	lineStart, _, _ := e.lineOf(start)
	_, lineEnd, _ := e.lineOf(end)
	if strings.Trim(string(e.text[lineStart:start]), " ") != "" {
		return stretch{}, false
	}
	if behind := strings.TrimLeft(string(e.text[end:lineEnd]), " \t"); behind != "" && behind[0] != '#' {
		return stretch{}, false
	}
	lines := stretch{e.number(start), e.number(max(start, end-1)), e.column(start)}
	for e.commentDepth(lines.first-1) == lines.column {
		lines.first--
	}
	for e.commentDepth(lines.last+1) > lines.column {
		lines.last++
	}
	for number := lines.first; number <= lines.last; number++ {
		if line := e.file.Line(number); !isBlank(line) && leadingSpaces(line) < lines.column {
			return stretch{}, false
		}
	}
	return lines, lines.first > 1
}

// commentDepth is the column of a comment that has a line for itself, -1 for other lines.
func (e *editor) commentDepth(number int) int {
	if number < 1 || number > e.file.Lines() {
		return -1
	}
	line := e.file.Line(number)
	if depth := leadingSpaces(line); depth < len(line) && line[depth] == '#' {
		return depth
	}
	return -1
}

// textOf returns lines without the indentation of their key.
func (e *editor) textOf(lines stretch) []string {
	var text []string
	for number := lines.first; number <= lines.last; number++ {
		line := e.file.Line(number)
		text = append(text, line[min(lines.column, leadingSpaces(line)):])
	}
	return text
}

// cutLines takes lines away, and leaves an empty mapping where they were all of it.
func (e *editor) cutLines(lines stretch, trail []spot) {
	if entry, holder := trail[len(trail)-1], trail[len(trail)-2]; len(entry.parent.Content) == 2 {
		if colon, err := e.colonEnd(holder.key); err == nil {
			e.splice(colon, colon, " {}")
		}
	}
	start := e.lineStart(lines.first)
	_, end, next := e.lineOf(e.lineStart(lines.last))
	if next > end {
		e.splice(start, next, "")
		return
	}
	// The line above loses its end, unless lines were added below it.
	_, above, _ := e.lineOf(e.lineStart(lines.first - 1))
	for i, added := range e.splices {
		if added.start == start {
			e.splices[i] = splice{above, above, e.eol() + strings.TrimSuffix(added.text, e.eol())}
		}
	}
	e.splice(above, end, "")
}

// takesLines reports whether lines can be added to a value: to a mapping in block style,
// or in the place of nothing.
func (e *editor) takesLines(at spot) bool {
	if at.node.Kind == yaml.MappingNode && len(at.node.Content) > 0 {
		return at.node.Style&yaml.FlowStyle == 0
	}
	if !isVoid(at.node) || at.key == nil || at.parent.Style&yaml.FlowStyle != 0 || at.node.Kind == yaml.SequenceNode {
		return false
	}
	colon, err := e.colonEnd(at.key)
	return err == nil && e.number(colon) == e.number(e.extents[at.node].end)
}

// insertMoved adds the lines of an entry below the keys that lead to it.
func (e *editor) insertMoved(at spot, rest Path, entry []string) {
	n, void := at.node, isVoid(at.node)
	style := e.blockStyle(n)
	var column int
	if void {
		style = e.blockStyle(at.parent)
		column = e.column(e.offset(at.key)) + style.step
	} else {
		column = e.column(e.offset(n.Content[0]))
	}
	deepest := column + style.step*(len(rest)-1)
	var lines []string
	for i, key := range rest[:len(rest)-1] {
		lines = append(lines, spaces(column+i*style.step)+scalarText(fmt.Sprint(key), false)+":")
	}
	for _, line := range entry {
		if line != "" {
			line = spaces(deepest) + line
		}
		lines = append(lines, line)
	}
	if !void {
		lines[0] = strings.TrimPrefix(lines[0], spaces(column))
		e.insertLines(e.extents[n].end, column, lines)
		return
	}
	if colon, err := e.colonEnd(at.key); err == nil {
		_, lineEnd, _ := e.lineOf(colon)
		e.splice(colon, e.extents[n].end, "")
		e.splice(lineEnd, lineEnd, e.eol()+e.join(lines))
	}
}
