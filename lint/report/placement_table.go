package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// writePlacementTable writes the columns of kubectl get ds as far as files can tell
// them, and what is missing where.
func writePlacementTable(w io.Writer, fleet *lint.Fleet, options Options) error {
	return eachCluster(w, fleet, newPalette(options.Color), writeClusterTable)
}

func writeClusterTable(w io.Writer, fleet *lint.Fleet, snapshot *lint.Snapshot, colors palette) error {
	rows := [][]field{plain("NAMESPACE", "NAME", "DESIRED", "CURRENT", "READY", "NODE SELECTOR", "MISSING")}
	for _, p := range placedWorkloads(fleet, snapshot) {
		row := plain(p.workload.Namespace(), p.name(), strconv.Itoa(p.count.Desired), strconv.Itoa(p.count.Current),
			strconv.Itoa(p.count.Ready), nodeSelector(p.workload), p.missing())
		const current, ready = 3, 4
		row[current].paint = shortfall(colors, p.count.Current, p.count.Desired)
		row[ready].paint = shortfall(colors, p.count.Ready, p.count.Desired)
		if !p.valid() {
			row[ready].paint = colors.bad
		}
		rows = append(rows, row)
	}
	if err := writeTable(w, rows); err != nil {
		return err
	}
	return writeMoves(w, snapshot, colors)
}

func shortfall(colors palette, have, want int) paint {
	if have < want {
		return colors.bad
	}
	return nil
}

// missing says in a few words where the pods do not run, and why. A workload other
// than a DaemonSet misses nothing where there is room for all its replicas.
func (p *placed) missing() string {
	if !p.valid() {
		return "refused by the API server: " + p.errorsText()
	}
	var parts []string
	switch short := p.count.Desired - p.count.Ready; {
	case p.workload.DaemonSet != nil:
	case short <= 0:
		return ""
	case p.count.Ready > 0:
		parts = append(parts, fmt.Sprintf("no room for %d of %d", short, p.count.Desired))
	}
	for _, o := range p.gather(shortCause) {
		switch o.outcome {
		case placement.Scheduled:
		case placement.Excluded:
			parts = append(parts, p.where(o.nodes)+": "+o.cause)
		default:
			parts = append(parts, fmt.Sprintf("%d %s: %s (%s)", len(o.nodes), o.outcome, o.cause, p.where(o.nodes)))
		}
	}
	return strings.Join(parts, "; ")
}

// shortCause names the cause of an outcome: in the words of Kubernetes where it has
// any.
func shortCause(verdict *placement.Verdict) string {
	if verdict.Outcome != placement.Excluded && len(verdict.Reasons) > 0 {
		const preamble = `pods "POD" is forbidden: `
		return strings.TrimPrefix(strings.Join(verdict.Reasons, ", "), preamble)
	}
	var causes []string
	for _, refusal := range ownChoice(verdict.Refusals) {
		if cause := shortRefusal(verdict.Workload, refusal); !slices.Contains(causes, cause) {
			causes = append(causes, cause)
		}
	}
	return strings.Join(causes, ", ")
}

// ownChoice leaves the taints out where the workload itself asks for other nodes:
// they stand in no one's way then.
func ownChoice(refusals []placement.Refusal) []*placement.Refusal {
	var own, all []*placement.Refusal
	for i := range refusals {
		refusal := &refusals[i]
		all = append(all, refusal)
		switch refusal.Gate {
		case placement.GateNodeName, placement.GateNodeSelector, placement.GateNodeAffinity:
			own = append(own, refusal)
		default:
		}
	}
	if len(own) == 0 {
		return all
	}
	return own
}

// shortRefusal leaves out what differs between nodes that miss the same thing.
func shortRefusal(w *placement.Workload, refusal *placement.Refusal) string {
	switch {
	case refusal.Gate == placement.GateTaint && refusal.Taint != nil:
		return "taint " + refusal.Taint.ToString()
	case refusal.Gate == placement.GateNodeSelector && len(refusal.By.Path) > 0:
		if key, ok := refusal.By.Path[len(refusal.By.Path)-1].(string); ok {
			return "node selector " + key + "=" + w.Spec().NodeSelector[key]
		}
	}
	return refusal.Reason
}
