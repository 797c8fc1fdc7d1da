package manifest

import (
	"bytes"
)

// pruneImages empties status.images of the Nodes in a run of List items, line ends
// kept. The list of cached images is most of a Node dump and nothing that dslint
// decides depends on it. A list is emptied only if every line of it and of the
// status above it is of a shape that leaves no doubt; otherwise the bytes are
// returned as they are.
func pruneImages(data, indent []byte) []byte {
	pad := bytes.Repeat([]byte(" "), len(indent))
	status := append(bytes.Clone(pad), "status:\n"...)
	images := append(append(bytes.Clone(pad), "  "...), "images:\n"...)
	if !bytes.Contains(data, images) {
		return data
	}
	pruned := make([]byte, 0, len(data))
	inStatus := false
	for len(data) > 0 {
		line := firstLine(data)
		switch {
		case bytes.Equal(line, status):
			inStatus = true
		case inStatus && bytes.Equal(line, images):
			size, newlines := imageList(data[len(line):], len(pad)+2)
			pruned = append(append(pruned, line...), newlines...)
			data = data[len(line)+size:]
			continue
		case len(line) <= len(pad)+2 || line[len(pad)] != ' ' || !balanced(line):
			inStatus = false
		}
		pruned = append(pruned, line...)
		data = data[len(line):]
	}
	return pruned
}

func firstLine(data []byte) []byte {
	if end := bytes.IndexByte(data, '\n'); end >= 0 {
		return data[:end+1]
	}
	return data
}

// balanced reports whether no quoted scalar can be open at the end of the line,
// and no block scalar begins in it.
func balanced(line []byte) bool {
	text := bytes.TrimRight(line, " \n")
	return bytes.Count(line, []byte(`"`))%2 == 0 && bytes.Count(line, []byte("'"))%2 == 0 &&
		!bytes.ContainsAny(line, "{[") && !bytes.ContainsAny(text[max(0, len(text)-3):], "|>")
}

// imageList measures a list of images whose dashes stand in the given column
// (from 0). It returns its size and as many line ends; a line of another shape
// makes it empty.
func imageList(data []byte, column int) (size int, newlines []byte) {
	last := imageSize
	for size < len(data) {
		line := firstLine(data[size:])
		text := bytes.TrimLeft(line, " ")
		depth := len(line) - len(text)
		if depth < column || depth == column && !bytes.HasPrefix(text, []byte("- ")) {
			break
		}
		next := shapeOf(bytes.TrimSuffix(text, []byte("\n")), depth-column)
		if !next.follows(last) {
			return 0, nil
		}
		last = next
		size += len(line)
		newlines = append(newlines, '\n')
	}
	if last == imageNames {
		return 0, nil
	}
	return size, newlines
}

// imageShape is what a line of a list of images can be, as kubectl prints it.
type imageShape int

const (
	imageOther imageShape = iota
	imageNames            // "- names:"
	imageName             // "  - registry.example/agent:1.2"
	imageSize             // "  sizeBytes: 123"
)

func shapeOf(text []byte, depth int) imageShape {
	name, isItem := bytes.CutPrefix(text, []byte("- "))
	size, isSize := bytes.CutPrefix(text, []byte("sizeBytes: "))
	switch {
	case depth == 0 && isItem && string(name) == "names:":
		return imageNames
	case depth == 2 && isItem && len(name) > 0 && plainName(name):
		return imageName
	case depth == 2 && isSize && plainInteger(string(size)):
		return imageSize
	}
	return imageOther
}

// follows reports whether a line of this shape may stand below one of another.
func (s imageShape) follows(last imageShape) bool {
	switch s {
	case imageNames:
		return last != imageNames
	case imageName:
		return last == imageNames || last == imageName
	case imageSize:
		return last == imageName
	case imageOther:
	}
	return false
}

// plainName reports whether text is an unquoted image name and nothing else.
func plainName(text []byte) bool {
	last := len(text) - 1
	for i, c := range text {
		alphanumeric := c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
		if !alphanumeric && (i == 0 || i == last || bytes.IndexByte([]byte("./:@_-"), c) < 0) {
			return false
		}
	}
	return true
}
