package manifest

import (
	"fmt"
	"strings"
)

// Path leads from the root of an object to a field: a string is the key of a
// mapping, an int the index in a sequence.
type Path []any

// Join returns a new path of p followed by more.
func (p Path) Join(more ...any) Path {
	joined := make(Path, 0, len(p)+len(more))
	return append(append(joined, p...), more...)
}

// String writes the path as the API server does: spec.containers[0].image. A key
// that holds a dot or a slash stands in brackets: metadata.labels[a.b/c].
func (p Path) String() string {
	var b strings.Builder
	for _, step := range p {
		switch step := step.(type) {
		case int:
			fmt.Fprintf(&b, "[%d]", step)
		case string:
			writeKey(&b, step)
		default:
			fmt.Fprintf(&b, "[%v]", step)
		}
	}
	return b.String()
}

func writeKey(b *strings.Builder, key string) {
	if strings.ContainsAny(key, "./ ") {
		b.WriteString("[" + key + "]")
		return
	}
	if b.Len() > 0 {
		b.WriteByte('.')
	}
	b.WriteString(key)
}
