package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
)

const bookIntroduction = `# The rules of dslint

This page is written by ` + "`dslint explain --all -o markdown`" + `, of what ` + "`dslint explain RULE`" + ` says of each rule.
An error is proven: the API server refuses the object, its pods cannot run on a node that is named, or an intent that is
written down is broken. A warning is a likely mistake, an info is hygiene. A rule that is off runs when the configuration
or ` + "`--rule`" + ` asks for it. The examples are run as tests.
`

// ruleBook is a page about all rules, by category.
func ruleBook(rules []*lint.Rule) string {
	var contents, pages strings.Builder
	for _, category := range categoriesOf(rules) {
		fmt.Fprintf(&contents, "\n## %s\n\n| rule | severity | finds | fix |\n|---|---|---|---|\n", titled(string(category)))
		for _, rule := range rules {
			if rule.Category == category {
				p := newPage(rule)
				fmt.Fprintf(&contents, "| [`%s`](#%s) | %s | %s | %s |\n", rule.Name, rule.Name, severityOf(rule), inMarkdown(rule.Summary), yes(p.fixable))
				pages.WriteString("\n" + markdownPage(p))
			}
		}
	}
	return bookIntroduction + contents.String() + pages.String()
}

func categoriesOf(rules []*lint.Rule) []lint.Category {
	var all []lint.Category
	for _, rule := range rules {
		if !slices.Contains(all, rule.Category) {
			all = append(all, rule.Category)
		}
	}
	slices.Sort(all)
	return all
}

func titled(word string) string { return strings.ToUpper(word[:1]) + word[1:] }

func yes(is bool) string {
	if is {
		return "yes"
	}
	return ""
}

// markdownPage is the page about a rule for a web page.
func markdownPage(p *page) string {
	var b strings.Builder
	fmt.Fprintf(&b, "### %s\n\n*%s, %s*\n\n%s.\n", p.rule.Name, severityOf(p.rule), p.rule.Category, inMarkdown(p.rule.Summary))
	if p.prose != "" {
		fmt.Fprintf(&b, "\n%s\n", inMarkdown(p.prose))
	}
	b.WriteString(markdownOptions(p.rule))
	for _, part := range p.parts {
		fmt.Fprintf(&b, "\n%s:\n", part.title)
		for _, file := range part.files {
			if name := innerName(file); name != "" {
				fmt.Fprintf(&b, "\n`%s`\n", name)
			}
			fmt.Fprintf(&b, "\n```yaml\n%s\n```\n", strings.Join(plainLines(string(file.Data)), "\n"))
		}
	}
	if len(p.references) > 0 {
		fmt.Fprintf(&b, "\n%s\n\n", referencesTitle)
	}
	for _, reference := range p.references {
		fmt.Fprintf(&b, "- %s\n", linked(reference))
	}
	return b.String()
}

func markdownOptions(rule *lint.Rule) string {
	if len(rule.Options) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\n| option | holds | default | |\n|---|---|---|---|\n")
	for i := range rule.Options {
		option := &rule.Options[i]
		fmt.Fprintf(&b, "| `%s` | %s | `%s` | %s |\n", option.Name, option.Type(), option.DefaultText(), inMarkdown(option.Summary))
	}
	return b.String()
}

// linked makes an address a link, shorter for an issue, and sets a name of Go off.
func linked(reference string) string {
	if !strings.HasPrefix(reference, "https://") {
		return "`" + reference + "`"
	}
	issue, isIssue := strings.CutPrefix(reference, "https://github.com/")
	if repository, number, found := strings.Cut(issue, "/issues/"); isIssue && found {
		return fmt.Sprintf("[%s#%s](%s)", repository, number, reference)
	}
	return "<" + reference + ">"
}

// inMarkdown keeps prose from being read as marks, but for its code.
func inMarkdown(prose string) string {
	marks := strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "<", "&lt;", "[", `\[`, "|", `\|`)
	parts := strings.Split(prose, "`")
	for i := 0; i < len(parts); i += 2 {
		parts[i] = marks.Replace(parts[i])
	}
	return strings.Join(parts, "`")
}
