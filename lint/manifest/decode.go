package manifest

import (
	"encoding/json"
	"reflect"
	"strconv"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// decoder fills Go values from nodes as encoding/json fills them from the JSON
// that kubectl sends, with two differences: it goes on after a fault, and it
// knows where each fault is.
type decoder struct {
	object *Object
	budget int
	trail  []step // from the root to the value at hand
	faults []Fault
	// placeholders tells that a placeholder is no fault.
	placeholders bool
}

// step is one step down: into a field of a struct type, a key of a map, or an
// item of a list.
type step struct {
	name   string
	index  int
	strukt reflect.Type
}

// decodeTyped decodes an object that the API server is to read: placeholders are
// filled before.
func decodeTyped(o *Object, into any) []Fault {
	d := &decoder{object: o, budget: expansionLimit, placeholders: true}
	d.decode(o.node, reflect.ValueOf(into).Elem())
	return d.faults
}

func decodeInto(o *Object, into any) []Fault {
	d := &decoder{object: o, budget: expansionLimit}
	d.decode(o.node, reflect.ValueOf(into).Elem())
	return d.faults
}

// below decodes what lies one step down.
func (d *decoder) below(to step, n *yaml.Node, v reflect.Value) {
	d.trail = append(d.trail, to)
	d.decode(n, v)
	d.trail = d.trail[:len(d.trail)-1]
}

func (d *decoder) decode(n *yaml.Node, v reflect.Value) {
	if d.budget--; d.budget < 0 {
		return
	}
	n = deref(n)
	if n.Kind == yaml.ScalarNode {
		if k, _ := scalar(n); k == kindNull {
			return
		}
	}
	if v.Kind() == reflect.Pointer {
		before := len(d.faults)
		v.Set(reflect.New(v.Type().Elem()))
		d.decodeValue(n, v.Elem())
		if d.leftOpen(before, v.Elem()) {
			v.SetZero()
		}
		return
	}
	d.decodeValue(n, v)
}

func (d *decoder) decodeValue(n *yaml.Node, v reflect.Value) {
	if reflect.PointerTo(v.Type()).Implements(reflect.TypeFor[json.Unmarshaler]()) {
		d.unmarshal(n, v)
		return
	}
	d.decodeKind(n, v)
}

func (d *decoder) decodeKind(n *yaml.Node, v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		d.mapping(n, v, d.structure)
	case reflect.Map:
		d.mapping(n, v, d.keyed)
	case reflect.Slice:
		d.slice(n, v)
	case reflect.Interface:
		if value := newResolver().value(n); value != nil {
			v.Set(reflect.ValueOf(value))
		}
	default:
		d.basic(n, v)
	}
}

func (d *decoder) mapping(n *yaml.Node, v reflect.Value, fill func(*yaml.Node, reflect.Value)) {
	if n.Kind != yaml.MappingNode {
		if !d.unfilledWhole(n) {
			d.wrongType(n, v)
		}
		return
	}
	for _, e := range repeatedKeys(n) {
		d.repeated(n, e)
	}
	fill(n, v)
}

func (d *decoder) structure(n *yaml.Node, v reflect.Value) {
	fields := fieldsOf(v.Type())
	for _, e := range entries(n) {
		name := keyText(e.key)
		index, known := fields[name]
		if !known {
			if !d.encrypted(e) && !d.placeholderKey(name) {
				d.unknown(e.key)
			}
			continue
		}
		d.below(step{name: name, strukt: v.Type()}, e.value, v.FieldByIndex(index))
	}
}

func (d *decoder) keyed(n *yaml.Node, v reflect.Value) {
	mapType := v.Type()
	filled := reflect.MakeMapWithSize(mapType, len(n.Content)/2)
	for _, e := range entries(n) {
		name := keyText(e.key)
		item := reflect.New(mapType.Elem()).Elem()
		if d.placeholderKey(name) && !d.isFreeText() {
			d.open(d.at().At(name), name)
		}
		before := len(d.faults)
		d.below(step{name: name}, e.value, item)
		if d.leftOpen(before, item) {
			continue
		}
		filled.SetMapIndex(reflect.ValueOf(name).Convert(mapType.Key()), item)
	}
	v.Set(filled)
}

func (d *decoder) slice(n *yaml.Node, v reflect.Value) {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		d.bytes(n, v)
		return
	}
	if n.Kind != yaml.SequenceNode {
		if !d.unfilledWhole(n) {
			d.wrongType(n, v)
		}
		return
	}
	list := reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content))
	for i, item := range n.Content {
		d.below(step{index: i}, item, list.Index(i))
	}
	v.Set(list)
}

func (d *decoder) bytes(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, v)
		return
	}
	if err := json.Unmarshal([]byte(literal(n)), v.Addr().Interface()); err != nil {
		d.bad(n.Value, v, err)
	}
}

// unmarshal hands the value to a type that reads its own JSON.
func (d *decoder) unmarshal(n *yaml.Node, v reflect.Value) {
	text := []byte(literal(n))
	if n.Kind != yaml.ScalarNode {
		var err error
		if text, err = json.Marshal(newResolver().value(n)); err != nil {
			d.bad(n.Value, v, err)
			return
		}
	}
	if n.Kind == yaml.ScalarNode && d.unfilled(n) {
		return
	}
	if err := json.Unmarshal(text, v.Addr().Interface()); err != nil {
		d.bad(n.Value, v, err)
	}
}

// basic decodes booleans, strings and numbers.
func (d *decoder) basic(n *yaml.Node, v reflect.Value) {
	if n.Kind != yaml.ScalarNode {
		d.wrongType(n, v)
		return
	}
	switch k, text := scalar(n); {
	case !setBasic(v, k, text):
		v.SetZero()
		if !d.unfilled(n) {
			d.wrongType(n, v)
		}
	case v.Kind() == reflect.String && mayBePlaceholder(text) && !d.isFreeText():
		d.unfilled(n)
	}
}

func setBasic(v reflect.Value, k kind, text string) bool {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
		return k == kindString
	case reflect.Bool:
		v.SetBool(text == "true")
		return k == kindBool
	case reflect.Int, reflect.Int32, reflect.Int64:
		number, err := strconv.ParseInt(text, 10, v.Type().Bits())
		v.SetInt(number)
		return k == kindNumber && err == nil
	case reflect.Float64:
		number, err := strconv.ParseFloat(text, 64)
		v.SetFloat(number)
		return k == kindNumber && err == nil
	}
	return false
}
