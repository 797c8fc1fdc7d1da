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
	chance      bool // dslint agrees with another order of events
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
	v := &verdict{accepted: s.without(upstream.refused), upstream: upstream}
	if files, err = v.accepted.files(); err != nil {
		return nil, err
	}
	ours, err := dslintAnswer(files)
	if err != nil {
		return nil, fmt.Errorf("scenario %s: %w", s.name, err)
	}
	if v.differences = upstream.compare(ours); len(v.differences) == 0 {
		return v, nil
	}
	for _, in := range orders() {
		other, err := decide(files, in)
		if err != nil {
			return nil, fmt.Errorf("scenario %s: %w", s.name, err)
		}
		if len(other.compare(ours)) == 0 {
			v.differences, v.chance = nil, true
			break
		}
	}
	return v, nil
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
