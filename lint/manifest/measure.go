package manifest

import (
	"bytes"
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// measure finds the extents of a node and of all below it. The indent is that of
// the block collection that holds it, -1 for none.
func (l *layout) measure(n *yaml.Node, indent int) error {
	start := l.content(n)
	var end int
	var err error
	switch {
	case n.Kind == yaml.AliasNode:
		l.shared[n.Alias] = true
		end = start + len("*") + len(n.Value)
	case n.Kind == yaml.ScalarNode:
		end, err = l.scalarEnd(n, start, indent)
	case n.Style&yaml.FlowStyle != 0:
		end, err = l.measureFlow(n, start)
	default:
		start, end, err = l.measureBlock(n, start)
	}
	if err == nil && (end < start || end > len(l.text)) {
		err = errLayout
	}
	l.extents[n] = extent{start, end}
	return err
}

func (l *layout) measureBlock(n *yaml.Node, start int) (from, to int, err error) {
	if len(n.Content) == 0 {
		return 0, 0, errLayout
	}
	indent := l.column(l.offset(n.Content[0]))
	if n.Kind == yaml.SequenceNode {
		indent = l.column(start)
	}
	for _, inner := range n.Content {
		if err := l.measure(inner, indent); err != nil {
			return 0, 0, err
		}
	}
	to = l.extents[n.Content[len(n.Content)-1]].end
	if n.Kind == yaml.SequenceNode {
		if start >= len(l.text) || l.text[start] != '-' {
			return 0, 0, errLayout
		}
		return start, to, nil
	}
	return l.offset(n.Content[0]), to, nil
}

// measureFlow takes a pair that stands in a list without braces to end where its
// value does.
func (l *layout) measureFlow(n *yaml.Node, start int) (int, error) {
	at := start + 1
	for _, inner := range n.Content {
		if err := l.measure(inner, -1); err != nil {
			return 0, err
		}
		at = max(at, l.extents[inner].end)
	}
	if start >= len(l.text) || l.text[start] != '{' && l.text[start] != '[' {
		return at, nil
	}
	for at < len(l.text) {
		switch l.text[at] {
		case '}', ']':
			return at + 1, nil
		case ' ', '\t', '\r', '\n', '#':
			next := l.skipSpace(at, true)
			if next == at {
				return 0, errLayout
			}
			at = next
		case ',', ':', '?':
			at++
		default:
			return 0, errLayout
		}
	}
	return 0, errLayout
}

func (l *layout) scalarEnd(n *yaml.Node, start, indent int) (int, error) {
	switch {
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return l.blockScalarEnd(start, indent), nil
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return l.quotedEnd(start, '"')
	case n.Style&yaml.SingleQuotedStyle != 0:
		return l.quotedEnd(start, '\'')
	}
	return l.plainEnd(n.Value, start)
}

// plainEnd follows the text of an unquoted scalar, which may be folded over lines.
func (l *layout) plainEnd(value string, start int) (int, error) {
	at := start
	for i := range len(value) {
		if value[i] == ' ' || value[i] == '\n' || value[i] == '\t' {
			continue
		}
		for at < len(l.text) && bytes.IndexByte([]byte(" \t\r\n"), l.text[at]) >= 0 {
			at++
		}
		if at == len(l.text) || l.text[at] != value[i] {
			return 0, fmt.Errorf("%w: %.20q", errLayout, value)
		}
		at++
	}
	return at, nil
}

func (l *layout) quotedEnd(start int, quote byte) (int, error) {
	if start >= len(l.text) || l.text[start] != quote {
		return 0, errLayout
	}
	for at := start + 1; at < len(l.text); at++ {
		switch {
		case l.text[at] == '\\' && quote == '"':
			at++
		case l.text[at] != quote:
		case quote == '\'' && at+1 < len(l.text) && l.text[at+1] == quote:
			at++
		default:
			return at + 1, nil
		}
	}
	return 0, errLayout
}

// blockScalarEnd is the end of the last line of the text; lines that are blank
// count where the header keeps them.
func (l *layout) blockScalarEnd(start, indent int) int {
	_, end, _ := l.lineOf(start)
	keep := bytes.ContainsRune(l.text[start:min(start+3, end)], '+')
	for number := l.number(start) + 1; number <= l.file.Lines(); number++ {
		line := l.file.Line(number)
		blank, depth := isBlank(line), leadingSpaces(line)
		if !blank && depth <= indent {
			break
		}
		if !blank || keep {
			end = l.lineStart(number) + len(line)
		}
	}
	return end
}

func leadingSpaces(line string) int {
	for i := range len(line) {
		if line[i] != ' ' {
			return i
		}
	}
	return len(line)
}

func isBlank(line string) bool {
	return leadingSpaces(line) == len(line) || len(bytes.TrimSpace([]byte(line))) == 0
}
