package manifest

import (
	"bytes"
	"runtime"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// worthSplitting is the size from which a List is read in pieces.
const worthSplitting = 1 << 20

// pieceSize is about how much of a List is read at once.
const pieceSize = 256 << 10

// piece is a run of whole items of a List, and the number of lines above it.
type piece struct {
	data      []byte
	indent    []byte // what an item starts with
	json      bool
	offset    int
	documents []*yaml.Node
	err       error
}

// parseInPieces reads one big List as kubectl writes it, its items side by side
// in several goroutines. It returns false, having kept nothing, where the file is
// not such a List beyond doubt: then it is read as a whole. Cutting is safe
// because whatever is open at a cut (a quote, a bracket, an anchor) makes its
// piece unreadable.
func (f *File) parseInPieces(worth, size int) bool {
	if len(f.data) < worth {
		return false
	}
	split := cut
	if bytes.HasPrefix(f.data, []byte("{")) {
		split = cutJSON
	}
	rest, pieces, ok := split(f.data, size)
	if !ok {
		return false
	}
	documents, err := decodeAll(rest)
	if err != nil || len(documents) != 1 || !parsePieces(pieces) {
		return false
	}
	list := &Object{File: f.Name, source: f, node: deref(documents[0].Content[0])}
	list.readHeader()
	if items, isList := listItems(list); !isList || len(items) != 0 {
		return false
	}
	apiVersion, kind := itemType(list)
	for _, part := range pieces {
		for _, item := range part.documents[0].Content[0].Content {
			f.addObject(deref(item), part.offset, apiVersion, kind)
		}
	}
	return true
}

func parsePieces(pieces []*piece) bool {
	work := make(chan *piece, len(pieces))
	for _, part := range pieces {
		work <- part
	}
	close(work)
	var group sync.WaitGroup
	for range min(len(pieces), runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for part := range work {
				part.documents, part.err = decodeAll(part.pruned())
			}
		})
	}
	group.Wait()
	for _, part := range pieces {
		if part.err != nil || len(part.documents) != 1 ||
			part.documents[0].Content[0].Kind != yaml.SequenceNode {
			return false
		}
	}
	return true
}

func (p *piece) pruned() []byte {
	if p.json {
		return pruneImagesJSON(p.data)
	}
	return pruneImages(p.data, p.indent)
}

// cut takes the items out of a List. It returns the rest of the document, where
// the items are an empty list, and the items in runs of about size bytes.
func cut(data []byte, size int) (rest []byte, pieces []*piece, ok bool) {
	start := bytes.Index(data, []byte("\nitems:\n"))
	if start < 0 || bytes.Contains(data, []byte("\r")) {
		return nil, nil, false
	}
	start += len("\nitems:\n")
	indent := itemIndent(data[start:])
	if indent == nil {
		return nil, nil, false
	}
	end := itemsEnd(data[start:], indent) + start
	if !oneDocument(data[:start]) || !oneDocument(data[end:]) {
		return nil, nil, false
	}
	rest = append(rest, bytes.TrimSuffix(data[:start], []byte("\n"))...)
	rest = append(append(rest, " []\n"...), data[end:]...)
	line := bytes.Count(data[:start], []byte("\n"))
	for start < end {
		length := pieceEnd(data[start:end], indent, size)
		part := &piece{data: data[start : start+length], indent: indent, offset: line}
		pieces = append(pieces, part)
		line += bytes.Count(part.data, []byte("\n"))
		start += length
	}
	return rest, pieces, true
}

// itemIndent returns the line start of the first item, dash included.
func itemIndent(items []byte) []byte {
	dash := 0
	for dash < len(items) && items[dash] == ' ' {
		dash++
	}
	if dash+1 >= len(items) || items[dash] != '-' || items[dash+1] != ' ' {
		return nil
	}
	return items[:dash+2]
}

// itemsEnd returns where the items end: at the first line that is neither blank,
// nor indented more than the dash, nor the start of an item.
func itemsEnd(data, indent []byte) int {
	inner := bytes.Repeat([]byte(" "), len(indent)-1)
	for at := 0; at < len(data); {
		line := data[at:]
		if next := bytes.IndexByte(line, '\n'); next >= 0 {
			line = line[:next+1]
		}
		blank := len(bytes.TrimSpace(line)) == 0
		if !blank && !bytes.HasPrefix(line, inner) && !bytes.HasPrefix(line, indent) {
			return at
		}
		at += len(line)
	}
	return len(data)
}

// pieceEnd returns where the first item starts that begins beyond size.
func pieceEnd(data, indent []byte, size int) int {
	if len(data) <= size {
		return len(data)
	}
	next := bytes.Index(data[size:], append([]byte("\n"), indent...))
	if next < 0 {
		return len(data)
	}
	return size + next + 1
}

// oneDocument reports whether text holds no mark that starts or ends a document.
func oneDocument(text []byte) bool {
	for _, mark := range []string{"---", "...", "%"} {
		if bytes.HasPrefix(text, []byte(mark)) || bytes.Contains(text, []byte("\n"+mark)) {
			return false
		}
	}
	return true
}
