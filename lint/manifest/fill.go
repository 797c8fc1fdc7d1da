package manifest

import (
	"strings"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Fill returns the object with other texts in the place of its keys and scalars, itself
// where replace changes none. What stands there without quotes is read again, as it
// would be in a file: a number stays a number. Positions are those of what was replaced.
func (o *Object) Fill(replace func(text string) string) *Object {
	f := &filler{replace: replace, copies: map[*yaml.Node]*yaml.Node{}}
	node := f.copy(o.node)
	if !f.changed {
		return o
	}
	filled := &Object{
		File: o.File, APIVersion: o.APIVersion, Kind: o.Kind, Namespace: o.Namespace, Name: o.Name,
		Root: o.Root, Values: o.Values, Variant: o.Variant, Kubernetes: o.Kubernetes,
		source: o.source, node: node, offset: o.offset, indent: o.indent, scope: o.scope,
	}
	filled.readHeader()
	return filled
}

type filler struct {
	replace func(string) string
	copies  map[*yaml.Node]*yaml.Node // an alias leads to the copy of what it stands for
	changed bool
}

func (f *filler) copy(n *yaml.Node) *yaml.Node {
	if n == nil {
		return nil
	}
	if known, ok := f.copies[n]; ok {
		return known
	}
	copied := *n
	f.copies[n] = &copied
	if n.Kind == yaml.ScalarNode {
		if text := f.replace(n.Value); text != n.Value {
			f.changed = true
			fillScalar(&copied, text)
		}
		return &copied
	}
	copied.Alias = f.copy(n.Alias)
	copied.Content = make([]*yaml.Node, len(n.Content))
	for i, child := range n.Content {
		copied.Content[i] = f.copy(child)
	}
	return &copied
}

// fillScalar puts a text in the place of a scalar. Without quotes it may be anything
// that fits in a line.
func fillScalar(n *yaml.Node, text string) {
	notPlain := yaml.SingleQuotedStyle | yaml.DoubleQuotedStyle | yaml.LiteralStyle | yaml.FoldedStyle | yaml.TaggedStyle
	if n.Style&notPlain != 0 {
		n.Value = text
		return
	}
	value := &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagNull}
	switch documents, err := decodeAll([]byte(text)); {
	case err == nil && len(documents) == 1 && fitsInLine(documents[0].Content[0]):
		value = documents[0].Content[0]
	case err != nil || strings.TrimSpace(text) != "":
		value = &yaml.Node{Kind: yaml.ScalarNode, Tag: yaml.NodeTagString, Style: yaml.DoubleQuotedStyle, Value: text}
	}
	n.Kind, n.Tag, n.Style, n.Value, n.Content = value.Kind, value.Tag, value.Style, value.Value, value.Content
	eachBelow(n, func(below *yaml.Node) { below.Line, below.Column = n.Line, n.Column })
}

func fitsInLine(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode || n.Style&yaml.FlowStyle != 0
}

func eachBelow(n *yaml.Node, visit func(*yaml.Node)) {
	for _, child := range n.Content {
		visit(child)
		eachBelow(child, visit)
	}
}
