package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/placement"
)

// meant returns the label, as "key: value", that nodes have and a requirement was
// probably meant to ask for; "" where nothing is near.
func (f *fleet) meant(r requirement) string {
	values := slices.Sorted(maps.Keys(f.labels[r.Key]))
	for _, value := range r.Values {
		if i := slices.IndexFunc(values, isFlag); i >= 0 && isFlag(value) {
			return pair(r.Key, values[i])
		}
		if near := mistyped(value, values); near != "" {
			return pair(r.Key, near)
		}
	}
	if len(values) > 0 || !r.needsLabel() {
		return ""
	}
	for _, key := range f.otherNames(r) {
		if !f.someNodeMeets(r.named(key)) {
			continue
		}
		if len(r.Values) == 0 {
			return key
		}
		return pair(key, r.Values[0])
	}
	return f.roleOf(r)
}

// otherNames returns labels that a label which no node has may stand for: its
// successor, one of the same name under another domain, a misspelling.
func (f *fleet) otherNames(r requirement) []string {
	keys := slices.Sorted(maps.Keys(f.labels))
	var names []string
	if rename, known := f.facts.Rename(r.Key); known {
		names = append(names, rename.Successor)
	}
	for _, key := range keys {
		if lastPart(key) == lastPart(r.Key) {
			names = append(names, key)
		}
	}
	if near := mistyped(r.Key, keys); near != "" {
		names = append(names, near)
	}
	return names
}

func lastPart(key string) string { return key[strings.LastIndexByte(key, '/')+1:] }

func (r requirement) named(key string) requirement {
	r.Key = key
	return r
}

// roleOf returns the label of a role that was asked for by value: role=worker
// where nodes have node-role.kubernetes.io/worker.
func (f *fleet) roleOf(r requirement) string {
	if !strings.HasSuffix(r.Key, "role") {
		return ""
	}
	for _, value := range r.Values {
		key := "node-role.kubernetes.io/" + value
		if found := slices.Sorted(maps.Keys(f.labels[key])); len(found) > 0 {
			return pair(key, found[0])
		}
	}
	return ""
}

// pair writes a label as a node selector does.
func pair(key, value string) string { return fmt.Sprintf("%s: %q", key, value) }

// remedy says what to change, "" where nothing is known.
func (f *fleet) remedy(blocked []requirement, shares []*share) string {
	for _, r := range blocked {
		if text := f.remedyFor(r); text != "" {
			return text
		}
	}
	for _, r := range blocked {
		if _, wellKnown := f.facts.Label(r.Key); !wellKnown && !r.Field && r.needsLabel() && len(r.Values) < 2 {
			return "Label the nodes that are meant, or remove the constraint: kubectl label node NAME " +
				r.Key + "=" + strings.Join(r.Values, "")
		}
	}
	if len(blocked) == 0 && shares[0].Gate == placement.GateTaint {
		return "Add a toleration for " + shares[0].Taint.Key
	}
	return ""
}

// remedyFor names what nodes have in place of what is asked for.
func (f *fleet) remedyFor(r requirement) string {
	if meant := f.meant(r); meant != "" {
		return "Ask for " + meant + ", which nodes have"
	}
	if _, wellKnown := f.facts.Label(r.Key); wellKnown || r.Field || !r.needsLabel() || len(f.labels[r.Key]) == 0 {
		return ""
	}
	const shown = 5
	values := slices.Sorted(maps.Keys(f.labels[r.Key]))
	return fmt.Sprintf("Ask for a value of %s that nodes have: %s", r.Key, strings.Join(values[:min(len(values), shown)], ", "))
}
