package validation

import (
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// pathOf reads a path as k8s.io/apimachinery/pkg/util/validation/field writes it:
// names are joined by dots, and brackets hold the index of a list or the key of a
// map, whatever characters the key has.
func pathOf(text string) manifest.Path {
	var path manifest.Path
	for text != "" {
		switch text[0] {
		case '.':
			text = text[1:]
		case '[':
			end := closing(text)
			path = append(path, subscript(path, text[1:end]))
			text = text[min(end+1, len(text)):]
		default:
			end := strings.IndexAny(text, ".[")
			if end < 0 {
				end = len(text)
			}
			path = append(path, text[:end])
			text = text[end:]
		}
	}
	return path
}

// closing returns where the bracket that opens text ends: keys may hold brackets
// themselves, so it is one that a path can go on after.
func closing(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] == ']' && (i+1 == len(text) || text[i+1] == '.' || text[i+1] == '[') {
			return i
		}
	}
	return len(text)
}

// subscript tells an index from a key that looks like a number by what it stands
// behind.
func subscript(path manifest.Path, text string) any {
	if isMap(path) {
		return text
	}
	if index, err := strconv.Atoi(text); err == nil {
		return index
	}
	return text
}

// isMap reports whether a field is a map and not a list.
func isMap(path manifest.Path) bool {
	if len(path) < 2 {
		return false
	}
	switch path[len(path)-1] {
	case "annotations", "labels", "limits", "matchLabels", "nodeSelector", "overhead", "requests", "userAnnotations":
		return true
	case "options":
		return path[len(path)-2] == "flexVolume" // those of dnsConfig are a list
	}
	return false
}
