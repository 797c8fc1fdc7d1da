package manifest

import "sigs.k8s.io/kustomize/kyaml/yaml"

// entry is one key of a mapping, with merge keys resolved.
type entry struct{ key, value *yaml.Node }

// deref follows aliases to the node they stand for.
func deref(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode && n.Alias != nil {
		n = n.Alias
	}
	return n
}

// entries returns the keys of a mapping as kubectl sees them: the last of two
// equal keys counts, and a key that is merged in gives way to a written one.
func entries(n *yaml.Node) []entry {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	if simple(n) {
		plain := make([]entry, 0, len(n.Content)/2)
		for i := 0; i+1 < len(n.Content); i += 2 {
			plain = append(plain, entry{n.Content[i], n.Content[i+1]})
		}
		return plain
	}
	return mergedEntries(n, map[*yaml.Node]bool{})
}

// entryOf returns the entry of a mapping with a key, nils where there is none. It finds
// what entries would list, most often without making the list.
func entryOf(n *yaml.Node, name string) (key, value *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return nil, nil
	}
	merges := false
	for i := len(n.Content) - 2; i >= 0; i -= 2 {
		switch key := n.Content[i]; {
		case isMerge(key):
			merges = true
		case keyText(key) == name:
			return key, deref(n.Content[i+1])
		}
	}
	if merges {
		for _, entry := range entries(n) {
			if keyText(entry.key) == name {
				return entry.key, deref(entry.value)
			}
		}
	}
	return nil, nil
}

// simple reports whether n has neither merge keys nor equal keys, which is what
// nearly every mapping is like.
func simple(n *yaml.Node) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if isMerge(n.Content[i]) {
			return false
		}
		for j := 0; j < i && i < 2*quadratic; j += 2 {
			if n.Content[i].Value == n.Content[j].Value {
				return false
			}
		}
	}
	return len(n.Content) <= 2*quadratic
}

// quadratic is the size up to which comparing every key with every other costs
// less than a map.
const quadratic = 16

func mergedEntries(n *yaml.Node, open map[*yaml.Node]bool) []entry {
	if n.Kind != yaml.MappingNode || open[n] {
		return nil
	}
	open[n] = true
	defer delete(open, n)
	var merged []entry
	at := map[string]int{}
	put := func(e entry, replace bool) {
		name := keyText(e.key)
		if i, seen := at[name]; !seen {
			at[name] = len(merged)
			merged = append(merged, e)
		} else if replace {
			merged[i] = e
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if !isMerge(n.Content[i]) {
			put(entry{n.Content[i], n.Content[i+1]}, true)
		}
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if isMerge(n.Content[i]) {
			for _, e := range mergeSource(n.Content[i+1], open) {
				put(e, false)
			}
		}
	}
	return merged
}

func mergeSource(n *yaml.Node, open map[*yaml.Node]bool) []entry {
	n = deref(n)
	if n.Kind != yaml.SequenceNode {
		return mergedEntries(n, open)
	}
	var all []entry
	for _, item := range n.Content {
		all = append(all, mergedEntries(deref(item), open)...)
	}
	return all
}

func isMerge(key *yaml.Node) bool {
	return key.Value == "<<" && key.Style == 0 && key.Kind == yaml.ScalarNode
}

// repeatedKeys returns the keys of a mapping that a later equal key overrides,
// each with the one that counts.
func repeatedKeys(n *yaml.Node) []entry {
	if len(n.Content) <= 2*quadratic && simple(n) {
		return nil
	}
	last := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		last[n.Content[i].Value] = n.Content[i]
	}
	var repeated []entry
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if winner := last[key.Value]; winner != key && !isMerge(key) {
			repeated = append(repeated, entry{key, winner})
		}
	}
	return repeated
}
