package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint/placement"
)

// WriteExplanation writes every check of a workload on a node, pass or fail, with
// the values that were compared, and what to change where one failed.
func WriteExplanation(w io.Writer, e *placement.Explanation, options Options) error {
	colors := newPalette(options.Color)
	var b strings.Builder
	title := fmt.Sprintf("%s on %s%s: %s", e.Verdict.Workload, e.Node, alike(e), e.Verdict.Outcome)
	b.WriteString(colors.strong(Visible(title)) + "\n")
	for _, check := range e.Checks {
		writeCheck(&b, check, colors)
	}
	b.WriteString(conclusion(e) + "\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// alike counts the nodes of which the same holds.
func alike(e *placement.Explanation) string {
	switch others := len(e.Verdict.Nodes) - 1; others {
	case 0:
		return ""
	case 1:
		return " (and 1 node like it)"
	default:
		return fmt.Sprintf(" (and %d nodes like it)", others)
	}
}

func writeCheck(b *strings.Builder, check placement.Check, colors palette) {
	mark := colors.good("pass")
	if !check.Passed {
		mark = colors.bad("FAIL")
	}
	fmt.Fprintf(b, "  %s  %s", mark, Visible(check.Text))
	if !check.By.IsZero() && check.By.Exists() {
		b.WriteString("  " + colors.gutter(placeOf(check.By.Span())))
	}
	b.WriteByte('\n')
	if check.Remedy != "" {
		fmt.Fprintf(b, "        %s %s\n", colors.help("to pass:"), Visible(check.Remedy))
	}
}

// conclusion says whether one change is enough.
func conclusion(e *placement.Explanation) string {
	failed := 0
	for _, check := range e.Checks {
		if !check.Passed {
			failed++
		}
	}
	switch failed {
	case 0:
		return "Nothing speaks against it."
	case 1:
		return "This one check decides: with it passed, the pod runs there."
	default:
		return fmt.Sprintf("%d checks fail, and each of them is enough to keep the pod away.", failed)
	}
}
