package manifest

import "bytes"

// The lines between which kubectl -o json prints the items of a List, and an item.
const (
	jsonItems    = "\n    \"items\": [\n"
	jsonItem     = "        {\n"
	jsonItemEnd  = "        },\n"
	jsonIndent   = "        "
	jsonItemsEnd = "    ]"
	jsonImages   = "                \"images\": [\n"
)

// cutJSON does for JSON what cut does for YAML: each piece is a list of its own.
func cutJSON(data []byte, size int) (rest []byte, pieces []*piece, ok bool) {
	start := bytes.Index(data, []byte(jsonItems))
	if start < 0 || bytes.Contains(data, []byte("\r")) {
		return nil, nil, false
	}
	start += len(jsonItems)
	end := start + indentedEnd(data[start:])
	if !bytes.HasPrefix(data[start:], []byte(jsonItem)) || !bytes.HasPrefix(data[end:], []byte(jsonItemsEnd)) ||
		!oneDocument(data[:start]) || !oneDocument(data[end:]) {
		return nil, nil, false
	}
	rest = append(append(rest, data[:start]...), data[end:]...)
	line := bytes.Count(data[:start], []byte("\n"))
	for start < end {
		length := jsonPieceEnd(data[start:end], size)
		pieces = append(pieces, &piece{data: bracketed(data[start : start+length]), json: true, offset: line})
		line += bytes.Count(data[start:start+length], []byte("\n"))
		start += length
	}
	return rest, pieces, true
}

// indentedEnd returns where the first line starts that is not indented as items are.
func indentedEnd(data []byte) int {
	for at := 0; at < len(data); {
		line := firstLine(data[at:])
		if !bytes.HasPrefix(line, []byte(jsonIndent)) {
			return at
		}
		at += len(line)
	}
	return len(data)
}

// jsonPieceEnd returns where the first item ends that ends beyond size.
func jsonPieceEnd(data []byte, size int) int {
	if len(data) <= size {
		return len(data)
	}
	next := bytes.Index(data[size:], []byte("\n"+jsonItemEnd))
	if next < 0 {
		return len(data)
	}
	return size + next + 1 + len(jsonItemEnd)
}

// bracketed makes a list of a run of items; lines and columns stay as they are.
func bracketed(items []byte) []byte {
	list := make([]byte, 0, len(items)+2)
	return append(append(append(list, '['), items[1:]...), "]\n"...)
}

// pruneImagesJSON does for JSON what pruneImages does for YAML.
func pruneImagesJSON(data []byte) []byte {
	if !bytes.Contains(data, []byte(jsonImages)) || !closedLines(data) {
		return data
	}
	pruned := make([]byte, 0, len(data))
	for len(data) > 0 {
		line := firstLine(data)
		pruned, data = append(pruned, line...), data[len(line):]
		if string(line) == jsonImages {
			size, newlines := jsonImageList(data)
			pruned, data = append(pruned, newlines...), data[size:]
		}
	}
	return pruned
}

// closedLines reports whether no string can be open at the end of any line.
func closedLines(data []byte) bool {
	for len(data) > 0 {
		line := firstLine(data)
		data = data[len(line):]
		text := bytes.ReplaceAll(bytes.ReplaceAll(line, []byte(`\\`), nil), []byte(`\"`), nil)
		text = bytes.TrimLeft(text, " [")
		if bytes.Count(text, []byte(`"`))%2 != 0 || bytes.HasPrefix(text, []byte("'")) ||
			bytes.Contains(text, []byte(": '")) || bytes.Contains(text, []byte(", '")) {
			return false
		}
	}
	return true
}

// jsonImageList measures the lines of a list of images up to its closing bracket. A
// line of another shape makes it empty.
func jsonImageList(data []byte) (size int, newlines []byte) {
	const closing = "                ]"
	for size < len(data) {
		line := firstLine(data[size:])
		if bytes.HasPrefix(line, []byte(closing)) {
			return size, newlines
		}
		text := bytes.TrimSuffix(bytes.TrimSpace(line), []byte(","))
		if len(line)-len(bytes.TrimLeft(line, " ")) <= len(closing)-1 || !jsonImageLine(text) {
			return 0, nil
		}
		size += len(line)
		newlines = append(newlines, '\n')
	}
	return 0, nil
}

// jsonImageLine reports whether text is a line of a list of images.
func jsonImageLine(text []byte) bool {
	switch string(text) {
	case "{", "}", "]", `"names": [`:
		return true
	}
	if size, ok := bytes.CutPrefix(text, []byte(`"sizeBytes": `)); ok {
		return plainInteger(string(size))
	}
	if len(text) > 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return plainName(text[1 : len(text)-1])
	}
	return false
}
