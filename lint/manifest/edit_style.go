package manifest

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// blockStyle is what the collections around a node are laid out like: its own
// entries count first, then those of the whole document.
func (e *editor) blockStyle(n *yaml.Node) blockStyle {
	style := blockStyle{step: -1, dash: -1, gap: -1}
	for _, from := range []*yaml.Node{n, e.root} {
		e.learn(from, &style, from == e.root)
	}
	learned := func(value, otherwise int) int {
		if value < 0 {
			return otherwise
		}
		return value
	}
	const usual = 2
	step := learned(style.step, usual)
	return blockStyle{step: step, dash: learned(style.dash, step), gap: learned(style.gap, usual)}
}

// learn takes from a node what the style does not know yet.
func (e *editor) learn(n *yaml.Node, style *blockStyle, deep bool) {
	if n == nil || n.Style&yaml.FlowStyle != 0 || len(n.Content) == 0 {
		return
	}
	if n.Kind == yaml.SequenceNode {
		e.learnGap(n, style)
	}
	for i, inner := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 {
			e.learnBelow(n.Content[i-1], inner, style)
		}
		if deep {
			e.learn(inner, style, true)
		}
	}
}

func (e *editor) learnGap(n *yaml.Node, style *blockStyle) {
	item := e.offset(n.Content[len(n.Content)-1])
	gap := e.column(item) - e.column(e.extents[n].start)
	if start, _, _ := e.lineOf(item); style.gap < 0 && gap > 1 && strings.HasPrefix(strings.TrimLeft(string(e.text[start:item]), " "), "-") {
		style.gap = gap
	}
}

func (e *editor) learnBelow(key, value *yaml.Node, style *blockStyle) {
	if value.Style&yaml.FlowStyle != 0 || len(value.Content) == 0 {
		return
	}
	depth := e.column(e.extents[value].start) - e.column(e.offset(key))
	switch {
	case value.Kind == yaml.MappingNode && style.step < 0 && depth > 0:
		style.step = depth
	case value.Kind == yaml.SequenceNode && style.dash < 0 && depth >= 0:
		style.dash = depth
	}
}

// multiLine reports whether the parts of a collection in braces stand in lines of
// their own.
func (e *editor) multiLine(n *yaml.Node) bool {
	if n == nil || len(n.Content) == 0 {
		return false
	}
	last := n.Content[len(n.Content)-1]
	if n.Kind == yaml.MappingNode {
		last = n.Content[len(n.Content)-2]
	}
	start, _, _ := e.lineOf(e.offset(last))
	return strings.TrimSpace(string(e.text[start:e.offset(last)])) == "" && e.offset(last) > e.extents[n].start
}
