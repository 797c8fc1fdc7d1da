package policies

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed *.rego *.txtar
var embedded embed.FS

// Builtin returns the policies that come with dslint, by name. Only their heads are
// read here; those that run on every manifest are compiled together when the first of
// them meets a workload. Those that are off by default, and those that need a word that
// few manifests hold, are compiled on their own.
func Builtin() ([]*lint.Rule, error) {
	sources, err := builtinSources()
	if err != nil {
		return nil, err
	}
	var together []source
	usual := builtinSuite(func() []source { return together })
	rules := make([]*lint.Rule, len(sources))
	for i, file := range sources {
		card, err := readCard(file)
		if err != nil {
			return nil, fmt.Errorf("built-in policy %s: %w", file.name, err)
		}
		suite := usual
		if card.rule.Off || len(card.needs) > 0 {
			suite = builtinSuite(func() []source { return []source{file} })
		} else {
			together = append(together, file)
		}
		at := ast.NewLocation(nil, file.name, strings.Count(head(file.text), "\n"), 1)
		card.rule.Check = aboutWorkloads(card.needs, suite.check(packageOf(card.rule.Name), at))
		rules[i] = card.rule
	}
	return rules, nil
}

// builtinSources returns the embedded policies with their examples, by name.
func builtinSources() ([]source, error) {
	entries, err := embedded.ReadDir(".")
	if err != nil {
		return nil, err
	}
	var sources []source
	for _, entry := range entries {
		name, isPolicy := strings.CutSuffix(entry.Name(), extension)
		if !isPolicy {
			continue
		}
		text, err := embedded.ReadFile(entry.Name())
		if err != nil {
			return nil, err
		}
		examples, err := embedded.ReadFile(name + ".txtar")
		if err != nil {
			return nil, err
		}
		sources = append(sources, source{"policies/" + entry.Name(), string(text), examples})
	}
	return sources, nil
}

// builtinSuite compiles built-in policies without what their metadata say, which is
// read already: reading it as YAML takes as long as all else.
func builtinSuite(files func() []source) *suite {
	return newSuite(limits{}, compilation{strict: true}, func(capabilities *ast.Capabilities) ([]*ast.Module, error) {
		var modules []*ast.Module
		for _, file := range files() {
			module, err := parseBare(file.name, file.text, capabilities)
			if err != nil {
				return nil, err
			}
			modules = append(modules, module)
		}
		return modules, nil
	})
}

// packageOf returns the package of the policy that makes a rule: data.dslint.host_pid
// of host-pid.
func packageOf(rule string) ast.Ref {
	return ast.Ref{ast.DefaultRootDocument, ast.StringTerm("dslint"), ast.StringTerm(strings.ReplaceAll(rule, "-", "_"))}
}

// aboutWorkloads keeps a policy that is about workloads from being compiled where
// there is none, or where no file holds a word that it needs.
func aboutWorkloads(needs []string, check check) check {
	return func(ctx context.Context, pass *lint.Pass) error {
		if len(pass.Workloads()) == 0 || len(needs) > 0 && !holdsAny(pass.Set, needs) {
			return nil
		}
		pass.Passes = leftToOthers(pass.Workloads())
		return check(ctx, pass)
	}
}

// leftToOthers tells the fields that a patch lacks: what it patches may have them.
func leftToOthers(workloads []*placement.Workload) func(manifest.Ref) bool {
	fragments := map[*manifest.Object]bool{}
	for _, w := range workloads {
		if w.Fragment() {
			fragments[w.Object] = true
		}
	}
	return func(at manifest.Ref) bool { return fragments[at.Object] && !at.Exists() }
}

func holdsAny(set *manifest.Set, words []string) bool {
	return slices.ContainsFunc(set.Files, func(file *manifest.File) bool {
		return slices.ContainsFunc(words, file.Holds)
	})
}

// head cuts a module off behind its package clause: the metadata stand above it.
func head(text string) string {
	end := 0
	for line := range strings.Lines(text) {
		end += len(line)
		if strings.HasPrefix(line, "package ") {
			break
		}
	}
	return text[:end]
}
