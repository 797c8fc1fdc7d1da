package main

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/policies"
	"github.com/dslint/dslint/rules"
)

//go:embed scaffold
var scaffold embed.FS

// rulesList is the file with the list of the rules in Go.
const rulesList = "rules/rules.go"

func newNewRule(c *command) *cobra.Command {
	return &cobra.Command{
		Use:   "rule NAME",
		Short: "Write a rule in Go with its examples, in dslint's own sources",
		Long: `Rule writes rules/NAME.go and rules/NAME.txtar, and adds the rule to the list in
rules/rules.go. It is for dslint's own sources: a rule of your own is a policy, see
dslint new policy.`,
		Args: cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.newRule(args[0]) },
	}
}

var ruleName = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)

func (c *command) newRule(name string) error {
	if !ruleName.MatchString(name) {
		return fmt.Errorf("name %q: a rule has words of small letters and digits, joined by -", name)
	}
	if outside := inOwnSources(); outside != nil {
		return outside
	}
	list, err := os.ReadFile(rulesList)
	if err != nil {
		return err
	}
	title := goName(name)
	variable := strings.ToLower(title[:1]) + title[1:]
	extended, err := addToList(string(list), name, variable)
	if err != nil {
		return err
	}
	files, err := ruleFiles(name, variable, title)
	if err == nil {
		err = c.writeNew("rules", files)
	}
	if err == nil {
		err = os.WriteFile(rulesList, []byte(extended), 0o644) //nolint:gosec // as public as other sources
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(c.stdout, rulesList)
	return err
}

// inOwnSources makes sure that the working folder is dslint's own module.
func inOwnSources() error {
	module, err := os.ReadFile("go.mod")
	if err == nil && bytes.HasPrefix(module, []byte("module github.com/dslint/dslint\n")) {
		return nil
	}
	return errors.New("this folder does not hold the sources of dslint, which a rule in Go is a part of: " +
		"dslint new policy writes a rule of your own in Rego")
}

// goName writes host-port as HostPort.
func goName(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		b.WriteString(strings.ToUpper(word[:1]) + word[1:])
	}
	return b.String()
}

func ruleFiles(name, variable, title string) ([]policies.File, error) {
	file := strings.ReplaceAll(name, "-", "_")
	fill := strings.NewReplacer("NAME", name, "FILE", file, "VAR", variable, "TITLE", title)
	var files []policies.File
	for _, ending := range []string{".go", ".txtar"} {
		text, err := scaffold.ReadFile("scaffold/rule" + ending + ".tmpl")
		if err != nil {
			return nil, err
		}
		files = append(files, policies.File{Name: filepath.FromSlash(file + ending), Text: []byte(fill.Replace(string(text)))})
	}
	return files, nil
}

// addToList adds the variable of a rule about placement to the list of the rules, by its
// name where the list holds the rules that this program has, and at the end otherwise.
func addToList(list, name, variable string) (string, error) {
	const start, end = "return []*lint.Rule{\n", "\t}\n}\n"
	before, rest, opened := strings.Cut(list, start)
	body, after, closed := strings.Cut(rest, end)
	if !opened || !closed {
		return "", fmt.Errorf("%s holds no list of rules as it was", rulesList)
	}
	lines := strings.SplitAfter(body, "\n")
	lines = lines[:len(lines)-1]
	line := "\t\t" + variable + ",\n"
	if slices.Contains(lines, line) {
		return "", fmt.Errorf("%s holds %s already", rulesList, variable)
	}
	at := len(lines)
	if all := rules.All(); len(all) == len(lines) {
		at = 1 + lastBefore(all, name)
	}
	return before + start + strings.Join(slices.Insert(lines, at, line), "") + end + after, nil
}

// lastBefore returns the index of the last rule about placement that comes before a name.
func lastBefore(all []*lint.Rule, name string) int {
	last := slices.IndexFunc(all, func(r *lint.Rule) bool { return r.Category == lint.Placement }) - 1
	for i, rule := range all {
		if rule.Category == lint.Placement && rule.Name < name {
			last = i
		}
	}
	return last
}
