package main

import (
	"fmt"
	"slices"
)

// verdict is what came of one scenario.
type verdict struct {
	accepted    *scenario // without what the API server refuses
	upstream    *decision
	differences []difference
	// race is the order of events by which dslint agrees, where it does not agree by
	// the ordinary one.
	race *order
}

// judge lets both sides decide the scenario. What the API server refuses is left
// out of it: placement speaks of what is in the cluster.
func judge(s *scenario) (*verdict, error) {
	files, err := s.files()
	if err != nil {
		return nil, err
	}
	upstream, err := decide(files, order{})
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.name, err)
	}
	accepted := s.without(upstream.refused)
	left, err := accepted.files()
	if err != nil {
		return nil, err
	}
	v := &verdict{accepted: accepted, upstream: upstream}
	if err := v.compare(files, left); err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.name, err)
	}
	return v, nil
}

// compare holds dslint's answer to what is left of the files against upstream's, and
// where it differs against what would come of another order of events.
func (v *verdict) compare(files, left []file) error {
	ours, err := dslintAnswer(left)
	if err != nil {
		return err
	}
	if v.differences = v.upstream.compare(ours); len(v.differences) == 0 {
		return nil
	}
	for _, in := range orders() {
		other, err := decide(files, in)
		if err != nil {
			return err
		}
		if len(other.compare(ours)) == 0 {
			v.differences, v.race = nil, &in
			return nil
		}
	}
	return nil
}

func (s *scenario) without(refused []refusedObject) *scenario {
	gone := func(object tree) bool {
		return slices.ContainsFunc(refused, func(r refusedObject) bool {
			metadata, ok := object["metadata"].(tree)
			if !ok || object["kind"] != r.kind || metadata["name"] != r.name {
				return false
			}
			namespace, _ := metadata["namespace"].(string)
			return namespace == r.namespace
		})
	}
	return &scenario{
		name: s.name, style: s.style, objects: slices.DeleteFunc(slices.Clone(s.objects), gone),
		nodes: slices.DeleteFunc(slices.Clone(s.nodes), gone),
	}
}
