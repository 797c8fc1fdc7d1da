package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
)

const markdownFormat = "markdown"

func newExplain(c *command) *cobra.Command {
	var asked policyFlags
	var all bool
	cmd := &cobra.Command{
		Use:   "explain RULE...",
		Short: "Explain a rule, with a bad and a good example",
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return builtinNames(), cobra.ShellCompDirectiveNoFileComp
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "explain all rules")
	format := &choice{"text", []string{"text", markdownFormat}}
	cmd.Flags().VarP(format, "output", "o", "write `FORMAT`: "+strings.Join(format.words, " or "))
	complete(cmd, "output", func() []string { return format.words })
	cmd.RunE = func(_ *cobra.Command, names []string) error {
		if all == (len(names) > 0) {
			return errors.New(`explain takes a rule, or --all ("dslint rules" lists them)`)
		}
		rules, err := rulesToExplain(&asked, names)
		if err != nil {
			return err
		}
		return explainRules(c.stdout, rules, format.word, all)
	}
	asked.add(c, cmd)
	return cmd
}

// rulesToExplain returns the rules of names, all where there are none.
func rulesToExplain(asked *policyFlags, names []string) ([]*lint.Rule, error) {
	all, err := catalogue(asked.Options, nil)
	if err != nil || len(names) == 0 {
		return all, err
	}
	rules := make([]*lint.Rule, len(names))
	for i, name := range names {
		if rules[i], err = findRule(all, name); err != nil {
			return nil, err
		}
	}
	return rules, nil
}

func explainRules(w io.Writer, rules []*lint.Rule, format string, all bool) error {
	if format == markdownFormat && all {
		_, err := io.WriteString(w, ruleBook(rules))
		return err
	}
	texts := make([]string, len(rules))
	for i, rule := range rules {
		texts[i] = explanation(rule)
		if format == markdownFormat {
			texts[i] = markdownPage(newPage(rule))
		}
	}
	_, err := io.WriteString(w, strings.Join(texts, "\n"))
	return err
}

// explanation is the page about a rule for the terminal.
func explanation(rule *lint.Rule) string {
	p := newPage(rule)
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s, %s)\n\n%s.\n", rule.Name, severityOf(rule), rule.Category, rule.Summary)
	if p.prose != "" {
		fmt.Fprintf(&b, "\n%s\n", p.prose)
	}
	b.WriteString(optionsOf(rule))
	for _, part := range p.parts {
		fmt.Fprintf(&b, "\n%s:\n", part.title)
		for _, file := range part.files {
			if name := innerName(file); name != "" {
				fmt.Fprintf(&b, "\n    # %s", name)
			}
			fmt.Fprintf(&b, "\n%s", indented(string(file.Data)))
		}
	}
	if len(p.references) > 0 {
		fmt.Fprintf(&b, "\n%s\n\n    %s\n", referencesTitle, strings.Join(p.references, "\n    "))
	}
	return b.String()
}

// optionsOf lists what the config may change of a rule beside its severity.
func optionsOf(rule *lint.Rule) string {
	if len(rule.Options) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString("\nOptions:\n\n")
	for i := range rule.Options {
		option := &rule.Options[i]
		fmt.Fprintf(&b, "    %s (%s, default %s)\n        %s\n", option.Name, option.Type(), option.DefaultText(), option.Summary)
	}
	return b.String()
}

func severityOf(rule *lint.Rule) string {
	if rule.Off {
		return rule.Severity.String() + ", off by default"
	}
	return rule.Severity.String()
}

// indented sets an example off from the prose.
func indented(text string) string {
	var b strings.Builder
	for _, line := range plainLines(text) {
		if line != "" {
			b.WriteString("    " + line)
		}
		b.WriteString("\n")
	}
	return b.String()
}
