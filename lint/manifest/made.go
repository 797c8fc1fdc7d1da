package manifest

import "sigs.k8s.io/kustomize/kyaml/yaml"

// Made returns an object that a tool makes of a mapping: a copy in which fill has
// replaced the texts, the mapping itself where fill is nil. It is nil for what is no
// mapping. Its origin is to be set.
func (r Ref) Made(apiVersion, kind string, fill func(text string) string) *Object {
	found := r.locate()
	if !found.exact || found.value.Kind != yaml.MappingNode {
		return nil
	}
	n := found.value
	if fill != nil {
		budget := expansionLimit
		n = filled(n, fill, &budget)
	}
	made := &Object{
		File: r.Object.File, APIVersion: apiVersion, Kind: kind, source: r.Object.source,
		node: n, offset: r.Object.offset, indent: r.Object.indent,
	}
	made.readHeader()
	return made
}

// filled copies a node with other texts. What an alias stands for is copied, too.
func filled(n *yaml.Node, fill func(string) string, budget *int) *yaml.Node {
	n = deref(n)
	if *budget--; *budget < 0 {
		return n
	}
	copied := *n
	copied.Content = make([]*yaml.Node, len(n.Content))
	for i, inner := range n.Content {
		copied.Content[i] = filled(inner, fill, budget)
	}
	if n.Kind == yaml.ScalarNode {
		copied.Value = fill(n.Value)
	}
	return &copied
}
