package manifest

import (
	"errors"
	"fmt"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// editor finds the splices of one change in one document.
type editor struct {
	*layout
	splices []splice
}

// spot is where a path leads: a node, and how it hangs on the one above.
type spot struct {
	node   *yaml.Node
	key    *yaml.Node // nil but for entries of mappings
	parent *yaml.Node // nil for the root
	index  int        // in the Content of parent, of the key for entries
}

func (e *editor) splice(start, end int, text string) {
	e.splices = append(e.splices, splice{start, end, text})
}

// change finds the splices for a change of the field that path leads to from the
// root of the document.
func (e *editor) change(c *Change, path Path, value *tree) error {
	if c.verb == verbDrop {
		return e.drop(path[:len(path)-1], c.place.Start)
	}
	trail, rest, err := e.follow(path)
	if err != nil {
		return err
	}
	if err := e.unshared(trail, c.verb == verbAppend); err != nil {
		return err
	}
	last := trail[len(trail)-1]
	switch c.verb {
	case verbPut:
		return e.put(trail, rest, value)
	case verbAppend:
		if len(rest) > 0 {
			return e.put(trail, rest, listOf(value))
		}
		return e.insertItem(last, value)
	case verbRemove, verbRename, verbMove:
		if len(rest) > 0 || last.parent == nil {
			return fmt.Errorf("there is no %s", path)
		}
		return e.take(c, trail, path)
	case verbDrop, verbUncomment, verbDocument:
	}
	return nil
}

// take makes a change after which the entry or item of a trail is not where it was.
func (e *editor) take(c *Change, trail []spot, path Path) error {
	if c.verb == verbRename {
		return e.rename(trail[len(trail)-1], c.key)
	}
	if c.verb == verbMove {
		return e.move(trail, c.home(path))
	}
	if c.bare && e.commented(trail[len(trail)-1]) {
		return errComment
	}
	return e.remove(trail)
}

// follow goes down a path as far as it is there.
func (e *editor) follow(path Path) (trail []spot, rest Path, err error) {
	trail = []spot{{node: e.root}}
	for i, step := range path {
		above := trail[len(trail)-1].node
		if above.Kind == yaml.AliasNode {
			return nil, nil, fmt.Errorf("%s is written elsewhere, and used by the alias *%s", path[:i], above.Value)
		}
		below, found := stepInto(above, step)
		if !found {
			return trail, path[i:], absent(above, path[:i+1], len(path) > i+1)
		}
		trail = append(trail, below)
	}
	return trail, nil, nil
}

// absent explains why a step that leads nowhere cannot be added: deeper tells that
// more is to be added below it.
func absent(above *yaml.Node, path Path, deeper bool) error {
	switch step := path[len(path)-1].(type) {
	case int:
		if above.Kind == yaml.SequenceNode && step != len(above.Content) {
			return fmt.Errorf("there is no %s", path)
		}
	case string:
		_, merged := child(above, step)
		if merged != nil && deeper {
			return fmt.Errorf("%s comes from a merge key", path)
		}
	}
	return nil
}

// stepInto finds the item, or the entry that counts of those with the key.
func stepInto(above *yaml.Node, step any) (spot, bool) {
	switch step := step.(type) {
	case int:
		if above.Kind == yaml.SequenceNode && step >= 0 && step < len(above.Content) {
			return spot{above.Content[step], nil, above, step}, true
		}
	case string:
		if above.Kind != yaml.MappingNode {
			return spot{}, false
		}
		for i := len(above.Content) - 2; i >= 0; i -= 2 {
			if key := above.Content[i]; !isMerge(key) && keyText(key) == step {
				return spot{above.Content[i+1], key, above, i}, true
			}
		}
	}
	return spot{}, false
}

// unshared refuses to edit what aliases stand for, too. Only an alias that is
// replaced as a whole may be one.
func (e *editor) unshared(trail []spot, inside bool) error {
	for _, s := range trail {
		if e.shared[s.node] {
			return fmt.Errorf("it is part of the anchor &%s, which is used elsewhere", s.node.Anchor)
		}
	}
	if last := trail[len(trail)-1].node; inside && last.Kind == yaml.AliasNode {
		return fmt.Errorf("it is written elsewhere, and used by the alias *%s", last.Value)
	}
	return nil
}

// rename writes another key.
func (e *editor) rename(at spot, key string) error {
	if at.key == nil {
		return errors.New("an item of a list has no key")
	}
	if _, taken := stepInto(at.parent, key); taken {
		return fmt.Errorf("there is a %q beside it", key)
	}
	if at.key.Kind != yaml.ScalarNode || e.shared[at.key] {
		return errLayout
	}
	x := e.extents[at.key]
	e.splice(x.start, x.end, like(at.key, key, at.parent.Style&yaml.FlowStyle != 0))
	return nil
}

// pathTo finds the object that begins at a place of the document.
func (l *layout) pathTo(line, column int) (Path, bool) {
	var found Path
	var walk func(n *yaml.Node, at Path) bool
	walk = func(n *yaml.Node, at Path) bool {
		if n.Kind != yaml.MappingNode {
			return false
		}
		if n.Line == line && n.Column == column {
			found = at
			return true
		}
		items, ok := stepInto(n, "items")
		if !ok || items.node.Kind != yaml.SequenceNode {
			return false
		}
		for i, item := range items.node.Content {
			if walk(item, at.Join("items", i)) {
				return true
			}
		}
		return false
	}
	ok := walk(l.root, Path{})
	return found, ok
}
