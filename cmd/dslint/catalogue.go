package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/policies"
	"github.com/dslint/dslint/rules"
)

// catalogue returns all rules: those in Go, the built-in policies, and the policies
// of the folders.
func catalogue(folders []string) ([]*lint.Rule, error) {
	builtin, err := policies.Builtin()
	if err != nil {
		return nil, err
	}
	own, err := policies.Load(folders...)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(rules.All(), builtin)
	for _, rule := range own {
		if slices.Contains(ruleNames(all), rule.Name) {
			return nil, fmt.Errorf("two rules have the name %q: give the policy in %s another",
				rule.Name, strings.Join(folders, ", "))
		}
		all = append(all, rule)
	}
	return all, nil
}

func ruleNames(all []*lint.Rule) []string {
	names := make([]string, len(all))
	for i, rule := range all {
		names[i] = rule.Name
	}
	return names
}

// findRule returns the rule of a name; the error for an unknown one tells the
// nearest.
func findRule(all []*lint.Rule, name string) (*lint.Rule, error) {
	for _, rule := range all {
		if rule.Name == name {
			return rule, nil
		}
	}
	return nil, fmt.Errorf(`unknown rule %q%s ("dslint rules" lists them)`, name, hint(name, ruleNames(all)))
}

// ruleFlags say which rules run.
type ruleFlags struct {
	policies []string
	levels   []string
}

func (r *ruleFlags) add(cmd *cobra.Command) {
	addPolicies(cmd, &r.policies)
	cmd.Flags().StringArrayVar(&r.levels, "rule", nil,
		"turn a rule on, give it a severity (error, warning, info) or turn it off: `NAME[=LEVEL]`; may be repeated")
	complete(cmd, "rule", builtinNames)
}

func addPolicies(cmd *cobra.Command, into *[]string) {
	cmd.Flags().StringArrayVar(into, "policies", nil, "add the Rego policies of the folder `DIR`; may be repeated")
}

// builtinNames are offered to the shell.
func builtinNames() []string {
	all, err := catalogue(nil)
	if err != nil {
		return nil
	}
	return ruleNames(all)
}

// choose returns the rules that run: as the configuration sets them, and then the
// flags.
func (r *ruleFlags) choose(project *project) ([]*lint.Rule, error) {
	all, err := catalogue(slices.Concat(project.resolve(project.Policies), r.policies))
	if err != nil {
		return nil, err
	}
	chosen, err := project.Choose(all)
	if err != nil || len(r.levels) == 0 {
		return chosen, err
	}
	config := *project.Config
	config.Rules = maps.Clone(config.Rules)
	if config.Rules == nil {
		config.Rules = map[string]lint.Level{}
	}
	for _, text := range r.levels {
		if err := set(config.Rules, all, text); err != nil {
			return nil, fmt.Errorf("--rule %s: %w", text, err)
		}
	}
	return config.Choose(all)
}

// set applies NAME or NAME=LEVEL. A rule that is on by itself is as if it were not
// configured: its findings may differ in severity.
func set(levels map[string]lint.Level, all []*lint.Rule, text string) error {
	name, level, leveled := strings.Cut(text, "=")
	rule, err := findRule(all, name)
	switch {
	case err != nil:
		return err
	case leveled:
		if _, err := lint.ParseSeverity(level); err != nil {
			return err
		}
		levels[name] = lint.Level(level)
	case rule.Off:
		levels[name] = lint.Level(rule.Severity.String())
	default:
		delete(levels, name)
	}
	return nil
}
