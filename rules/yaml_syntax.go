package rules

import (
	"context"
	_ "embed"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed yaml_syntax.txtar
var yamlSyntaxExamples []byte

var yamlSyntax = &lint.Rule{
	Name:     "yaml-syntax",
	Category: lint.Validity,
	Severity: lint.Error,
	Upgrade:  true,
	Summary:  "A file is not YAML",
	Examples: yamlSyntaxExamples,
	Check:    checkYAMLSyntax,
}

func checkYAMLSyntax(_ context.Context, pass *lint.Pass) error {
	for _, file := range pass.Set.Files {
		templateTold := false
		for _, problem := range file.Problems {
			switch {
			case problem.Kind == manifest.BrokenYAML:
				pass.ReportAt(nil, problem.Span, "the file is not YAML, and nothing from here on is read: "+problem.Message)
			case problem.Kind == manifest.TemplateSource && !templateTold:
				templateTold = true
				pass.ReportAt(nil, problem.Span, "the file is the source of a template, and is not read from the first broken document on",
					lint.As(lint.Info), lint.Suggest("Lint what it renders to: helm template CHART | dslint -"))
			}
		}
	}
	return nil
}
