package manifest

import (
	"strings"
	"unicode/utf8"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

func (o *Object) position(n *yaml.Node) Position {
	return Position{Line: max(n.Line+o.offset, 1), Column: max(n.Column, 1) + o.indent}
}

// span is the text of a node of an object that stands in a file.
func (o *Object) span(n *yaml.Node) Span {
	start := o.position(n)
	return Span{File: o.File, Start: start, End: o.end(n, start)}
}

// headSpan is the key of a value, or the first line of an item of a sequence.
func (o *Object) headSpan(at located) Span {
	if at.key != nil {
		return o.span(at.key)
	}
	first := at.value
	for len(first.Content) > 0 && first.Style&yaml.FlowStyle == 0 {
		first = first.Content[0]
	}
	return o.span(first)
}

func (o *Object) end(n *yaml.Node, start Position) Position {
	switch n.Kind {
	case yaml.ScalarNode:
	case yaml.AliasNode:
		return after(start, "*"+n.Value)
	default:
		return o.collectionEnd(n, start)
	}
	line := cutRunes(o.source.Line(start.Line), start.Column-1)
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return o.quotedEnd(start, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return o.quotedEnd(start, '\'')
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return after(start, strings.TrimRight(line, " \t"))
	}
	if text := withoutProperties(line); strings.HasPrefix(text, n.Value) {
		return after(start, line[:len(line)-len(text)]+n.Value)
	}
	return after(start, strings.TrimRight(line, " \t"))
}

// withoutProperties returns what follows the anchor and the tag that a scalar may begin
// with.
func withoutProperties(line string) string {
	for strings.HasPrefix(line, "&") || strings.HasPrefix(line, "!") {
		end := strings.IndexAny(line, " \t")
		if end < 0 {
			return ""
		}
		line = strings.TrimLeft(line[end:], " \t")
	}
	return line
}

func (o *Object) collectionEnd(n *yaml.Node, start Position) Position {
	if len(n.Content) == 0 {
		return Position{start.Line, start.Column + 2}
	}
	last := o.span(n.Content[len(n.Content)-1]).End
	if n.Style&yaml.FlowStyle != 0 {
		last.Column++
	}
	if last.Before(start) {
		return Position{start.Line, start.Column + 1}
	}
	return last
}

// quotedEnd finds the quote that closes the scalar opened at start.
func (o *Object) quotedEnd(start Position, quote rune) Position {
	column, escaped, opened := start.Column, false, false
	for number := start.Line; number <= o.source.Lines(); number++ {
		line := []rune(o.source.Line(number))
		for i := column - 1; i < len(line); i++ {
			switch {
			case escaped:
				escaped = false
			case line[i] == '\\' && quote == '"':
				escaped = true
			case line[i] != quote:
			case !opened:
				opened = true
			case quote == '\'' && i+1 < len(line) && line[i+1] == quote:
				escaped = true
			default:
				return Position{number, i + 2}
			}
		}
		column, escaped = 1, false
	}
	return Position{start.Line, start.Column + 1}
}

func after(start Position, text string) Position {
	return Position{start.Line, start.Column + max(utf8.RuneCountInString(text), 1)}
}
