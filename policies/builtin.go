package policies

import (
	"context"
	"embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed *.rego *.txtar
var embedded embed.FS

// Builtin returns the policies that come with dslint, by name. Only their heads are
// read here; those that run on every manifest are compiled together when the first of
// them meets a workload. Those that are off by default, and those that need a word that
// few manifests hold, are compiled on their own.
func Builtin() ([]*lint.Rule, error) {
	files, err := walk(embedded, ".", "policies")
	if err != nil {
		return nil, err
	}
	sources := files.sources()
	var together []source
	usual := newSuite(limits{}, compilation{strict: true}, func() ([]*ast.Module, error) { return parseAll(together) })
	rules := make([]*lint.Rule, len(sources))
	for i, file := range sources {
		card, err := readCard(file)
		if err != nil {
			return nil, fmt.Errorf("built-in policy %s: %w", file.name, err)
		}
		suite := usual
		if card.rule.Off || len(card.needs) > 0 {
			suite = newSuite(limits{}, compilation{strict: true}, func() ([]*ast.Module, error) { return parseAll([]source{file}) })
		} else {
			together = append(together, file)
		}
		card.rule.Check = aboutWorkloads(card.needs, onDemand(suite, file))
		rules[i] = card.rule
	}
	return rules, nil
}

// onDemand returns the check of a policy of the suite, whose head is parsed when it
// first runs.
func onDemand(suite *suite, file source) check {
	made := sync.OnceValues(func() (check, error) {
		module, err := parse(file.name, head(file.text), sandbox())
		if err != nil {
			return nil, err
		}
		return suite.check(module), nil
	})
	return func(ctx context.Context, pass *lint.Pass) error {
		run, err := made()
		if err != nil {
			return err
		}
		return run(ctx, pass)
	}
}

// aboutWorkloads keeps a policy that is about workloads from being compiled where
// there is none, or where no file holds a word that it needs.
func aboutWorkloads(needs []string, check check) check {
	return func(ctx context.Context, pass *lint.Pass) error {
		if len(pass.Workloads()) == 0 || len(needs) > 0 && !holdsAny(pass.Set, needs) {
			return nil
		}
		return check(ctx, pass)
	}
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
