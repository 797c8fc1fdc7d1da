package policies

import (
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
func Builtin() ([]*lint.Rule, error) {
	sources, err := readSources(embedded, ".", "policies")
	if err != nil {
		return nil, err
	}
	suite := newSuite(func() ([]*ast.Module, error) { return parseAll(sources) })
	suite.aboutWorkloads = true
	capabilities := sandbox()
	rules := make([]*lint.Rule, len(sources))
	for i, file := range sources {
		module, err := parse(file.name, head(file.text), capabilities)
		if err != nil {
			return nil, fmt.Errorf("built-in policy: %w", err)
		}
		if rules[i], err = suite.rule(module, file.examples); err != nil {
			return nil, fmt.Errorf("built-in policy: %w", err)
		}
	}
	return rules, nil
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
