package manifest

import (
	"strings"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Comment is a comment that starts with a mark.
type Comment struct {
	// Text is what follows the mark, up to a further " # " in the line.
	Text string
	Span Span
	// Line is the line that the comment speaks of: its own, or the next line of
	// YAML where the comment has a line for itself.
	Line int
	// Above is the object whose first line is Line, for a comment with a line of its
	// own; otherwise nil.
	Above *Object

	file *File
}

// Comments returns the comments whose text starts with mark. A hash sign inside of
// a scalar starts no comment.
func (f *File) Comments(mark string) []Comment {
	if !f.Holds(mark) {
		return nil
	}
	var scalars []Span
	for _, object := range f.Written() {
		scalars = object.scalarSpans(object.node, scalars)
	}
	var comments []Comment
	for number := 1; number <= f.Lines(); number++ {
		if comment, ok := f.comment(number, mark, scalars); ok {
			comments = append(comments, comment)
		}
	}
	return comments
}

func (f *File) comment(number int, mark string, scalars []Span) (Comment, bool) {
	line := f.Line(number)
	for at := strings.IndexByte(line, '#'); at >= 0; {
		text, marked := strings.CutPrefix(strings.TrimLeft(line[at+1:], " "), mark)
		start := Position{number, utf8.RuneCountInString(line[:at]) + 1}
		spaced := at == 0 || line[at-1] == ' ' || line[at-1] == '\t'
		apart := text == "" || text[0] == ' '
		if marked && spaced && apart && !within(start, scalars) {
			text, _, _ = strings.Cut(text, " #")
			comment := Comment{
				Text: strings.TrimSpace(text), Line: number, file: f,
				Span: Span{f.Name, start, after(start, strings.TrimRight(line[at:], " \t"))},
			}
			if strings.TrimSpace(line[:at]) == "" {
				comment.Line = f.nextLine(number)
				comment.Above = f.startingAt(comment.Line)
			}
			return comment, true
		}
		next := strings.IndexByte(line[at+1:], '#')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	return Comment{}, false
}

// nextLine is the next line below that is neither blank nor a comment.
func (f *File) nextLine(number int) int {
	for number++; number <= f.Lines(); number++ {
		if text := strings.TrimSpace(f.Line(number)); text != "" && !strings.HasPrefix(text, "#") {
			return number
		}
	}
	return number
}

func (f *File) startingAt(line int) *Object {
	for _, object := range f.Written() {
		if object.position(object.node).Line == line {
			return object
		}
	}
	return nil
}

func within(at Position, spans []Span) bool {
	for _, span := range spans {
		if !at.Before(span.Start) && at.Before(span.End) {
			return true
		}
	}
	return false
}

// scalarSpans collects the scalars in which a hash sign may stand.
func (o *Object) scalarSpans(n *yaml.Node, into []Span) []Span {
	if n.Kind == yaml.ScalarNode && strings.Contains(n.Value, "#") {
		span := o.span(n)
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			span.Start, span.End = Position{span.Start.Line + 1, 1}, o.blockEnd(span.Start.Line)
		}
		into = append(into, span)
	}
	for _, inner := range n.Content {
		into = o.scalarSpans(inner, into)
	}
	return into
}

// blockEnd returns where the block scalar ends whose header is in a line: at the
// first line that is indented no more than what holds the scalar.
func (o *Object) blockEnd(header int) Position {
	outer := indentation(o.source.Line(header))
	number := header + 1
	for ; number <= o.source.Lines(); number++ {
		line := o.source.Line(number)
		if strings.TrimSpace(line) != "" && len(line)-len(strings.TrimLeft(line, " ")) <= outer {
			break
		}
	}
	return Position{number, 1}
}

// indentation is the column of the key in a line, from 0, dashes passed over.
func indentation(line string) int {
	inner := strings.TrimLeft(line, " ")
	for strings.HasPrefix(inner, "- ") && !strings.HasPrefix(strings.TrimLeft(inner[2:], " "), "|") &&
		!strings.HasPrefix(strings.TrimLeft(inner[2:], " "), ">") {
		inner = strings.TrimLeft(inner[2:], " ")
	}
	return len(line) - len(inner)
}

// Blank reports whether the file holds nothing but comments and white space.
func (f *File) Blank() bool {
	return len(f.Objects) == 0 && f.nextLine(0) > f.Lines()
}
