package manifest

import (
	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Ref is a field of an object. It may name a field that is not there.
type Ref struct {
	Object *Object
	Path   Path
}

// At returns the field that path leads to from r.
func (r Ref) At(path ...any) Ref { return Ref{r.Object, r.Path.Join(path...)} }

// IsZero reports whether r names nothing at all.
func (r Ref) IsZero() bool { return r.Object == nil }

// Exists reports whether the manifest holds the field.
func (r Ref) Exists() bool { return r.locate().exact }

// Text returns the text of a scalar as it stands in the manifest without its
// quotes, and whether the field is there and a scalar.
func (r Ref) Text() (string, bool) {
	found := r.locate()
	if !found.exact || found.value.Kind != yaml.ScalarNode {
		return "", false
	}
	return found.value.Value, true
}

// Value returns the field as plain Go values, nil where it is absent; see
// [Object.Value].
func (r Ref) Value() any {
	found := r.locate()
	if !found.exact {
		return nil
	}
	return newResolver().value(found.value)
}

// Span returns the place to edit. A scalar and a collection in braces are their
// own text, a block collection is the key above it. A field that is absent lands
// on its nearest present ancestor.
func (r Ref) Span() Span {
	return r.span(false)
}

// KeySpan returns the place of the field's key, for findings about the name of a
// field; see [Ref.Span] for absent fields and items of sequences.
func (r Ref) KeySpan() Span {
	return r.span(true)
}

func (r Ref) span(key bool) Span {
	switch {
	case r.Object == nil:
		return Span{}
	case r.Object.origin != nil:
		return r.Object.origin.Span(r.present(), key)
	}
	return r.ownSpan(key)
}

func (r Ref) ownSpan(key bool) Span {
	found := r.locate()
	if !key && found.exact && standsForItself(found.value) {
		return r.Object.span(found.value)
	}
	return r.Object.headSpan(found)
}

// located is where a path ends: the deepest node that is there, and its key when
// it is the value of a mapping.
type located struct {
	key, value *yaml.Node
	exact      bool
}

func (r Ref) locate() located {
	found := located{value: r.Object.node, exact: true}
	for _, step := range r.Path {
		key, value := child(found.value, step)
		if value == nil {
			found.exact = false
			return found
		}
		found.key, found.value = key, value
	}
	return found
}

func child(parent *yaml.Node, step any) (key, value *yaml.Node) {
	parent = deref(parent)
	switch step := step.(type) {
	case int:
		if parent.Kind == yaml.SequenceNode && step >= 0 && step < len(parent.Content) {
			return nil, deref(parent.Content[step])
		}
	case string:
		return entryOf(parent, step)
	}
	return nil, nil
}

// standsForItself reports whether the text of n is a better place to point at
// than the key before it.
func standsForItself(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		return n.Value != "" || n.Style != 0
	}
	return n.Style&yaml.FlowStyle != 0
}
