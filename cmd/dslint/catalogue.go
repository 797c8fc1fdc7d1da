package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/policies"
	"github.com/dslint/dslint/rules"
)

// catalogue returns all rules: those in Go, the built-in policies, the policies that
// are asked for, and the constraints among the objects of a set, which may be nil.
func catalogue(asked policies.Options, set *manifest.Set) ([]*lint.Rule, error) {
	builtin, err := policies.Builtin()
	if err != nil {
		return nil, err
	}
	own, err := asked.Load(set)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(rules.All(), builtin)
	for _, rule := range own {
		if slices.Contains(lint.RuleNames(all), rule.Name) {
			return nil, fmt.Errorf("two rules have the name %q: give the policy in %s another",
				rule.Name, strings.Join(asked.Dirs, ", "))
		}
		all = append(all, rule)
	}
	return all, nil
}

// findRule returns the rule of a name; the error for an unknown one tells the
// nearest.
func findRule(all []*lint.Rule, name string) (*lint.Rule, error) {
	for _, rule := range all {
		if rule.Name == name {
			return rule, nil
		}
	}
	return nil, fmt.Errorf(`unknown rule %q%s ("dslint rules" lists them)`, name, lint.Hint(name, lint.RuleNames(all)))
}

// policyFlags say which policies there are beside the built-in ones.
type policyFlags struct{ policies.Options }

func (p *policyFlags) add(c *command, cmd *cobra.Command) {
	p.Print = c.stderr
	cmd.Flags().StringArrayVar(&p.Dirs, "policies", nil,
		"add the policies of `DIR`, a folder, file or bundle: Rego of dslint or conftest, Gatekeeper; may be repeated")
	cmd.Flags().StringArrayVar(&p.Data, "data", nil, "give policies the JSON and YAML of `PATH` as data; may be repeated")
	cmd.Flags().StringArrayVar(&p.Namespaces, "namespace", nil,
		"of conftest policies take only those of the package `NAME`; may be repeated")
	cmd.Flags().DurationVar(&p.Timeout, "policy-timeout", policies.DefaultTimeout, "stop a policy that takes longer")
}

// ruleFlags say which rules run.
type ruleFlags struct {
	policyFlags
	levels []string
	preset string
}

func (r *ruleFlags) add(c *command, cmd *cobra.Command) {
	r.policyFlags.add(c, cmd)
	cmd.Flags().StringArrayVar(&r.levels, "rule", nil,
		"turn a rule on, give it a severity (error, warning, info, on) or turn it off: `NAME[=LEVEL]`; may be repeated")
	complete(cmd, "rule", builtinNames)
	cmd.Flags().StringVar(&r.preset, "preset", "",
		"run the rules of `PRESET`: "+strings.Join(lint.Presets(), ", ")+"; the configuration and --rule go before it")
	complete(cmd, "preset", lint.Presets)
}

// builtinNames are offered to the shell.
func builtinNames() []string {
	all, err := catalogue(policies.Options{}, nil)
	if err != nil {
		return nil
	}
	return lint.RuleNames(all)
}

// choose returns the rules that run over a set: as the configuration sets them, and
// then the flags.
func (r *ruleFlags) choose(project *project, set *manifest.Set) ([]*lint.Rule, error) {
	asked := r.Options
	asked.Dirs = slices.Concat(project.resolve(project.Policies), r.Dirs)
	all, err := catalogue(asked, set)
	if err != nil {
		return nil, err
	}
	config := *project.Config
	if r.preset != "" {
		config.Preset = lint.Preset(r.preset)
		if unknown := config.Preset.Check(); unknown != nil {
			return nil, fmt.Errorf("--preset: %w", unknown)
		}
	}
	config.Rules = maps.Clone(config.Rules)
	if config.Rules == nil {
		config.Rules = map[string]lint.Setting{}
	}
	for _, text := range r.levels {
		if wrong := setLevel(config.Rules, all, text); wrong != nil {
			return nil, fmt.Errorf("--rule %s: %w", text, wrong)
		}
	}
	chosen, err := config.Choose(all)
	project.Config = &config
	return chosen, err
}

// setLevel applies NAME or NAME=LEVEL; a NAME alone is on. The options stay as they are.
func setLevel(settings map[string]lint.Setting, all []*lint.Rule, text string) error {
	name, word, leveled := strings.Cut(text, "=")
	level := lint.LevelOn
	if leveled {
		level = lint.Level(word)
	}
	if _, err := findRule(all, name); err != nil {
		return err
	}
	if err := level.Check(); err != nil {
		return err
	}
	setting := settings[name]
	setting.Level = level
	settings[name] = setting
	return nil
}
