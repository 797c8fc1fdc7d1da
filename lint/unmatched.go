package lint

import "slices"

// Unmatched compares the findings of two states as a baseline does, whatever lines
// moved and whatever numbers changed: those that came, and those that are gone. A
// finding that names a node which it did not name before came as well.
func Unmatched(before, after *Fleet, was, is *Result) (came, gone []*Finding) {
	known := map[fingerprint][]*Finding{}
	marks := newPrinter(before)
	for _, finding := range was.Findings {
		mark := marks.fingerprint(finding)
		known[mark] = append(known[mark], finding)
	}
	matched := map[*Finding]bool{}
	marks = newPrinter(after)
	for _, finding := range is.Findings {
		mark := marks.fingerprint(finding)
		if len(known[mark]) == 0 {
			came = append(came, finding)
			continue
		}
		old := known[mark][0]
		known[mark], matched[old] = known[mark][1:], true
		if slices.ContainsFunc(finding.Nodes, func(name string) bool { return !slices.Contains(old.Nodes, name) }) {
			came = append(came, finding)
		}
	}
	for _, finding := range was.Findings {
		if !matched[finding] {
			gone = append(gone, finding)
		}
	}
	return came, gone
}
