package manifest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// blockStyle is how a document lays out block collections.
type blockStyle struct {
	step int // from the column of a key to those below it
	dash int // from the column of a key to the dashes below it
	gap  int // from a dash to what follows it
}

// entry renders an entry of a mapping whose keys stand in a column (from 0), as
// lines without the indentation of the first.
func (s blockStyle) entry(key string, value *tree, column int) []string {
	head := scalarText(key, false) + ":"
	if !value.nested() {
		return []string{head + " " + inlineText(value)}
	}
	below := column + s.step
	if value.isList {
		below = column + s.dash
	}
	lines := s.lines(value, below)
	lines[0] = spaces(below) + lines[0]
	return append([]string{head}, lines...)
}

// item renders an item of a list whose dashes stand in a column.
func (s blockStyle) item(value *tree, column int) []string {
	lines := s.lines(value, column+s.gap)
	lines[0] = "-" + spaces(s.gap-1) + lines[0]
	return lines
}

// lines renders a value that begins in a column.
func (s blockStyle) lines(value *tree, column int) []string {
	if !value.nested() {
		return []string{inlineText(value)}
	}
	var all []string
	for i, item := range value.items {
		var lines []string
		if value.isMap {
			lines = s.entry(value.keys[i], item, column)
		} else {
			lines = s.item(item, column)
		}
		if i > 0 {
			lines[0] = spaces(column) + lines[0]
		}
		all = append(all, lines...)
	}
	return all
}

// inlineText writes a scalar or an empty collection in block style.
func inlineText(value *tree) string {
	if text, isString := value.scalar.(string); isString {
		return scalarText(text, false)
	}
	return flowStyle{}.text(value)
}

func spaces(count int) string { return strings.Repeat(" ", max(count, 0)) }

// flowStyle is how collections are laid out in braces.
type flowStyle struct {
	quoted  bool   // every key and text is in double quotes, as JSON wants it
	compact bool   // nothing stands behind commas and colons
	step    string // what a line is indented by, "" where all stands in one line
	eol     string
	indent  string // of the line that the value begins in
}

func (s flowStyle) text(value *tree) string {
	switch {
	case value.isMap:
		return s.collection("{", "}", value)
	case value.isList:
		return s.collection("[", "]", value)
	}
	text, isString := value.scalar.(string)
	switch {
	case isString && s.quoted:
		return doubleQuoted(text)
	case isString:
		return scalarText(text, true)
	case value.scalar == nil:
		return "null"
	}
	return fmt.Sprint(value.scalar)
}

func (s flowStyle) collection(open, closing string, value *tree) string {
	inner := s
	inner.indent += s.step
	parts := make([]string, len(value.items))
	for i, item := range value.items {
		parts[i] = inner.text(item)
		if value.isMap {
			parts[i] = s.key(value.keys[i]) + s.colon() + parts[i]
		}
	}
	if s.step == "" || len(parts) == 0 {
		return open + strings.Join(parts, s.comma()) + closing
	}
	between := s.eol + inner.indent
	return open + between + strings.Join(parts, ","+between) + s.eol + s.indent + closing
}

func (s flowStyle) key(key string) string {
	if s.quoted {
		return doubleQuoted(key)
	}
	return scalarText(key, true)
}

func (s flowStyle) colon() string {
	if s.compact && s.quoted {
		return ":"
	}
	return ": "
}

func (s flowStyle) comma() string {
	if s.compact {
		return ","
	}
	return ", "
}

// scalarText writes a text without quotes where it can only be read as that text.
func scalarText(text string, inFlow bool) string {
	if plainSafe(text, inFlow) {
		return text
	}
	return doubleQuoted(text)
}

// plainBytes mean nothing to YAML but for a colon at the end, and some in front.
const plainBytes = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:@+=-"

// plainSafe reports whether a text stands for itself without quotes.
func plainSafe(text string, inFlow bool) bool {
	if text == "" || strings.IndexByte("-.:=+@", text[0]) >= 0 || strings.HasSuffix(text, ":") || inFlow && strings.Contains(text, ":") {
		return false
	}
	if strings.TrimLeft(text, plainBytes) != "" {
		return false
	}
	k, _ := scalar(&yaml.Node{Kind: yaml.ScalarNode, Value: text})
	return k == kindString
}

// doubleQuoted writes a text as JSON does, which YAML reads.
func doubleQuoted(text string) string {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(text); err != nil {
		return `""`
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// like writes a text with the quotes that another scalar has.
func like(n *yaml.Node, text string, inFlow bool) string {
	printable := !strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r > '~' })
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		return doubleQuoted(text)
	case n.Style&yaml.SingleQuotedStyle != 0 && printable:
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	return scalarText(text, inFlow)
}
