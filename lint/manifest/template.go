package manifest

import (
	"errors"
	"regexp"
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

var (
	// action is what a template engine or envsubst replaces within a line.
	action = regexp.MustCompile(`\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}|\$\{[A-Za-z_][^{}]*\}`)
	// loneAction is a line of actions only: it may become any number of lines.
	loneAction = regexp.MustCompile(`^\s*(?:(?:\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\})\s*)+(?:#.*)?$`)
	// openAction begins an action that ends in a line below.
	openAction = regexp.MustCompile(`\{\{|\{%|\{#`)
	// blockHeader ends a line below which a block scalar stands.
	blockHeader = regexp.MustCompile(`(?:^|[:-][ \t]+)(?:[!&]\S+[ \t]+)*[|>][0-9+-]{0,2}[ \t]*(?:#.*)?$`)
	itemDashes  = regexp.MustCompile(`^ *(?:- +)*`)
	errAction   = errors.New("yaml: a mapping cannot be a key")
)

// actions are the lines of a text with the actions of a template, those outside comments
// and block scalars.
type actions struct {
	lines []actionLine
	// first is the line of the first action that is no value, 0 where there is none.
	first  int
	braces bool // some are of a template engine, not of envsubst
}

// actionLine is a line as it is, and with the actions in it masked.
type actionLine struct {
	text, masked string
	alone        bool // it holds nothing but actions
}

// findActions returns nil where a text holds no actions.
func findActions(data []byte) *actions {
	text := string(data)
	if !action.MatchString(text) && !openAction.MatchString(text) || strings.ContainsFunc(text, isMasked) {
		return nil
	}
	found := &actions{}
	block, open := -1, false // the indentation around a block scalar; an action that goes on
	for line := range strings.Lines(text) {
		bare := strings.TrimRight(line, "\r\n")
		indent := len(bare) - len(strings.TrimLeft(bare, " "))
		switch {
		case open:
			open = !closesAction(bare)
			found.add(line, true)
		case isText(bare, indent, block):
			found.lines = append(found.lines, actionLine{text: line, masked: line})
		default:
			block = -1
			rest := action.ReplaceAllString(bare, "")
			open = openAction.MatchString(rest) && !closesAction(rest)
			found.add(line, open || loneAction.MatchString(bare))
			if blockHeader.MatchString(bare) {
				block = blockIndent(bare)
			}
		}
	}
	return found
}

// isText reports whether a line is one of a block scalar, or a comment.
func isText(line string, indent, block int) bool {
	return block >= 0 && (strings.TrimSpace(line) == "" || indent > block) || strings.HasPrefix(line[indent:], "#")
}

// blockIndent is how far the text of a block scalar is indented at least, less one, below
// a header.
func blockIndent(header string) int {
	key := len(itemDashes.FindString(header))
	if strings.ContainsAny(header[key:key+1], "|>") { // an item of a list itself
		return strings.LastIndex(header[:key], "-")
	}
	return key
}

func closesAction(line string) bool {
	return strings.Contains(line, "}}") || strings.Contains(line, "%}") || strings.Contains(line, "#}")
}

func (a *actions) add(line string, alone bool) {
	if alone && a.first == 0 {
		a.first = len(a.lines) + 1
	}
	masked := action.ReplaceAllStringFunc(line, mask)
	a.braces = a.braces || masked != line && openAction.MatchString(line)
	a.lines = append(a.lines, actionLine{line, masked, alone})
}

// text returns the text with the actions among the values masked. Lines of actions only
// are masked, too, or left out, or stay.
func (a *actions) text(maskLone, dropLone bool) []byte {
	var b strings.Builder
	for _, line := range a.lines {
		switch {
		case line.alone && dropLone:
			b.WriteString("\n")
		case line.alone && !maskLone:
			b.WriteString(line.text)
		default:
			b.WriteString(line.masked)
		}
	}
	return []byte(b.String())
}

// explains reports whether an error comes of lines of actions: without them there is
// none, or they come before it.
func (a *actions) explains(err error) bool {
	if _, still := decodeAll(a.text(false, true)); still == nil {
		return true
	}
	line, _ := errorAt(err)
	return a.first <= line+1
}

// maskBase moves characters to where Unicode has none, so that YAML has no meaning for
// them, and every position stays.
const maskBase = 0xF0000

func mask(text string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFD { //nolint:mnd // the last of the plane
			return r
		}
		return r + maskBase
	}, text)
}

func isMasked(r rune) bool { return r >= maskBase && r <= maskBase+0xFFFD }

// unmask gives nodes the text that they have in the file.
func unmask(nodes []*yaml.Node) {
	for _, n := range nodes {
		if strings.ContainsFunc(n.Value, isMasked) {
			n.Value = strings.Map(func(r rune) rune {
				if isMasked(r) {
					return r - maskBase
				}
				return r
			}, n.Value)
		}
		unmask(n.Content)
	}
}
