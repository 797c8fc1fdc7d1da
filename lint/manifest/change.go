package manifest

import (
	"encoding/json"
	"fmt"
)

// Change is one thing that a fix does to a field. It is made by [Ref.Put],
// [Ref.Append], [Ref.Remove], [Ref.Rename] and [Ref.Move], and says what the object holds
// afterwards; which text must be edited for it is found when somebody asks.
type Change struct {
	// At is the field; for Append the list.
	At    Ref
	verb  verb
	value any
	key   string
	to    Path  // where a field is moved
	file  *File // for comments, which belong to no object
	place Span  // of a repeated key or a comment
	prune bool  // what a removed field leaves empty goes, too
	bare  bool  // a field with comments below its first line is not removed
}

// verb is what a change does.
type verb int

const (
	verbPut verb = iota
	verbAppend
	verbRemove
	verbRename
	verbMove
	verbDrop      // an entry that a later one overrides
	verbUncomment // a comment
	verbDocument  // an object that is added
)

// Put sets the field. Where it is absent it is added, with the parents that are
// missing. The value is anything that encoding/json writes: the fields of a struct
// keep their order, and those that omitempty leaves out are left out. A mapping or a list
// with comments in it is not replaced, as they would be lost.
func (r Ref) Put(value any) Change { return Change{At: r, verb: verbPut, value: value} }

// Append adds an item at the end of the list. An absent list is added, with the
// parents that are missing. For the value see [Ref.Put].
func (r Ref) Append(value any) Change { return Change{At: r, verb: verbAppend, value: value} }

// Remove takes the entry of a mapping or the item of a list away. What held it
// stays, and may be left empty. Comments go where they stand within the lines of what is
// removed: behind it, or between its first line and its last. All others stay, those above
// it too, as nobody can tell what else they speak of.
func (r Ref) Remove() Change { return Change{At: r, verb: verbRemove} }

// Prune is [Ref.Remove] that takes away, too, what holds nothing else, up to the object
// itself. What a comment stands in stays, and is left empty.
func (r Ref) Prune() Change { return Change{At: r, verb: verbRemove, prune: true} }

// Bare refuses to remove a field if a comment stands below its first line, and within its
// lines. It is for what other changes write elsewhere, where the comment would be missed.
func (c Change) Bare() Change {
	c.bare = true
	return c
}

// Rename gives the entry of a mapping another key. Its value and its place stay.
func (r Ref) Rename(key string) Change { return Change{At: r, verb: verbRename, key: key} }

// Move takes the entry of a mapping to another mapping of the same object, which is added
// with its parents where it is absent. The text stays, indented as it stands there, and
// the comments that belong to it go along.
func (r Ref) Move(home Ref) Change {
	return Change{At: r, verb: verbMove, to: home.Path.Join(r.Path[len(r.Path)-1:]...)}
}

// Remove takes an entry away that another with the same key overrides, for a fault
// of the kind RepeatedKey. What the object means stays the same.
func (f *Fault) Remove() Change { return Change{At: f.At, verb: verbDrop, place: f.Place} }

// Remove takes the comment away, with its line where nothing else stands in it.
func (c *Comment) Remove() Change { return Change{file: c.file, verb: verbUncomment, place: c.Span} }

// home is where an entry is moved, in a document where path leads to the entry.
func (c *Change) home(path Path) Path {
	return path[:len(path)-len(c.At.Path)].Join(c.to...)
}

// String tells what the change does: put spec.hostNetwork true.
func (c Change) String() string {
	switch c.verb {
	case verbUncomment:
		return fmt.Sprintf("remove the comment in line %d", c.place.Start.Line)
	case verbDocument:
		return "add " + c.key
	case verbRemove, verbDrop:
		return "remove " + c.At.Path.String()
	case verbRename:
		return fmt.Sprintf("rename %s to %s", c.At.Path, c.key)
	case verbMove:
		return fmt.Sprintf("move %s to %s", c.At.Path, c.to)
	case verbAppend:
		return fmt.Sprintf("append to %s %s", c.At.Path, shownValue(c.value))
	case verbPut:
	}
	return fmt.Sprintf("put %s %s", c.At.Path, shownValue(c.value))
}

func shownValue(value any) string {
	text, err := json.Marshal(value)
	if err != nil {
		return fmt.Sprint(value)
	}
	return string(text)
}
