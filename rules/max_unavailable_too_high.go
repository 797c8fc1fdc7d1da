package rules

import (
	"context"
	_ "embed"
	"fmt"

	"k8s.io/apimachinery/pkg/util/intstr"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
)

//go:embed max_unavailable_too_high.txtar
var maxUnavailableTooHighExamples []byte

var maxUnavailableTooHigh = &lint.Rule{
	Name:     "max-unavailable-too-high",
	Category: lint.Rollout,
	Severity: lint.Warning,
	Summary:  "An update takes what keeps nodes going away from half of them at once",
	Examples: maxUnavailableTooHighExamples,
	Options: []lint.Option{{
		Name: "share", Default: lint.Percent(0.5),
		Summary: "The share of the nodes from which on too many of them are without the agent at once",
	}},
	Check: checkMaxUnavailableTooHigh,
}

func checkMaxUnavailableTooHigh(_ context.Context, pass *lint.Pass) error {
	rollouts(pass, func(r rollout) {
		agent := class.Of(r.w)
		if !agent.KeepsNodeGoing() || r.maxUnavailable == intstr.FromInt32(1) {
			return
		}
		if of := r.share(pass); of != "" {
			pass.Report(r.at(), fmt.Sprintf("%s is %s and leaves %s at once when it is updated: maxUnavailable is %s",
				r.w, agent, of, r.maxUnavailable.String()),
				lint.UnsafeFix("Set maxUnavailable to 20%", r.at().Put("20%")))
		}
	})
	return nil
}

// share says how many nodes are left at once, "" where those are few. Without Nodes only
// percents tell.
func (r rollout) share(pass *lint.Pass) string {
	const all = 100
	most := float64(lint.OptionOf[lint.Percent](pass, "share"))
	total := 0
	for _, verdict := range pass.Placement().Of(r.w) {
		if verdict.ShouldRun {
			total += len(verdict.Nodes)
		}
	}
	if total > 1 {
		// One at a time is the least that an update can do.
		if count := min(r.unavailable(total), total); count > 1 && float64(count) >= most*float64(total) {
			return fmt.Sprintf("%d of %s", count, countNodes(total))
		}
		return ""
	}
	switch percent := resolve(r.maxUnavailable, all); {
	case total > 0, r.maxUnavailable.Type != intstr.String, float64(percent) < most*all:
		return ""
	case percent >= all:
		return "all its nodes"
	}
	return r.maxUnavailable.StrVal + " of its nodes"
}
