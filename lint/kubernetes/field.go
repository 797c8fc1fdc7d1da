package kubernetes

import (
	_ "embed"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

//go:embed fields.tsv
var fieldTable string

// fate is what becomes of a field while its feature gate is off.
type fate string

const (
	fateDrop    fate = "drop"    // it is removed
	fateHolder  fate = "holder"  // and what holds it, where that is empty then
	fateDefault fate = "default" // it becomes Default
	fateVolume  fate = "volume"  // the volume that it stands in is removed, with its mounts
)

// Field is a field of a workload that not all versions have, or heed.
type Field struct {
	// Since and Until are the versions whose API has the field; Until is 0 where it
	// never went. Oldest stands for all before it as well.
	Since, Until Version
	// Feature is what the server asks for, zero where it asks for none.
	Feature Feature

	object  string
	steps   []step
	fate    fate
	refused bool   // before Since an older field of the name is not allowed there
	same    string // the value that means what the absence of the field means
}

// step leads from a struct to a field of it, or to the items of that field.
type step struct {
	name string
	key  any // name
	list bool
}

func stepsOf(path string) []step {
	var steps []step
	for part := range strings.SplitSeq(path, ".") {
		name, list := strings.CutSuffix(part, "[]")
		steps = append(steps, step{name, name, list})
	}
	return steps
}

// has reports whether the API of a version has the field.
func (f *Field) has(v Version) bool {
	return v.AtLeast(f.Since) && (f.Until == 0 || f.Until.AtLeast(v))
}

// unknown reports whether a version has no field of the name.
func (f *Field) unknown(v Version) bool {
	if f.refused && v.Before(f.Since) {
		return false
	}
	return !f.has(v)
}

// dropped reports whether a version has the field and drops it.
func (f *Field) dropped(v Version) bool {
	return f.has(v) && f.Feature.Gate != "" && !f.Feature.OnIn(v)
}

// leads reports whether a path leads to the field.
func (f *Field) leads(path manifest.Path) bool {
	for _, want := range f.steps {
		if len(path) == 0 || path[0] != want.key {
			return false
		}
		path = path[1:]
		if want.list {
			if len(path) == 0 {
				return false
			}
			if _, index := path[0].(int); !index {
				return false
			}
			path = path[1:]
		}
	}
	return len(path) == 0
}

// Path returns the kind of object that the field is of (pod, job or statefulset) and its
// path from there, with [] for the items of a list.
func (f *Field) Path() (object, path string) {
	names := make([]string, len(f.steps))
	for i, step := range f.steps {
		names[i] = step.name
		if step.list {
			names[i] += "[]"
		}
	}
	return f.object, strings.Join(names, ".")
}

// Fields returns all fields that are known to differ, in the order of their table.
func Fields() []*Field {
	features := map[Gate]Feature{}
	for _, feature := range Features() {
		features[feature.Gate] = feature
	}
	var all []*Field
	for _, row := range rows(fieldTable) {
		for _, path := range alternatives(row[1]) {
			all = append(all, &Field{
				object: row[0], steps: stepsOf(path), Since: versionIn(row[2]), Until: versionIn(row[3]),
				Feature: features[Gate(row[4])], fate: fate(row[5]), refused: row[6] == "refused", same: row[7],
			})
		}
	}
	return all
}

// alternatives writes a path with {a,b} out.
func alternatives(path string) []string {
	before, rest, found := strings.Cut(path, "{")
	choices, after, _ := strings.Cut(rest, "}")
	if !found {
		return []string{path}
	}
	var all []string
	for choice := range strings.SplitSeq(choices, ",") {
		all = append(all, alternatives(before+choice+after)...)
	}
	return all
}
