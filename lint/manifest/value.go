package manifest

import (
	"encoding/json"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// expansionLimit bounds the nodes that the aliases of one object may unfold to; an
// honest manifest stays far below.
const expansionLimit = 1_000_000

// resolver turns nodes into plain values. The budget keeps a file of nested
// aliases from filling the memory.
type resolver struct{ budget int }

func newResolver() *resolver { return &resolver{budget: expansionLimit} }

func (r *resolver) value(n *yaml.Node) any {
	if r.budget--; r.budget < 0 {
		return nil
	}
	n = deref(n)
	switch n.Kind {
	case yaml.MappingNode:
		mapping := make(map[string]any, len(n.Content)/2)
		for _, e := range entries(n) {
			mapping[keyText(e.key)] = r.value(e.value)
		}
		return mapping
	case yaml.SequenceNode:
		list := make([]any, len(n.Content))
		for i, item := range n.Content {
			list[i] = r.value(item)
		}
		return list
	case yaml.ScalarNode:
		return scalarValue(n)
	}
	return nil
}

func scalarValue(n *yaml.Node) any {
	k, text := scalar(n)
	switch k {
	case kindNull:
		return nil
	case kindBool:
		return text == "true"
	case kindNumber:
		return json.Number(text)
	default:
		return text
	}
}
