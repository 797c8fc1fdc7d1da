package manifest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Edit replaces a stretch of a file by a text.
type Edit struct {
	At   Span
	Text string
}

// Patch is the text that must be edited for the changes of one fix, all in one file.
type Patch struct {
	file    *File
	changes []Change
	splices []splice
	touched []touch
	added   int // objects
}

// touch is what a change depends on: the field, and the collection whose parts it
// adds to or takes away from.
type touch struct {
	object *Object
	path   Path
	holder Path
	shifts bool // a part goes: those behind it move
}

// newItem stands in a path for the item that is added to a list.
const newItem = -1

// NewPatch finds the edits for changes, which are made in their order: an index
// counts what earlier changes left. Nothing but the edited text differs afterwards,
// and nothing but the fields of the changes has another value: where that cannot be,
// the error says why.
func NewPatch(changes ...Change) (*Patch, error) {
	patch := &Patch{changes: changes}
	for i := range changes {
		c := &changes[i]
		file := c.source()
		switch {
		case file == nil:
			return nil, errors.New("the change names no field")
		case c.At.Object != nil && c.At.Object.Built():
			return nil, fmt.Errorf("%s: %w", c, errBuilt)
		case patch.file == nil:
			patch.file = file
		case patch.file != file:
			return nil, fmt.Errorf("a fix cannot change both %s and %s", patch.file.Name, file.Name)
		}
		if err := patch.add(c); err != nil {
			return nil, fmt.Errorf("%s: %w", c, err)
		}
	}
	return patch, nil
}

func (c *Change) source() *File {
	if c.file != nil || c.At.Object == nil {
		return c.file
	}
	return c.At.Object.source
}

// errBuilt tells why a field cannot be changed in place: the object stands in no
// file, and whether a change of its source changes it too is not known.
var errBuilt = errors.New("a tool builds the object from files")

// add makes one more change, in the text that those before it left.
func (p *Patch) add(c *Change) error {
	if c.verb == verbUncomment {
		p.addUncomment(c)
		return nil
	}
	if c.verb == verbDocument {
		return p.addDocument(c)
	}
	o := c.At.Object
	document := p.file.documentAt(o.position(o.node).Line)
	l, err := p.file.layoutOf(document)
	if err != nil {
		return err
	}
	root, ok := l.pathTo(o.position(o.node).Line-document.line, max(o.node.Column, 1))
	if !ok {
		return errLayout
	}
	text, earlier := document.with(p.file.data, p.splices)
	if len(earlier) > 0 {
		if l, err = newLayout(text); err != nil {
			return err
		}
	}
	here := *c
	here.place.Start.Line -= document.line
	path := root.Join(c.At.Path...)
	if c.prune {
		path = l.prune(path, len(root))
	}
	found, err := l.edit(&here, path)
	if err != nil {
		return err
	}
	p.merge(document, earlier, found)
	p.touched = append(p.touched, c.touches(path[len(root):])...)
	return nil
}

// edit finds the splices for a change of the field at a path of the document, and
// proves that they do what they are to do.
func (l *layout) edit(c *Change, path Path) ([]splice, error) {
	value, err := treeOf(c.value)
	if err != nil {
		return nil, err
	}
	e := &editor{layout: l}
	if err := e.change(c, path, value); err != nil {
		return nil, err
	}
	splices, apart := joinSplices(e.splices)
	if !apart {
		return nil, errLayout
	}
	return splices, verify(l, applySplices(l.text, splices), c, path, value)
}

// addUncomment takes a comment away.
func (p *Patch) addUncomment(c *Change) {
	line := p.file.Line(c.place.Start.Line)
	start := p.file.offsetOf(c.place.Start)
	lineStart := p.file.offsetOf(Position{c.place.Start.Line, 1})
	before, text := line[:start-lineStart], line[start-lineStart:]
	cut := splice{lineStart, p.file.offsetOf(Position{c.place.Start.Line + 1, 1}), ""}
	switch another := strings.Index(text, " #"); {
	case another > 0:
		cut = splice{start, start + another + 1, ""}
	case strings.TrimSpace(before) != "":
		cut = splice{lineStart + len(strings.TrimRight(before, " \t")), lineStart + len(line), ""}
	case cut.end == lineStart+len(line) && c.place.Start.Line > 1: // no line end: the one above gives its own
		above := Position{c.place.Start.Line - 1, 1}
		cut.start = p.file.offsetOf(above) + len(p.file.Line(above.Line))
	}
	p.splices = append(p.splices, cut)
}

// merge adds splices that were found in a part that earlier ones had changed.
func (p *Patch) merge(document part, earlier, found []splice) {
	outside := slices.DeleteFunc(p.splices, document.holds)
	for _, next := range slices.Backward(found) { // from the end: none moves another
		earlier = compose(earlier, next)
	}
	for _, s := range earlier {
		outside = append(outside, splice{s.start + document.start, s.end + document.start, s.text})
	}
	sortSplices(outside)
	p.splices = outside
}

func (c *Change) touches(path Path) []touch {
	if c.verb == verbAppend {
		path = path.Join(newItem)
	}
	holder := path[:max(len(path)-1, 0)]
	touched := []touch{{c.At.Object, path, holder, c.verb == verbRemove || c.verb == verbDrop}}
	if c.verb == verbMove {
		touched[0].shifts = true
		touched = append(touched, touch{c.At.Object, c.to, c.to[:len(c.to)-1], false})
	}
	if c.verb == verbRename {
		touched = append(touched, touch{c.At.Object, holder.Join(c.key), holder, false})
	}
	return touched
}

// File is the file that the patch is for.
func (p *Patch) File() *File { return p.file }

// Edits are in the order of the file, and apart from each other.
func (p *Patch) Edits() []Edit {
	edits := make([]Edit, len(p.splices))
	for i, s := range p.splices {
		edits[i] = Edit{Span{p.file.Name, p.file.positionOf(s.start), p.file.positionOf(s.end)}, s.text}
	}
	return edits
}

// errClash tells that two patches are not for the same text.
var errClash = errors.New("another fix changes the same")

// Join returns a patch that does what both do. The error says that they cannot be
// made in one go: they change the same field, one moves what the other changes, or
// one would edit what the other edits.
func (p *Patch) Join(q *Patch) (*Patch, error) {
	if p.file != q.file || slices.ContainsFunc(p.touched, func(a touch) bool {
		return slices.ContainsFunc(q.touched, a.clashes)
	}) {
		return nil, errClash
	}
	changes := slices.Concat(p.changes, q.changes)
	if both := slices.Concat(p.splices, q.splices); sortSplices(both) {
		return &Patch{p.file, changes, both, slices.Concat(p.touched, q.touched), p.added + q.added}, nil
	}
	if slices.ContainsFunc(changes, func(c Change) bool { return c.verb == verbUncomment || c.verb == verbDrop }) {
		return nil, errClash // these are found by their place in the text
	}
	return NewPatch(changes...)
}

func (a touch) clashes(b touch) bool {
	if a.object != b.object {
		return false
	}
	if common := min(len(a.path), len(b.path)); slices.Equal(a.path[:common], b.path[:common]) {
		return true
	}
	common := min(len(a.holder), len(b.holder))
	if !slices.Equal(a.holder[:common], b.holder[:common]) {
		return false
	}
	return a.shifts && len(a.holder) == common || b.shifts && len(b.holder) == common
}

// With returns the file with a patch made.
func (f *File) With(p *Patch) *File { return Parse(f.Name, applySplices(f.data, p.splices)) }

// Data is the text of the file, byte for byte.
func (f *File) Data() []byte { return f.data }
