package manifest

import (
	"encoding/json"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
	kubeyaml "sigs.k8s.io/yaml"
)

// kind is the JSON type that kubectl makes of a scalar.
type kind int

const (
	kindNull kind = iota
	kindBool
	kindNumber
	kindString
)

var kindNames = map[kind]string{kindNull: "null", kindBool: "bool", kindNumber: "number", kindString: "string"}

func (k kind) String() string { return kindNames[k] }

// scalar resolves a scalar as kubectl does, whose reader speaks YAML 1.1: yes, on
// and y are booleans, 012 is ten. It returns the type and, but for strings, the
// JSON text of the value.
func scalar(n *yaml.Node) (kind, string) {
	switch {
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return kindString, n.Value
	case n.Style&yaml.TaggedStyle != 0 && n.Tag == "!!str":
		return kindString, n.Value
	case plainString(n.Value):
		return kindString, n.Value
	case plainInteger(n.Value):
		return kindNumber, n.Value
	case n.Value == "true" || n.Value == "false":
		return kindBool, n.Value
	}
	return resolve(n.Value)
}

// resolve asks the library that kubectl reads YAML with.
func resolve(text string) (kind, string) {
	literal, err := kubeyaml.YAMLToJSON([]byte(text))
	if err != nil || len(literal) == 0 {
		return kindString, text
	}
	switch c := literal[0]; {
	case c == 'n':
		return kindNull, "null"
	case c == 't' || c == 'f':
		return kindBool, string(literal)
	case c == '-' || c >= '0' && c <= '9':
		return kindNumber, string(literal)
	}
	return kindString, text
}

// plainString reports whether an unquoted scalar is a string beyond doubt.
func plainString(text string) bool {
	if text == "" || text == "~" {
		return false
	}
	if c := text[0]; c >= '0' && c <= '9' || c == '+' || c == '-' || c == '.' {
		return !numeric(text)
	}
	return len(text) > len("false") || !words[strings.ToLower(text)]
}

// words are what YAML 1.1 may take for a boolean or null, in some spelling.
var words = map[string]bool{
	"y": true, "n": true, "yes": true, "no": true, "on": true, "off": true,
	"true": true, "false": true, "null": true,
}

// numeric reports whether text could be a number: it has no character that no
// number has, one point at most, and a sign only in front or in the exponent.
func numeric(text string) bool {
	points := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c == '.':
			points++
		case (c == '-' || c == '+') && i > 0 && text[i-1] != 'e' && text[i-1] != 'E':
			return false
		case strings.IndexByte("0123456789abcdefABCDEFxXoO_.+-inIN", c) < 0:
			return false
		}
	}
	return points <= 1
}

func plainInteger(text string) bool {
	if len(text) == 0 || len(text) > 15 || text[0] == '0' && len(text) > 1 {
		return false
	}
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}

// keyText is the key of a mapping as JSON has it, where every key is a string.
func keyText(key *yaml.Node) string {
	key = deref(key)
	if key.Kind != yaml.ScalarNode {
		return ""
	}
	_, text := scalar(key)
	return text
}

// TextKeys takes every key of the object for text, also those that kubectl reads as
// booleans (y, n, on, off): for files that are no Kubernetes objects.
func (o *Object) TextKeys() { textKeys(o.node) }

func textKeys(n *yaml.Node) {
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && child.Kind == yaml.ScalarNode && !isMerge(child) {
			child.Tag, child.Style = yaml.NodeTagString, child.Style|yaml.TaggedStyle
		}
		textKeys(child)
	}
}

// literal is the JSON text of a scalar.
func literal(n *yaml.Node) string {
	k, text := scalar(n)
	if k != kindString {
		return text
	}
	quoted, err := json.Marshal(text)
	if err != nil {
		return `""`
	}
	return string(quoted)
}
