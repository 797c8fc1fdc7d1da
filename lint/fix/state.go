package fix

import (
	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// state is a set and what the rules find in it.
type state struct {
	fleet   *lint.Fleet
	result  *lint.Result
	objects map[*manifest.Object]int // the number of each in its file
}

// place tells a finding from others, whatever moved since.
type place struct {
	thing
	rule, message string
}

// thing is an object, or a file as a whole.
type thing struct {
	file   string
	object int // its number in the file, -1 for the file
}

func (f *fixer) check(set *manifest.Set) (*state, error) {
	fleet := lint.NewFleet(lint.NewSnapshot(set))
	if f.options.Fleet != nil {
		var err error
		if fleet, err = f.options.Fleet(set); err != nil {
			return nil, err
		}
	}
	result, err := fleet.Run(f.ctx, f.options.Rules)
	if err != nil {
		return nil, err
	}
	checked := &state{fleet, result, map[*manifest.Object]int{}}
	for _, file := range set.Files {
		for i, object := range file.Objects {
			checked.objects[object] = i
		}
	}
	return checked, nil
}

func (s *state) place(finding *lint.Finding) place {
	object, known := s.objects[finding.Object]
	if !known {
		object = -1
	}
	return place{thing{finding.At.File, object}, finding.Rule.Name, finding.Message}
}
