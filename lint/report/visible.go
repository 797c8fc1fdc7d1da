package report

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// Visible returns text in which nothing acts on a terminal or hides from a reader:
// control characters, marks of writing direction and bytes that are no UTF-8 are
// written as Go escapes.
func Visible(text string) string {
	if isPlain(text) {
		return text
	}
	var b strings.Builder
	for text != "" {
		r, size := utf8.DecodeRuneInString(text)
		b.WriteString(visibleRune(r, text[:size]))
		text = text[size:]
	}
	return b.String()
}

// isPlain reports whether text is printable ASCII, as nearly all text is.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// visibleRune returns what to print for a rune that was read from raw.
func visibleRune(r rune, raw string) string {
	switch {
	case r == utf8.RuneError && len(raw) == 1:
		return fmt.Sprintf(`\x%02x`, raw[0])
	case r == '\n':
		return `\n`
	case r == '\r':
		return `\r`
	case r == '\t':
		return `\t`
	case !hidden(r):
		return raw
	case r < utf8.RuneSelf:
		return fmt.Sprintf(`\x%02x`, r)
	case r <= maxBasic:
		return fmt.Sprintf(`\u%04x`, r)
	}
	return fmt.Sprintf(`\U%08x`, r)
}

const (
	maxBasic              = 0xffff
	zeroWidthNonJoiner    = 0x200c
	zeroWidthJoiner       = 0x200d
	firstMedialJamo       = 0x1160
	lastFinalJamo         = 0x11ff
	narrow, wide, unprint = 1, 2, 0
)

// hidden tells the runes that are not printed as they are. The two joiners are part
// of how some scripts and emoji are written.
func hidden(r rune) bool {
	if r == zeroWidthJoiner || r == zeroWidthNonJoiner {
		return false
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// cells returns how many columns of a terminal a text takes that is visible.
func cells(text string) int {
	if isPlain(text) {
		return len(text)
	}
	count := 0
	for _, r := range text {
		count += runeCells(r)
	}
	return count
}

func runeCells(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf), r >= firstMedialJamo && r <= lastFinalJamo:
		return unprint
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return wide
	default:
		return narrow
	}
}
