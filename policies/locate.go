package policies

import (
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/dslint/dslint/lint/manifest"
)

// locate turns a path in input into the field that it leads to. What lies below an
// object need not be there.
func (v *view) locate(at any) (manifest.Ref, error) {
	path, err := steps(at)
	if err != nil {
		return manifest.Ref{}, err
	}
	if len(path) < 2 {
		return manifest.Ref{}, fmt.Errorf("at %s names no object: it starts with a kind and an index, like [\"daemonsets\", 0]", shown(at))
	}
	kind, _ := path[0].(string)
	index, isIndex := path[1].(int)
	objects := v.objects[kind]
	switch {
	case !isIndex || index < 0:
	case kind == nodesKey:
		if at, known := v.nodeAt(index, path[2:]); known {
			return at, nil
		}
	case kind == workloadsKey && index < len(v.workloads):
		return v.workloads[index].locate(path[2:]), nil
	case index < len(objects):
		return objects[index].At(path[2:]...), nil
	}
	return manifest.Ref{}, fmt.Errorf("at %s leads nowhere in the input", shown(at))
}

// locate turns a path in an entry of input.workloads into a field of the object.
func (w workload) locate(path []any) manifest.Ref {
	if len(path) > 0 {
		switch path[0] {
		case "pod":
			return w.At("spec").At(path[1:]...)
		case "metadata":
			return w.At(path...)
		case "object":
			return w.Object.At(path[1:]...)
		case "template":
			return w.At(path[1:]...)
		case "containers":
			return w.locateContainer(path)
		}
	}
	return w.Object.At()
}

func (w workload) locateContainer(path []any) manifest.Ref {
	if len(path) > 1 {
		if index, ok := path[1].(int); ok && index >= 0 && index < len(w.containers) {
			at := w.containers[index].at
			if len(path) > 2 && path[2] == "spec" {
				return at.At(path[3:]...)
			}
			return at
		}
	}
	return w.At("spec", "containers")
}

// steps reads a path: strings and indexes.
func steps(at any) ([]any, error) {
	list, ok := at.([]any)
	if !ok {
		return nil, fmt.Errorf("at is not a path, like [\"daemonsets\", 0, \"spec\"], but %s", kindOf(at))
	}
	path := make([]any, len(list))
	for i, step := range list {
		switch step := step.(type) {
		case string:
			path[i] = step
		case json.Number:
			index, err := strconv.Atoi(step.String())
			if err != nil {
				return nil, fmt.Errorf("at %s: %s is no index", shown(at), step)
			}
			path[i] = index
		default:
			return nil, fmt.Errorf("at %s: a step is neither a string nor an index, but %s", shown(at), kindOf(step))
		}
	}
	return path, nil
}

// shown writes a path as its policy does.
func shown(at any) string {
	text, err := json.Marshal(at)
	if err != nil {
		return fmt.Sprint(at)
	}
	return string(text)
}
