package validation

import (
	"k8s.io/apimachinery/pkg/util/validation/field"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

// answer is what is found wrong with one object. It keeps the steps to all fields
// that were looked at: a path is spelled only where something is wrong.
type answer struct {
	changes *kubernetes.Changes
	found   []problem
	steps   []step
}

// problem is one error and the field to edit.
type problem struct {
	err  *field.Error
	edit manifest.Path
}

// place is a field by its last step; the first one stands for the root.
type place int

// step leads from a field to one below it.
type step struct {
	name  string
	index int
	from  place
	kind  stepKind
}

type stepKind uint8

const (
	nameStep  stepKind = iota // the name of a field
	indexStep                 // the index of an item
	keyStep                   // the key of a map
)

// usualSteps is how many steps a small DaemonSet takes.
const usualSteps = 320

func newAnswer(changes *kubernetes.Changes) *answer {
	return &answer{changes: changes, steps: make([]step, 1, usualSteps)}
}

func (a *answer) root() cursor { return cursor{of: a} }

func (a *answer) below(from place, s step) place {
	s.from = from
	a.steps = append(a.steps, s)
	return place(len(a.steps) - 1)
}

func (a *answer) add(err *field.Error, edit manifest.Path) {
	a.found = append(a.found, problem{err, edit})
}

// fieldPath spells a field as the API server does.
func (a *answer) fieldPath(at place) *field.Path {
	if at == 0 {
		return nil
	}
	s := &a.steps[at]
	above := a.fieldPath(s.from)
	switch s.kind {
	case indexStep:
		return above.Index(s.index)
	case keyStep:
		return above.Key(s.name)
	default:
		return above.Child(s.name)
	}
}

// manifestPath spells a field as the manifest does.
func (a *answer) manifestPath(at place) manifest.Path {
	if at == 0 {
		return nil
	}
	s := &a.steps[at]
	if s.kind == indexStep {
		return a.manifestPath(s.from).Join(s.index)
	}
	return a.manifestPath(s.from).Join(s.name)
}

// errors returns what was found, with fields below root. The server does not repeat
// itself; two places with the same words are two errors here.
func (a *answer) errors(root manifest.Ref) []Error {
	var errs []Error
	seen := map[[3]string]bool{}
	for _, p := range a.found {
		next := Error{At: root.At(p.edit...), Field: p.err.Field, Message: p.err.ErrorBody()}
		words := [3]string{next.Field, next.Message, p.edit.String()}
		if !seen[words] {
			seen[words] = true
			errs = append(errs, next)
		}
	}
	return errs
}
