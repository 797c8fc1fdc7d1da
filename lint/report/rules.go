package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint"
)

func writeRuleTable(w io.Writer, rules []*lint.Rule, options Options) error {
	colors := newPalette(options.Color)
	rows := [][]field{plain("NAME", "SEVERITY", "CATEGORY", "SUMMARY")}
	for _, rule := range rules {
		row := plain(rule.Name, ruleSeverity(rule), string(rule.Category), rule.Summary)
		row[1].paint = colors.severity[rule.Severity]
		rows = append(rows, row)
	}
	return writeTable(w, rows)
}

// ruleSeverity tells the rules apart that run only when they are asked for.
func ruleSeverity(rule *lint.Rule) string {
	if rule.Off {
		return rule.Severity.String() + " (off)"
	}
	return rule.Severity.String()
}

// writeRuleMarkdown writes the table of a README.
func writeRuleMarkdown(w io.Writer, rules []*lint.Rule, _ Options) error {
	out := bufio.NewWriter(w)
	// An error stays in the writer until Flush.
	_, _ = out.WriteString("| rule | severity | category | finds |\n|---|---|---|---|\n")
	for _, rule := range rules {
		_, _ = fmt.Fprintf(out, "| `%s` | %s | %s | %s |\n",
			rule.Name, ruleSeverity(rule), rule.Category, escapeMarkdown(rule.Summary))
	}
	return out.Flush()
}

// escapeMarkdown keeps text from ending a field of a table or becoming HTML.
func escapeMarkdown(text string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "&", "&amp;").Replace(Visible(text))
}

type rulesJSON struct {
	Version int        `json:"version"`
	Rules   []ruleJSON `json:"rules"`
}

type ruleJSON struct {
	Name     string       `json:"name"`
	Severity string       `json:"severity"`
	Category string       `json:"category"`
	Enabled  bool         `json:"enabled"`
	Summary  string       `json:"summary"`
	Options  []optionJSON `json:"options"`
	Docs     string       `json:"docs"`
}

type optionJSON struct {
	Name    string `json:"name"`
	Type    string `json:"type"`
	Default string `json:"default"`
	Summary string `json:"summary"`
}

func writeRuleJSON(w io.Writer, rules []*lint.Rule, _ Options) error {
	document := rulesJSON{Version: contractVersion, Rules: make([]ruleJSON, 0, len(rules))}
	for _, rule := range rules {
		document.Rules = append(document.Rules, ruleJSON{
			Name: rule.Name, Severity: rule.Severity.String(), Category: string(rule.Category),
			Enabled: !rule.Off, Summary: rule.Summary, Options: newOptionsJSON(rule), Docs: explainCommand(rule),
		})
	}
	return encode(w, document)
}

func newOptionsJSON(rule *lint.Rule) []optionJSON {
	options := make([]optionJSON, len(rule.Options))
	for i := range rule.Options {
		option := &rule.Options[i]
		options[i] = optionJSON{option.Name, option.Type(), option.DefaultText(), option.Summary}
	}
	return options
}

// explainCommand is how a user reads more about a rule.
func explainCommand(rule *lint.Rule) string { return "dslint explain " + rule.Name }
