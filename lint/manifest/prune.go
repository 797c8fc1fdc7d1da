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
	for size < len(data) {
		line := firstLine(data[size:])
		text := bytes.TrimLeft(line, " ")
		depth := len(line) - len(text)
		if depth < column || depth == column && !bytes.HasPrefix(text, []byte("- ")) {
			return size, newlines
		}
		if !imageLine(text) {
			return 0, nil
		}
		size += len(line)
		newlines = append(newlines, '\n')
	}
	return size, newlines
}

// imageLine reports whether text is a line of a list of images: "- names:",
// "names:", "sizeBytes: 1" or "- NAME".
func imageLine(text []byte) bool {
	text = bytes.TrimSuffix(text, []byte("\n"))
	item := bytes.TrimPrefix(text, []byte("- "))
	if bytes.Equal(item, []byte("names:")) {
		return true
	}
	if bytes.HasPrefix(text, []byte("sizeBytes: ")) {
		return plainInteger(string(text[len("sizeBytes: "):]))
	}
	return len(item) < len(text) && len(item) > 0 && plainName(item)
}

// plainName reports whether text is an unquoted image name and nothing else.
func plainName(text []byte) bool {
	for i, c := range text {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		inner := bytes.IndexByte([]byte("./:@_-"), c) >= 0 && i > 0 && i < len(text)-1
		if !letter && !inner {
			return false
		}
	}
	return true
}
