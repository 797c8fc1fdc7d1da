package kubernetes

import (
	"reflect"
	"slices"

	"k8s.io/apimachinery/pkg/runtime"

	"github.com/dslint/dslint/lint/manifest"
)

// Absence is a field that an object has and a version of Kubernetes does not heed.
type Absence struct {
	*Field
	// At is the field.
	At manifest.Ref
	// Unknown tells that the version has no such field: kubectl refuses the object, and
	// other clients drop the field. Otherwise the server drops it: its gate is off.
	Unknown bool
}

// Harmless reports whether the object means the same without the field.
func (a Absence) Harmless() bool {
	text, _ := a.At.Text()
	return !a.Unknown && text == a.same
}

// Differences are the fields that a version does not heed.
type Differences struct {
	version Version
	fields  []*Field // those that are absent from the version
	gone    []*Field // those that later versions do not have
	index   map[reflect.Type]map[string][]int
	trail   manifest.Path // room for walks
}

// DifferencesOf returns how a version differs. The value is for one goroutine.
func DifferencesOf(v Version) *Differences {
	const deep = 32 // fields lie less deep than that
	d := &Differences{version: v, index: map[reflect.Type]map[string][]int{}, trail: make(manifest.Path, 0, deep)}
	for _, field := range Fields() {
		switch {
		case field.Until != 0 && field.has(v):
			d.gone = append(d.gone, field)
		case field.Until == 0 && (field.unknown(v) || field.dropped(v)):
			d.fields = append(d.fields, field)
		}
	}
	return d
}

// Find returns the fields of an object that the version does not heed. What lies below
// one that it does not know is not listed.
func (d *Differences) Find(object *manifest.Object) []Absence {
	var all []Absence
	typed := object.Typed()
	for _, field := range d.fields {
		unknown := field.unknown(d.version)
		w := &walk{d: d, field: field, trail: d.trail[:0], found: func(at manifest.Path, _ spot) {
			all = append(all, Absence{Field: field, At: object.At(at...), Unknown: unknown})
		}}
		w.object(typed)
	}
	return slices.DeleteFunc(all, func(a Absence) bool {
		return slices.ContainsFunc(all, func(b Absence) bool { return b.Unknown && a.below(b) })
	})
}

// below reports whether a field is a part of another.
func (a Absence) below(other Absence) bool {
	return len(a.At.Path) > len(other.At.Path) && slices.Equal(a.At.Path[:len(other.At.Path)], other.At.Path)
}

// Knew reports whether the version has a field that [Latest] does not have.
func (d *Differences) Knew(object *manifest.Object, path manifest.Path) bool {
	for _, field := range d.gone {
		prefix, applies := startOf(object.Typed(), field.object)
		if !applies || len(path) < len(prefix) {
			continue
		}
		if field.leads(path[len(prefix):]) && slices.Equal(path[:len(prefix)], prefix) {
			return true
		}
	}
	return false
}

// Stored returns the object as the server of the version stores it, a copy where it
// drops a field. What the version does not know is still there: nobody stores that.
func (d *Differences) Stored(object *manifest.Object, absences []Absence) any {
	typed, ok := object.Typed().(runtime.Object)
	if !ok {
		return object.Typed()
	}
	stored := typed
	for _, absence := range absences {
		if absence.Unknown {
			continue
		}
		if stored == typed {
			stored = typed.DeepCopyObject()
		}
		w := &walk{d: d, field: absence.Field, trail: d.trail[:0], found: func(_ manifest.Path, s spot) { s.drop(absence.fate) }}
		w.object(stored)
	}
	return stored
}
