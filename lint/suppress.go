package lint

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/dslint/dslint/lint/manifest"
)

const badSuppression = "bad-suppression"

//go:embed bad_suppression.txtar
var badSuppressionExamples []byte

// BadSuppression returns the rule about what takes findings back: comments,
// annotations and exemptions of the config. Run does its work, after all other rules.
func BadSuppression() *Rule {
	return &Rule{
		Name:     badSuppression,
		Category: Hygiene,
		Severity: Warning,
		Upgrade:  true,
		Summary:  "A suppression names no rule or an unknown one, gives no reason, has expired or matches nothing",
		Examples: badSuppressionExamples,
		Check:    func(context.Context, *Pass) error { return nil },
	}
}

// suppression takes findings back, and remembers which.
type suppression struct {
	what   string           // "suppression" or "exemption"
	at     manifest.Span    // where it stands
	object *manifest.Object // that it stands at, if it does
	rules  []string
	until  string // as it is written, "" for ever
	reason string
	covers func(*Finding) bool // whatever the rule
	// applies tells that it spoke of something in this run: what matches nothing there
	// is of no use.
	applies bool
	used    map[string]bool
	comment *manifest.Comment // nil for what is no comment
}

// DateFormat is how the last day of a suppression is written.
const DateFormat = time.DateOnly

// untilKey stands before the last day on which a suppression holds.
const untilKey = "until="

// takeUntil takes the last day out of a text, wherever in it the day stands.
func takeUntil(text string) (until, rest string) {
	words := strings.Fields(text)
	at := slices.IndexFunc(words, func(word string) bool { return strings.HasPrefix(word, untilKey) })
	if at < 0 {
		return "", strings.TrimSpace(text)
	}
	return strings.TrimPrefix(words[at], untilKey), strings.Join(slices.Delete(words, at, at+1), " ")
}

// parseNames reads RULE[,RULE].
func parseNames(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// holds reports whether the day has not come on which the suppression ends. One that
// cannot be read ends at once.
func (s *suppression) holds(today time.Time) bool {
	if s.until == "" {
		return true
	}
	last, err := time.Parse(DateFormat, s.until)
	return err == nil && today.Before(last.AddDate(0, 0, 1))
}

// takesBack reports whether the suppression covers a finding. None covers findings
// about suppressions.
func (s *suppression) takesBack(finding *Finding) bool {
	return finding.Rule.Name != badSuppression && slices.Contains(s.rules, finding.Rule.Name) && s.covers(finding)
}

// suppress takes back what comments, annotations and the config ask for, and adds what
// is wrong with these.
func (r *Result) suppress(fleet *Fleet, rules []*Rule) {
	whole := fleet.whole()
	all := slices.Concat(comments(fleet.Set), annotations(fleet), exemptions(whole))
	if len(all) == 0 {
		return
	}
	kept, covering := r.Findings[:0], []*Finding(nil)
	for _, finding := range r.Findings {
		if covered(all, finding, whole.Today) {
			covering = append(covering, finding)
		} else {
			kept = append(kept, finding)
		}
	}
	r.Findings, r.Suppressed = kept, len(merge(covering, fleet.Set))
	if i := slices.IndexFunc(rules, func(rule *Rule) bool { return rule.Name == badSuppression }); i >= 0 {
		pass := &Pass{Snapshot: whole, Rule: rules[i]}
		for _, s := range all {
			s.applies = s.applies && !fleet.Partial()
			s.report(pass, rules)
		}
		r.take(pass, fleet.Names()...)
	}
}

// whole is a snapshot of everything, for what is no matter of one cluster.
func (f *Fleet) whole() *Snapshot {
	first := f.Clusters[0]
	return &Snapshot{Set: f.Set, Config: first.Config, Today: first.Today, Complete: first.Complete && !f.Partial()}
}

// covered marks every suppression that covers the finding as used.
func covered(all []*suppression, finding *Finding, today time.Time) bool {
	found := false
	for _, s := range all {
		if s.takesBack(finding) && s.holds(today) {
			s.used[finding.Rule.Name] = true
			found = true
		}
	}
	return found
}

func (s *suppression) report(pass *Pass, rules []*Rule) {
	if len(s.rules) == 0 {
		pass.ReportAt(s.object, s.at, fmt.Sprintf("the %s names no rule and takes nothing back", s.what),
			Suggest("Name the rules, and why their findings are accepted"))
		return
	}
	names := strings.Join(s.rules, ", ")
	if s.reason == "" {
		pass.ReportAt(s.object, s.at, fmt.Sprintf("the %s of %s gives no reason", s.what, names),
			Suggest("Say behind the rule why the finding is accepted"))
	}
	if !s.holds(pass.Today) {
		s.reportEnd(pass, names)
		return
	}
	for _, name := range s.rules {
		s.reportName(pass, rules, name)
	}
}

func (s *suppression) reportEnd(pass *Pass, names string) {
	if _, err := time.Parse(DateFormat, s.until); err != nil {
		pass.ReportAt(s.object, s.at, fmt.Sprintf("the %s of %s takes nothing back: until=%s is no date", s.what, names, s.until),
			Suggest("Write the last day as 2027-01-31"))
		return
	}
	pass.ReportAt(s.object, s.at, fmt.Sprintf("the %s of %s ended on %s", s.what, names, s.until),
		Suggest("Mend what it took back, or decide anew until when it is accepted"))
}

// reportName tells names that no rule has, and rules that find nothing. A rule that
// does not run now may find something another time, and a name that is near no other
// may be that of a policy that this run does not load.
func (s *suppression) reportName(pass *Pass, rules []*Rule, name string) {
	known := RuleNames(rules)
	if pass.Config != nil {
		known = append(known, pass.Config.known...)
	}
	switch runs := slices.Contains(RuleNames(rules), name); {
	case !slices.Contains(known, name) && (pass.Complete || Nearest(name, known) != ""):
		pass.ReportAt(s.object, s.at, fmt.Sprintf("the %s names the unknown rule %q%s", s.what, name, Hint(name, known)))
	case runs && s.applies && !s.used[name]:
		pass.ReportAt(s.object, s.at, fmt.Sprintf("the %s of %s matches no finding", s.what, name),
			s.removal())
	}
}

// removal is no safe fix: with another inventory the comment may match.
func (s *suppression) removal() Detail {
	if len(s.rules) > 1 {
		return Suggest("Remove the rule from the " + s.what)
	}
	if s.comment == nil {
		return Suggest("Remove the " + s.what)
	}
	return UnsafeFix("Remove the comment", s.comment.Remove())
}
