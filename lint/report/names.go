package report

import (
	"fmt"
	"strings"

	"github.com/dslint/dslint/lint/nodeset"
)

// few is how many names, or ranges of names, are written out.
const few = 3

// nodeNames writes the names of nodes in few words: up to three as they are, more
// of them as ranges where they are numbered (gpu-[1-40]), and at most three ranges,
// then the number of the others.
func nodeNames(names []string) string {
	if len(names) <= few {
		return Visible(strings.Join(names, ", "))
	}
	var parts []string
	left, rest := few, len(names)
	for _, series := range nodeset.Split(names) {
		if left == 0 {
			break
		}
		runs := series.Runs[:min(left, len(series.Runs))]
		parts = append(parts, series.Write(runs))
		left -= len(runs)
		for _, run := range runs {
			rest -= run.Size
		}
	}
	text := strings.Join(parts, ", ")
	if rest > 0 {
		text += fmt.Sprintf(" and %d more", rest)
	}
	return Visible(text)
}
