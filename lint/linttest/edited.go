package linttest

import (
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// Edited makes edits as an editor would, that knows lines and columns only.
func Edited(text string, edits []manifest.Edit) string {
	for _, edit := range slices.Backward(edits) {
		start, end := byteAt(text, edit.At.Start), byteAt(text, edit.At.End)
		text = text[:start] + edit.Text + text[end:]
	}
	return text
}

func byteAt(text string, at manifest.Position) int {
	now := manifest.Position{Line: 1, Column: 1}
	for i, r := range text {
		switch {
		case i == 0 && r == '\ufeff':
			continue
		case now == at:
			return i
		}
		now.Column++
		if r == '\n' || r == '\r' && !strings.HasPrefix(text[i+1:], "\n") {
			now = manifest.Position{Line: now.Line + 1, Column: 1}
		}
	}
	return len(text)
}
