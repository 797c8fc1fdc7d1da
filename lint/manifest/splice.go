package manifest

import (
	"cmp"
	"slices"
)

// splice replaces the bytes from start up to end by a text.
type splice struct {
	start, end int
	text       string
}

// applySplices returns the text with all splices made; they are sorted and apart.
func applySplices(text []byte, splices []splice) []byte {
	var changed []byte
	at := 0
	for _, s := range splices {
		changed = append(append(changed, text[at:s.start]...), s.text...)
		at = s.end
	}
	return append(changed, text[at:]...)
}

// sortSplices sorts by place and reports whether no two share a byte or a place.
func sortSplices(splices []splice) bool {
	slices.SortStableFunc(splices, func(a, b splice) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(a.end, b.end))
	})
	for i := 1; i < len(splices); i++ {
		if splices[i].start <= splices[i-1].end {
			return false
		}
	}
	return true
}

// joinSplices sorts splices and makes one of those that touch, in the order in which
// they were found. It returns false where two would edit the same text.
func joinSplices(splices []splice) ([]splice, bool) {
	sortSplices(splices)
	var joined []splice
	for _, s := range splices {
		last := len(joined) - 1
		switch {
		case last < 0 || s.start > joined[last].end:
			joined = append(joined, s)
		case s.start < joined[last].end:
			return nil, false
		default:
			joined[last].end, joined[last].text = s.end, joined[last].text+s.text
		}
	}
	return joined, true
}

// compose adds a splice that was found in the text that the others made. All of the
// result are of the text that the others started from.
func compose(done []splice, next splice) []splice {
	moved := 0 // from a place in the first text to the same place now
	var before, after []splice
	merged := next
	merging := false
	for _, d := range done {
		start, end := d.start+moved, d.start+moved+len(d.text)
		switch {
		case end < next.start:
			before = append(before, d)
		case start > next.end:
			if !merging {
				merged.start, merged.end, merging = next.start-moved, next.end-moved, true
			}
			after = append(after, d)
		default:
			if !merging {
				merged.start, merging = min(d.start, next.start-moved), true
			}
			if start < next.start {
				merged.text = d.text[:next.start-start] + merged.text
			}
			merged.end = d.end
			if end > next.end {
				merged.text += d.text[next.end-start:]
			} else {
				merged.end += next.end - end
			}
		}
		moved += len(d.text) - (d.end - d.start)
	}
	if !merging {
		merged.start, merged.end = next.start-moved, next.end-moved
	}
	return append(append(before, merged), after...)
}
