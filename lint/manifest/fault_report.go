package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// at is the field that the decoder stands on.
func (d *decoder) at() Ref {
	path := make(Path, len(d.trail))
	for i, s := range d.trail {
		if s.name == "" && s.strukt == nil {
			path[i] = s.index
		} else {
			path[i] = s.name
		}
	}
	return Ref{d.object, path}
}

// goField is what encoding/json calls the field: the innermost struct type and the
// names of the fields that lead there, without indices and keys of maps.
func (d *decoder) goField() string {
	owner, names := "", ""
	for _, s := range d.trail {
		if s.strukt != nil {
			owner, names = s.strukt.Name(), names+embedded(s.strukt, s.name)+"."+s.name
		}
	}
	return owner + names
}

// embedded names the structs without a key of their own that hold a field.
func embedded(t reflect.Type, name string) string {
	names := ""
	for index := fieldsOf(t)[name]; len(index) > 1; index = index[1:] {
		field := t.Field(index[0])
		names, t = names+"."+field.Name, field.Type
	}
	return names
}

func (d *decoder) unknown(key *yaml.Node) {
	name := keyText(key)
	at := d.at().At(name)
	d.faults = append(d.faults, Fault{
		Kind:    UnknownField,
		At:      at,
		Place:   d.keyPlace(at, key),
		Message: fmt.Sprintf("unknown field %q", name),
		API:     fmt.Sprintf("strict decoding error: unknown field %q", at.Path),
	})
}

// keyPlace is the place of a key, also where the key is not the only one of its
// name.
func (d *decoder) keyPlace(at Ref, key *yaml.Node) Span {
	if d.object.origin != nil {
		return at.KeySpan()
	}
	return d.object.span(key)
}

func (d *decoder) repeated(n *yaml.Node, e entry) {
	name := keyText(e.key)
	values := newResolver()
	d.faults = append(d.faults, Fault{
		Kind:  RepeatedKey,
		At:    d.at().At(name),
		Place: d.keyPlace(d.at().At(name), e.key),
		Message: fmt.Sprintf("key %q stands again in line %d, and only that one counts",
			name, d.object.position(e.value).Line),
		Same: reflect.DeepEqual(values.value(valueOf(n, e.key)), values.value(valueOf(n, e.value))),
	})
}

func (d *decoder) wrongType(n *yaml.Node, v reflect.Value) {
	got := jsonType(n)
	shown := got
	if got == "number" && (v.CanInt() || v.CanFloat()) {
		shown = "number " + literal(n)
	}
	at := d.at()
	d.faults = append(d.faults, Fault{
		Kind:    WrongType,
		At:      at,
		Place:   at.Span(),
		Message: fmt.Sprintf("%s holds %s where %s belongs", at.Path, aType(got, n), aGoType(v.Type())),
		API: fmt.Sprintf("json: cannot unmarshal %s into Go struct field %s of type %s",
			shown, d.goField(), v.Type()),
		Got: got, Want: v.Type().String(),
	})
}

func (d *decoder) bad(text string, v reflect.Value, err error) {
	at, words := d.at(), err.Error()
	if mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err); ok { // the server knows where the value stands
		words = fmt.Sprintf("json: cannot unmarshal %s into Go struct field %s of type %s",
			mismatch.Value, d.goField(), mismatch.Type)
	}
	d.faults = append(d.faults, Fault{
		Kind:    BadValue,
		At:      at,
		Place:   at.Span(),
		Message: fmt.Sprintf("%s: %q is not a valid %s", at.Path, text, v.Type().Name()),
		API:     words,
	})
}

// valueOf returns the value that stands behind a key of a mapping.
func valueOf(n, key *yaml.Node) *yaml.Node { return n.Content[slices.Index(n.Content, key)+1] }
