package source

import (
	"reflect"
	"slices"

	"github.com/dslint/dslint/lint/manifest"
)

// origin finds the fields of a built object in the files that it is made of.
type origin struct {
	*part

	object *manifest.Object
	value  any // of the built object
	given  any // of the source
	root   manifest.Ref
}

func newOrigin(p *part, object *manifest.Object, root manifest.Ref) *origin {
	return &origin{part: p, object: object, root: root}
}

// read unfolds the values when a place is first asked for.
func (o *origin) read() {
	if o.value != nil {
		return
	}
	o.value = o.object.Value()
	if o.source != nil {
		o.given = o.source.Value()
	}
}

// Source returns the object of a file that a build started from.
func (o *origin) Source() *manifest.Object { return o.source }

// Span returns the place of the field that decides about a field.
func (o *origin) Span(path manifest.Path, key bool) manifest.Span {
	at := o.locate(path)
	if key {
		return at.KeySpan()
	}
	return at.Span()
}

// Locate returns the field that decides about a field.
func (o *origin) Locate(path manifest.Path) manifest.Ref { return o.locate(path) }

// Substituted returns the value of a variable that stood where a field is.
func (o *origin) Substituted(path manifest.Path) (manifest.Ref, bool) {
	return o.locate(path).Substituted()
}

// locate returns the field that decides about a field of the built object: that of
// the last change that writes it, else that of the source.
func (o *origin) locate(path manifest.Path) manifest.Ref {
	o.read()
	for size := len(path); size >= 0; size-- {
		if at, ok := o.find(path[:size]); ok {
			return at
		}
	}
	if o.source != nil {
		return o.source.At()
	}
	if !o.at.IsZero() {
		return o.at
	}
	return o.root
}

func (o *origin) find(path manifest.Path) (manifest.Ref, bool) {
	value, ok := lookUp(o.value, path)
	if !ok {
		return manifest.Ref{}, false
	}
	given, isGiven := align(o.value, o.given, path)
	isGiven = isGiven && o.source != nil
	if isGiven && identifies(path) && reflect.DeepEqual(mustLookUp(o.given, given), value) {
		return o.source.At(given...), true
	}
	if at, ok := o.written(path, value); ok {
		return at, true
	}
	if isGiven {
		return o.source.At(given...), true
	}
	for i := range o.layers {
		for _, s := range o.layers[i].steps {
			if at, ok := s.holds(o, path); ok {
				return at, true
			}
		}
	}
	return manifest.Ref{}, false
}

// written looks for the last change that writes a value.
func (o *origin) written(path manifest.Path, value any) (manifest.Ref, bool) {
	for _, l := range slices.Backward(o.layers) {
		for _, s := range slices.Backward(l.steps) {
			if at, ok := s.sets(o, path, value); ok {
				return at, true
			}
		}
	}
	return manifest.Ref{}, false
}

// identifies reports whether a field says which object or item is meant: a patch
// repeats it and changes nothing by it.
func identifies(path manifest.Path) bool {
	if len(path) == 0 {
		return true
	}
	last, _ := path[len(path)-1].(string)
	switch last {
	case "apiVersion", "kind":
		return len(path) == 1
	case "name":
		if len(path) == 2 {
			return path[0] == "metadata"
		}
		_, item := path[len(path)-2].(int)
		return item
	}
	return false
}

// Related returns the value of a chart that was put where a field stands.
func (o *origin) Related(path manifest.Path) (manifest.Span, bool) {
	if at := o.locate(path); o.source != nil && at.Object == o.source {
		return at.ChartValue()
	}
	return manifest.Span{}, false
}
