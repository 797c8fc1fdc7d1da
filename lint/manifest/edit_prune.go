package manifest

import "sigs.k8s.io/kustomize/kyaml/yaml"

// prune shortens a path to the highest value that holds nothing but what the path leads
// to, not even a comment; top is the length of what stays in any case.
func (l *layout) prune(path Path, top int) Path {
	e := &editor{layout: l}
	trail, rest, err := e.follow(path)
	if err != nil || len(rest) > 0 {
		return path
	}
	for len(path) > top+1 && e.alone(trail[len(path)-1], trail[len(path)]) {
		path = path[:len(path)-1]
	}
	return path
}

// alone reports whether a part is all that stands in what holds it.
func (e *editor) alone(holder, part spot) bool {
	parts := len(holder.node.Content)
	if holder.node.Kind == yaml.MappingNode {
		parts /= 2
	}
	whole, inner := e.extent(holder), e.extent(part)
	if parts != 1 || inner.start < whole.start || whole.end < inner.end {
		return false
	}
	column := e.column(whole.start)
	if holder.key == nil {
		column-- // that of the dash, or more
	}
	below := e.number(max(whole.end-1, whole.start)) + 1
	return !e.commentWithin(whole.start, inner.start) && !e.commentWithin(inner.end, whole.end) &&
		e.commentDepth(below) <= column
}

// extent is the text of an entry from its key on, or of an item behind its dash.
func (e *editor) extent(at spot) extent {
	if at.key == nil {
		return extent{e.offset(at.node), max(e.extents[at.node].end, e.offset(at.node))}
	}
	return extent{e.offset(at.key), max(e.extents[at.key].end, e.extents[at.node].end)}
}
