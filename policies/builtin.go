package policies

import (
	"context"
	"embed"
	"fmt"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
)

//go:embed *.rego *.txtar
var embedded embed.FS

// Builtin returns the policies that come with dslint, by name. Only their heads are
// read here; they are compiled together when the first of them meets a workload.
// Those that are off by default are compiled on their own.
func Builtin() ([]*lint.Rule, error) {
	sources, err := readSources(embedded, ".", "policies")
	if err != nil {
		return nil, err
	}
	capabilities := sandbox()
	var together []source
	usual := newSuite(func() ([]*ast.Module, error) { return parseAll(together) })
	rules := make([]*lint.Rule, len(sources))
	for i, file := range sources {
		module, rule, err := readHead(file, capabilities)
		if err != nil {
			return nil, fmt.Errorf("built-in policy: %w", err)
		}
		suite := usual
		if rule.Off {
			suite = newSuite(func() ([]*ast.Module, error) { return parseAll([]source{file}) })
		} else {
			together = append(together, file)
		}
		rule.Check = aboutWorkloads(suite.check(module))
		rules[i] = rule
	}
	return rules, nil
}

// aboutWorkloads keeps a policy that is about workloads from being compiled where
// there is none.
func aboutWorkloads(check check) check {
	return func(ctx context.Context, pass *lint.Pass) error {
		if len(pass.Workloads()) == 0 {
			return nil
		}
		return check(ctx, pass)
	}
}

// readHead reads what stands above the rules of a module.
func readHead(file source, capabilities *ast.Capabilities) (*ast.Module, *lint.Rule, error) {
	module, err := parse(file.name, head(file.text), capabilities)
	if err != nil {
		return nil, nil, err
	}
	rule, err := newRule(module, file.examples)
	return module, rule, err
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
