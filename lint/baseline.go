package lint

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// ParseBaseline reads what [Baseline.Text] writes. The error tells the place of
// everything that is wrong with it.
func ParseBaseline(file *manifest.File) (*Baseline, error) {
	baseline := &Baseline{}
	var faults []error
	for _, problem := range file.Problems {
		faults = append(faults, fmt.Errorf("%s: %s", problem.Span, problem.Message))
	}
	if len(file.Objects) != 1 {
		return nil, errors.Join(append(faults, fmt.Errorf("%s: a baseline is one document", file.Name))...)
	}
	baseline.object = file.Objects[0]
	for _, fault := range baseline.object.Decode(baseline) {
		faults = append(faults, fmt.Errorf("%s: %s", fault.Place, fault.Message))
	}
	if len(faults) == 0 && baseline.Version != baselineVersion {
		faults = append(faults, fmt.Errorf("%s: a baseline of version %d cannot be read, only of version %d",
			baseline.object.At("version").Span(), baseline.Version, baselineVersion))
	}
	return baseline, errors.Join(faults...)
}

// Accept takes the findings back that the baseline holds, and counts them. Entries
// whose findings are gone are a finding of bad-suppression, in the baseline, if that
// is among the rules.
func (r *Result) Accept(baseline *Baseline, fleet *Fleet, rules []*Rule) {
	left := map[fingerprint]int{}
	for i := range baseline.Findings {
		left[baseline.Findings[i].fingerprint()] += max(baseline.Findings[i].Count, 1)
	}
	p := newPrinter(fleet)
	kept := r.Findings[:0]
	for _, finding := range r.Findings {
		mark := p.fingerprint(finding)
		if left[mark] > 0 {
			left[mark]--
			r.Accepted++
			continue
		}
		kept = append(kept, finding)
	}
	r.Findings = kept
	r.reportGone(baseline, left, fleet, rules)
}

// reportGone tells how much of a baseline is left over.
func (r *Result) reportGone(baseline *Baseline, left map[fingerprint]int, fleet *Fleet, rules []*Rule) {
	i := slices.IndexFunc(rules, func(rule *Rule) bool { return rule.Name == badSuppression })
	if i < 0 || baseline.object == nil || fleet.Partial() {
		return
	}
	whole := fleet.whole()
	gone, first := baseline.gone(left, judgedBy(whole, rules))
	if gone == 0 {
		return
	}
	findings := "1 finding that is gone"
	if gone > 1 {
		findings = fmt.Sprintf("%d findings that are gone", gone)
	}
	pass := &Pass{Snapshot: whole, Rule: rules[i]}
	entry := baseline.Findings[first]
	pass.ReportAt(nil, baseline.object.At("findings", first).Span(),
		strings.TrimSuffix(fmt.Sprintf("the baseline holds %s, such as %s of %s", findings, entry.Rule, entry.Object), " of "),
		Suggest("Write the baseline anew: --write-baseline"))
	r.take(pass, fleet.Names()...)
	sortFindings(r.Findings, fleet.Set)
}

// judgedBy returns what tells the entries apart whose findings this run would find. An
// object that it does not look at may still have its own.
func judgedBy(snapshot *Snapshot, rules []*Rule) func(*Accepted) bool {
	present := map[string]bool{"": true}
	for _, object := range snapshot.Set.Objects() {
		present[object.String()] = true
	}
	running := RuleNames(rules)
	return func(entry *Accepted) bool {
		return slices.Contains(running, entry.Rule) && (snapshot.Complete || present[entry.Object])
	}
}

// gone counts the findings that are left over, and returns the first entry of them.
func (b *Baseline) gone(left map[fingerprint]int, judged func(*Accepted) bool) (count, first int) {
	for i := range slices.Backward(b.Findings) {
		entry := &b.Findings[i]
		if here := left[entry.fingerprint()]; here > 0 && judged(entry) {
			count, first = count+here, i
			left[entry.fingerprint()] = 0
		}
	}
	return count, first
}
