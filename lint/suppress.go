package lint

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// ignoreMark starts a comment that takes findings back.
const ignoreMark = "dslint:ignore"

const badSuppression = "bad-suppression"

//go:embed bad_suppression.txtar
var badSuppressionExamples []byte

// BadSuppression returns the rule about comments that take findings back. Run does
// its work, after all other rules.
func BadSuppression() *Rule {
	return &Rule{
		Name:     badSuppression,
		Category: Hygiene,
		Severity: Warning,
		Upgrade:  true,
		Summary:  "A dslint:ignore comment names no rule, gives no reason or matches nothing",
		Examples: badSuppressionExamples,
		Check:    func(context.Context, *Pass) error { return nil },
	}
}

// suppression is a comment "# dslint:ignore RULE[,RULE] reason".
type suppression struct {
	at     manifest.Span
	rules  []string
	reason string
	line   int              // of the findings that it takes back
	object *manifest.Object // whose findings it takes back, where it stands above one
	used   map[string]bool

	comment manifest.Comment
}

func suppressions(set *manifest.Set) []*suppression {
	var all []*suppression
	for _, file := range set.Files {
		for _, comment := range file.Comments(ignoreMark) {
			names, reason, _ := strings.Cut(strings.TrimSpace(comment.Text), " ")
			all = append(all, &suppression{
				at: comment.Span, reason: strings.TrimSpace(reason), line: comment.Line, object: comment.Above,
				rules: strings.FieldsFunc(names, func(r rune) bool { return r == ',' }),
				used:  map[string]bool{}, comment: comment,
			})
		}
	}
	return all
}

// covers reports whether the comment takes a finding back. It never covers
// findings about suppressions.
func (s *suppression) covers(finding *Finding) bool {
	if finding.Rule.Name == badSuppression || !slices.Contains(s.rules, finding.Rule.Name) ||
		finding.At.File != s.at.File {
		return false
	}
	return s.object != nil && finding.Object.Source() == s.object || finding.At.Start.Line == s.line
}

// suppress takes back what comments ask for, and adds what is wrong with them.
func (r *Result) suppress(snapshot *Snapshot, rules []*Rule) {
	comments := suppressions(snapshot.Set)
	if len(comments) == 0 {
		return
	}
	kept := r.Findings[:0]
	for _, finding := range r.Findings {
		if covered(comments, finding) {
			r.Suppressed++
		} else {
			kept = append(kept, finding)
		}
	}
	r.Findings = kept
	if i := slices.IndexFunc(rules, func(rule *Rule) bool { return rule.Name == badSuppression }); i >= 0 {
		pass := &Pass{Snapshot: snapshot, Rule: rules[i]}
		for _, comment := range comments {
			comment.report(pass, rules)
		}
		r.take(pass)
	}
}

// covered marks every comment that covers the finding as used.
func covered(comments []*suppression, finding *Finding) bool {
	found := false
	for _, comment := range comments {
		if comment.covers(finding) {
			comment.used[finding.Rule.Name] = true
			found = true
		}
	}
	return found
}

func (s *suppression) report(pass *Pass, rules []*Rule) {
	if len(s.rules) == 0 {
		pass.ReportAt(s.object, s.at, "the suppression names no rule and takes nothing back",
			Suggest("Write # dslint:ignore RULE reason"))
		return
	}
	if s.reason == "" {
		pass.ReportAt(s.object, s.at, fmt.Sprintf("the suppression of %s gives no reason", strings.Join(s.rules, ", ")),
			Suggest("Say behind the rule why the finding is accepted"))
	}
	for _, name := range s.rules {
		// A rule that does not run now may find something another time.
		runs := slices.ContainsFunc(rules, func(rule *Rule) bool { return rule.Name == name })
		if runs && !s.used[name] {
			pass.ReportAt(s.object, s.at, fmt.Sprintf("the suppression of %s matches no finding", name),
				s.removal())
		}
	}
}

// removal is no safe fix: with another inventory the comment may match.
func (s *suppression) removal() Detail {
	if len(s.rules) > 1 {
		return Suggest("Remove the rule from the comment")
	}
	return UnsafeFix("Remove the comment", s.comment.Remove())
}
