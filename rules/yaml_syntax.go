package rules

import (
	"context"
	_ "embed"

	"github.com/dslint/dslint/lint"
)

//go:embed yaml_syntax.txtar
var yamlSyntaxExamples []byte

var yamlSyntax = &lint.Rule{
	Name:     "yaml-syntax",
	Category: lint.Validity,
	Severity: lint.Error,
	Summary:  "A file is not YAML",
	Examples: yamlSyntaxExamples,
	Check:    checkYAMLSyntax,
}

func checkYAMLSyntax(_ context.Context, pass *lint.Pass) error {
	for _, file := range pass.Set.Files {
		templateTold := false
		for _, problem := range file.Problems {
			switch {
			case !problem.Template:
				pass.ReportAt(nil, problem.Span, "the file is not YAML, and nothing from here on is read: "+problem.Message)
			case !templateTold:
				templateTold = true
				pass.ReportAt(nil, problem.Span, "the file is the source of a template, and is not read from the first broken document on",
					lint.As(lint.Info), lint.Suggest("Lint what it renders to: helm template CHART | dslint -"))
			}
		}
	}
	return nil
}
