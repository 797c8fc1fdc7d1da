package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
)

func newExplain(c *command) *cobra.Command {
	var asked policyFlags
	cmd := &cobra.Command{
		Use:   "explain RULE",
		Short: "Explain a rule, with a bad and a good example",
		Args:  exactlyOneRule,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return builtinNames(), cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			all, err := catalogue(asked.Options, nil)
			if err != nil {
				return err
			}
			rule, err := findRule(all, args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(c.stdout, explanation(rule))
			return err
		},
	}
	asked.add(c, cmd)
	return cmd
}

func exactlyOneRule(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return fmt.Errorf(`explain takes one rule, not %d ("dslint rules" lists them)`, len(args))
	}
	return nil
}

// explanation is the page about a rule, made of the examples that are its tests.
func explanation(rule *lint.Rule) string {
	archive := txtar.Parse(rule.Examples)
	var b strings.Builder
	fmt.Fprintf(&b, "%s (%s, %s)\n\n%s.\n", rule.Name, severityOf(rule), rule.Category, rule.Summary)
	if prose := strings.TrimSpace(string(archive.Comment)); prose != "" {
		fmt.Fprintf(&b, "\n%s\n", prose)
	}
	b.WriteString(optionsOf(rule))
	for _, part := range []struct{ title, prefix string }{
		{"The nodes of the examples", "nodes.yaml"},
		{"The configuration of the examples", "config.yaml"},
		{"Bad", "bad/"},
		{"Fixed", fixedTwin(archive)},
		{"Good", "good/"},
	} {
		for i, file := range firstExample(archive, part.prefix) {
			if i == 0 {
				fmt.Fprintf(&b, "\n%s:\n", part.title)
			}
			if parts := strings.SplitN(file.Name, "/", 3); len(parts) == 3 {
				fmt.Fprintf(&b, "\n    # %s", parts[2])
			}
			fmt.Fprintf(&b, "\n%s", indented(string(file.Data)))
		}
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

// fixedTwin is the name of the first bad example once it is fixed, "" where the
// archive does not show it.
func fixedTwin(archive *txtar.Archive) string {
	for _, file := range archive.Files {
		if name, isBad := strings.CutPrefix(file.Name, "bad/"); isBad {
			return fixedName(archive, name)
		}
	}
	return ""
}

func fixedName(archive *txtar.Archive, name string) string {
	for _, file := range archive.Files {
		if file.Name == "fixed/"+name {
			return file.Name
		}
	}
	return ""
}

// firstExample returns the files of the first example: those of one folder where
// it is a folder.
func firstExample(archive *txtar.Archive, prefix string) []txtar.File {
	var files []txtar.File
	for _, file := range archive.Files {
		if len(files) > 0 {
			prefix = exampleFolder(files[0].Name)
		}
		if prefix != "" && strings.HasPrefix(file.Name, prefix) {
			files = append(files, file)
		}
	}
	return files
}

// exampleFolder is the folder of an example that has one.
func exampleFolder(name string) string {
	if parts := strings.SplitN(name, "/", 3); len(parts) == 3 {
		return parts[0] + "/" + parts[1] + "/"
	}
	return ""
}

// indented sets an example off from the prose, without the marks of the test.
func indented(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		line, _, _ = strings.Cut(line, "# want: ")
		if line = strings.TrimRight(line, " "); line != "" {
			b.WriteString("    " + line)
		}
		b.WriteString("\n")
	}
	return b.String()
}
