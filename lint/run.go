package lint

import (
	"context"
	"fmt"
	"slices"
)

// Result is what a run found.
type Result struct {
	Findings []*Finding
	// Suppressed counts the findings that a comment took back.
	Suppressed int
	// Accepted counts the findings that a baseline holds.
	Accepted int
	// Failures are rules that could not do their work.
	Failures []error
}

// Count returns the number of findings of a severity.
func (r *Result) Count(severity Severity) int {
	count := 0
	for _, finding := range r.Findings {
		if finding.Severity == severity {
			count++
		}
	}
	return count
}

// Worst returns the highest severity among the findings, 0 without any.
func (r *Result) Worst() Severity {
	var worst Severity
	for _, finding := range r.Findings {
		worst = max(worst, finding.Severity)
	}
	return worst
}

// Run checks one cluster with the rules; see [Fleet.Run].
func Run(ctx context.Context, snapshot *Snapshot, rules []*Rule) (*Result, error) {
	return NewFleet(snapshot).Run(ctx, rules)
}

// take keeps the findings of a pass over clusters, with the severity that the config
// asks for.
func (r *Result) take(pass *Pass, clusters ...string) {
	for _, finding := range pass.findings {
		finding.Clusters = slices.Clone(clusters)
		finding.Severity = max(finding.Severity, pass.Rule.floor)
		if pass.Rule.override != 0 {
			finding.Severity = pass.Rule.override
		}
		r.Findings = append(r.Findings, finding)
	}
}

// check runs one rule; its panic is a failure of this rule only.
func check(ctx context.Context, rule *Rule, pass *Pass) (err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("internal error: %v", fault)
		}
	}()
	return rule.Check(ctx, pass)
}
