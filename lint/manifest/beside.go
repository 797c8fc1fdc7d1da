package manifest

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
)

// Beside adds an object to the file that holds o, in a document of its own at the end.
// What it is called tells it from others that are added: a fix adds it once. For the
// value see [Ref.Put].
func (o *Object) Beside(name string, value any) Change {
	return Change{At: o.At(), verb: verbDocument, value: value, key: name}
}

// addDocument adds a document at the end of the file.
func (p *Patch) addDocument(c *Change) error {
	data := p.file.data
	if json.Valid(bytes.TrimPrefix(data, byteOrderMark)) {
		return errors.New("a file of JSON holds one document")
	}
	value, err := treeOf(c.value)
	if err != nil {
		return err
	}
	o := c.At.Object
	document := p.file.documentAt(o.position(o.node).Line)
	l, err := newLayout(data[document.start:document.end])
	if err != nil {
		return err
	}
	e := &editor{layout: l}
	eol := e.eol()
	lines := append([]string{"---"}, e.blockStyle(nil).lines(value, 0)...)
	added := splice{len(data), len(data), strings.Join(lines, eol)}
	if added.text += eol; !bytes.HasSuffix(data, []byte("\n")) {
		added.text = eol + strings.TrimSuffix(added.text, eol)
	}
	after := Parse(p.file.Name, applySplices(data, []splice{added}))
	if len(after.Objects) != len(p.file.Objects)+1 || len(after.Problems) > len(p.file.Problems) {
		return errLayout
	}
	p.append(added)
	p.added++
	p.touched = append(p.touched, touch{path: Path{c.key}})
	return nil
}

// append adds a splice at the end of the file, behind one that may be there.
func (p *Patch) append(s splice) {
	if last := len(p.splices) - 1; last >= 0 && p.splices[last].end == s.start {
		p.splices[last].text += s.text
		return
	}
	p.splices = append(p.splices, s)
}

// Added is the number of objects that the patch adds to the file.
func (p *Patch) Added() int { return p.added }
