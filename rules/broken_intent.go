package rules

import (
	"context"
	_ "embed"
	"fmt"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed broken_intent.txtar
var brokenIntentExamples []byte

var brokenIntent = &lint.Rule{
	Name:     "broken-intent",
	Category: lint.Placement,
	Severity: lint.Error,
	Summary:  "A workload misses a node that dslint.dev/runs-on asks for, or gets one that it does not",
	Examples: brokenIntentExamples,
	Check:    checkBrokenIntent,
}

func checkBrokenIntent(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		intent, err := pass.Intent(w)
		switch {
		case err != nil:
			pass.Report(intent.At, fmt.Sprintf("%s: the intent %s", w, err),
				lint.Suggest("Write all, none or a label selector such as pool=gpu,zone!=b"))
		case intent != nil:
			holdToIntent(pass, w, intent)
		}
	}
	return nil
}

// deviation is a group of nodes on which an intent is broken for one reason.
type deviation struct {
	at     manifest.Ref // the field of the workload
	onNode manifest.Ref // the field of the first node, if one is responsible
	reason string
	nodes  []string
}

func holdToIntent(pass *lint.Pass, w *placement.Workload, intent *lint.Intent) {
	var missed, gained []*deviation
	wanted := 0
	for _, verdict := range pass.Placement().Of(w) {
		for _, node := range verdict.Nodes {
			wants := intent.Wants(node)
			if wants {
				wanted++
			}
			switch {
			case wants && len(verdict.Refusals) > 0 && verdict.Outcome != placement.Undecided:
				missed = deviate(missed, missedNode(verdict, node), node)
			case !wants && verdict.ShouldRun:
				gained = deviate(gained, deviation{at: w.At("spec", "nodeSelector")}, node)
			}
		}
	}
	for _, d := range missed {
		pass.Report(d.at, fmt.Sprintf("%s is meant to run on %s and misses %s: %s",
			w, meant(intent), someOf(d.nodes, wanted), d.reason), d.details(intent)...)
	}
	for _, d := range gained {
		pass.Report(d.at, fmt.Sprintf("%s is meant to run on %s and gets a pod on %s",
			w, meant(intent), someOf(d.nodes, len(pass.Nodes()))), d.details(intent)...)
	}
}

// missedNode takes the first refusal as the reason: what comes behind it does not
// matter yet.
func missedNode(verdict *placement.Verdict, node *inventory.Node) deviation {
	first := verdict.Refusals[0]
	d := deviation{at: first.By, reason: first.Reason}
	if first.OnNode != nil {
		d.onNode = node.At(first.OnNode...)
	}
	return d
}

func deviate(all []*deviation, d deviation, node *inventory.Node) []*deviation {
	for _, known := range all {
		if known.reason == d.reason {
			known.nodes = append(known.nodes, node.Name)
			return all
		}
	}
	d.nodes = []string{node.Name}
	return append(all, &d)
}

func (d *deviation) details(intent *lint.Intent) []lint.Detail {
	details := []lint.Detail{lint.OnNodes(d.nodes...), lint.See(intent.At, "the intent")}
	if !d.onNode.IsZero() {
		details = append(details, lint.See(d.onNode, "what keeps it off "+d.nodes[0]))
	}
	return details
}

func meant(intent *lint.Intent) string {
	switch intent.Text {
	case "all":
		return "all nodes"
	case "none":
		return "no node"
	}
	return fmt.Sprintf("nodes with %s", intent.Text)
}
