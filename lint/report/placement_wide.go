package report

import (
	"io"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// writePlacementWide writes a line for each outcome of a workload, with all that is
// known against it and the field that is responsible.
func writePlacementWide(w io.Writer, fleet *lint.Fleet, options Options) error {
	return eachCluster(w, fleet, newPalette(options.Color), writeClusterWide)
}

func writeClusterWide(w io.Writer, fleet *lint.Fleet, snapshot *lint.Snapshot, colors palette) error {
	rows := [][]field{plain("NAMESPACE", "NAME", "OUTCOME", "NODES", "ON", "WHY")}
	for _, p := range placedWorkloads(fleet, snapshot) {
		if !p.valid() {
			row := plain(p.workload.Namespace(), p.name(), "invalid", "0", "", p.errorsText())
			row[outcomeColumn].paint = colors.bad
			rows = append(rows, row)
		}
		for _, o := range p.gather(fullCause) {
			row := plain(p.workload.Namespace(), p.name(), o.outcome.String(),
				strconv.Itoa(len(o.nodes)), p.where(o.nodes), o.cause)
			row[outcomeColumn].paint = outcomePaint(colors, o.outcome)
			rows = append(rows, row)
		}
	}
	if err := writeTable(w, rows); err != nil {
		return err
	}
	return writeMoves(w, snapshot, colors)
}

const outcomeColumn = 2

func outcomePaint(colors palette, outcome placement.Outcome) paint {
	switch outcome {
	case placement.Scheduled:
		return colors.good
	case placement.Excluded:
		return colors.severity[lint.Warning]
	default:
		return colors.bad
	}
}

// fullCause lists every refusal with its place.
func fullCause(verdict *placement.Verdict) string {
	causes := make([]string, 0, len(verdict.Refusals))
	for i := range verdict.Refusals {
		refusal := &verdict.Refusals[i]
		cause := refusal.Reason
		if place := placeOf(refusal.By.Span()); place != "" {
			cause += " (" + place + ")"
		}
		causes = append(causes, cause)
	}
	return strings.Join(causes, "; ")
}
