package manifest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// part is the stretch of a file that holds one document.
type part struct {
	start, end int
	line       int // lines above it
}

// documentAt finds the document that a line belongs to, from its --- up to what ends
// it.
func (f *File) documentAt(line int) part {
	first, last := line, line
	for first > 1 && !isMarker(f.Line(first), "---") && !isMarker(f.Line(first-1), "...") {
		first--
	}
	for last < f.Lines() && !isMarker(f.Line(last+1), "---") && !isMarker(f.Line(last+1), "...") {
		last++
	}
	return part{f.lines[first-1], f.offsetOf(Position{last + 1, 1}), first - 1}
}

func isMarker(line, marker string) bool {
	rest, is := strings.CutPrefix(line, marker)
	return is && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

func (p part) holds(s splice) bool { return s.start >= p.start && s.end <= p.end }

// with returns the text of the part with the splices made that lie in it, and these
// with their places in it.
func (p part) with(data []byte, splices []splice) ([]byte, []splice) {
	var inside []splice
	for _, s := range splices {
		if p.holds(s) {
			inside = append(inside, splice{s.start - p.start, s.end - p.start, s.text})
		}
	}
	return applySplices(data[p.start:p.end], inside), inside
}

// offsetOf is the byte at a position, the end of the file beyond the last line.
func (f *File) offsetOf(at Position) int {
	if at.Line > f.Lines() {
		return len(f.data)
	}
	line := f.Line(at.Line)
	start := f.lines[at.Line-1] + f.markAt(at.Line)
	return start + len(line) - len(cutRunes(line, at.Column-1))
}

// markAt is the length of the byte order mark in a line.
func (f *File) markAt(line int) int {
	if line == 1 && strings.HasPrefix(string(f.data[:min(len(f.data), len(byteOrderMark))]), string(byteOrderMark)) {
		return len(byteOrderMark)
	}
	return 0
}

// positionOf is the position of a byte. A place behind a last line with a line end
// is the start of the line that would follow.
func (f *File) positionOf(offset int) Position {
	line, _ := slices.BinarySearch(f.lineStarts(), offset+1)
	start := f.lines[line-1]
	if offset == len(f.data) && offset > start && (f.data[offset-1] == '\n' || f.data[offset-1] == '\r') {
		return Position{line + 1, 1}
	}
	start = min(start+f.markAt(line), offset)
	return Position{line, utf8.RuneCount(f.data[start:offset]) + 1}
}

func (f *File) lineStarts() []int {
	f.index.Do(f.indexLines)
	return f.lines
}
