package chart

import (
	"slices"
	"strconv"
	"strings"
	"text/template/parse"
	"unicode/utf8"
)

// Mark is a place of a template that made a stretch of the rendered text.
type Mark struct {
	// Template is the file, named from the chart on.
	Template string
	Line     int
	// Written tells that the text stands in the template as it is.
	Written bool
	// Value is the path of the value that was put there, nil for text and for what is
	// made of several values.
	Value []string
}

// The runes around the number of a mark: no text of a chart has a use for them.
const (
	markStart = '\ue0f0'
	markEnd   = '\ue0f1'
)

// mark puts marks into the templates, so that the rendered text tells what made it.
// What a template includes of others is not marked: it counts as made by the line
// that includes it.
func (e *engine) mark() {
	for _, s := range e.all {
		if t := e.set.Lookup(s.name); t != nil && t.Tree != nil && t.Root != nil {
			m := &marker{engine: e, source: s}
			m.list(t.Root)
		}
	}
}

type marker struct {
	*engine

	source source
}

func (m *marker) list(list *parse.ListNode) {
	if list == nil {
		return
	}
	nodes := make([]parse.Node, 0, 2*len(list.Nodes))
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.TextNode:
			node.Text = m.text(string(node.Text), m.lineAt(node.Position()))
		case *parse.ActionNode:
			nodes = append(nodes, m.before(node, valueOf(node.Pipe)))
		case *parse.TemplateNode:
			nodes = append(nodes, m.before(node, nil))
		case *parse.IfNode:
			m.list(node.List)
			m.list(node.ElseList)
		case *parse.RangeNode:
			m.list(node.List)
			m.list(node.ElseList)
		case *parse.WithNode:
			m.list(node.List)
			m.list(node.ElseList)
		}
		nodes = append(nodes, node)
	}
	list.Nodes = nodes
}

// lineAt returns the line of an offset.
func (m *marker) lineAt(at parse.Pos) int {
	return 1 + strings.Count(m.source.text[:min(int(at), len(m.source.text))], "\n")
}

// text marks the start of a text and of every line in it.
func (m *marker) text(text string, line int) []byte {
	var marked strings.Builder
	marked.WriteString(m.add(Mark{Line: line, Written: true}))
	for i, part := range strings.SplitAfter(text, "\n") {
		if i > 0 {
			marked.WriteString(m.add(Mark{Line: line + i, Written: true}))
		}
		marked.WriteString(part)
	}
	return []byte(marked.String())
}

// before marks what an action writes.
func (m *marker) before(node parse.Node, value []string) *parse.TextNode {
	return &parse.TextNode{NodeType: parse.NodeText, Text: []byte(m.add(Mark{Line: m.lineAt(node.Position()), Value: value}))}
}

func (m *marker) add(mark Mark) string {
	mark.Template = m.source.name
	m.marks = append(m.marks, mark)
	return string(markStart) + strconv.Itoa(len(m.marks)-1) + string(markEnd)
}

// valueOf returns the one value that a pipeline speaks of: .Values.agent.image.
func valueOf(pipe *parse.PipeNode) []string {
	var found []string
	for _, command := range pipe.Cmds {
		for _, argument := range command.Args {
			var fields []string
			switch argument := argument.(type) {
			case *parse.FieldNode:
				fields = argument.Ident
			case *parse.VariableNode:
				fields = argument.Ident[1:]
			case *parse.PipeNode:
				fields = append([]string{"Values"}, valueOf(argument)...)
			}
			if len(fields) < 2 || fields[0] != "Values" {
				continue
			}
			if found != nil {
				return nil
			}
			found = fields[1:]
		}
	}
	return found
}

// Trace tells which marks made a rendered text.
type Trace struct{ lines [][]placed }

type placed struct {
	column int // from 1, in code points
	mark   Mark
}

// newTrace takes the marks out of a text.
func newTrace(marked string, marks []Mark) *Trace {
	trace := &Trace{}
	for line := range strings.SplitSeq(marked, "\n") {
		var found []placed
		column := 1
		for line != "" {
			r, size := utf8.DecodeRuneInString(line)
			if r == markStart {
				number, rest, _ := strings.Cut(line[size:], string(markEnd))
				if index, err := strconv.Atoi(number); err == nil && index < len(marks) {
					found = append(found, placed{column, marks[index]})
				}
				line = rest
				continue
			}
			column++
			line = line[size:]
		}
		trace.lines = append(trace.lines, found)
	}
	return trace
}

// At returns what made the text at a place, false where nothing is known.
func (t *Trace) At(line, column int) (Mark, bool) {
	if t == nil {
		return Mark{}, false
	}
	for number := min(line, len(t.lines)); number > 0; number-- {
		found := t.lines[number-1]
		for _, candidate := range slices.Backward(found) {
			if number < line || candidate.column <= column {
				return candidate.mark, true
			}
		}
	}
	return Mark{}, false
}
