package lint

import (
	"encoding/json"
	"slices"

	"github.com/dslint/dslint/lint/manifest"
)

// KeepChanged keeps the findings that a change is answerable for: those on objects that
// are not in the set before with the same content, those that point at such an object,
// and, where a Node or another object changed that decides on the pods of others, those
// about placement. sameFile tells the files that did not change, for findings about
// files.
func (r *Result) KeepChanged(before, now *manifest.Set, sameFile func(name string) bool) {
	changed := changedObjects(before, now)
	moved := decidesForOthers(changed) || decidesForOthers(changedObjects(now, before))
	r.Findings = slices.DeleteFunc(r.Findings, func(f *Finding) bool {
		switch {
		case f.Object == nil:
			return sameFile(f.At.File)
		case changed[f.Object], slices.ContainsFunc(f.Others, func(o *manifest.Object) bool { return changed[o] }),
			moved && aboutPlacement(f):
			return false
		}
		return !slices.ContainsFunc(f.Related, func(related Related) bool {
			return changed[objectAt(now, related.At)]
		})
	})
}

// changedObjects returns the objects of a set that another set does not hold with the
// same content, each as often as it holds it less. Where an object stands does not
// matter.
func changedObjects(before, now *manifest.Set) map[*manifest.Object]bool {
	has := map[string]int{}
	for _, object := range before.Objects() {
		has[content(object)]++
	}
	changed := map[*manifest.Object]bool{}
	for _, object := range now.Objects() {
		key := content(object)
		if has[key]--; has[key] < 0 {
			changed[object] = true
		}
	}
	return changed
}

func content(object *manifest.Object) string {
	text, err := json.Marshal(object.Value())
	if err != nil {
		return object.String() // what YAML can say and JSON cannot
	}
	return object.String() + "\x00" + string(text)
}

// decidesForOthers reports whether one of the objects decides on the pods of others.
func decidesForOthers(objects map[*manifest.Object]bool) bool {
	for object := range objects {
		switch object.Kind {
		case "Node", "Namespace", "LimitRange", "ResourceQuota", "PriorityClass", "RuntimeClass":
			return true
		}
	}
	return false
}

// aboutPlacement reports whether a finding depends on more than its own object.
func aboutPlacement(f *Finding) bool {
	return len(f.Nodes) > 0 || f.Rule.Category == Placement || f.Rule.Category == Inventory
}

// objectAt returns the object that a place lies in, nil where there is none.
func objectAt(set *manifest.Set, at manifest.Span) *manifest.Object {
	file := set.File(at.File)
	if file == nil {
		return nil
	}
	var found *manifest.Object
	for _, object := range file.Objects {
		if !at.Start.Before(object.At().Span().Start) {
			found = object
		}
	}
	return found
}
