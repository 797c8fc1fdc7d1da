package rules

import (
	"context"
	_ "embed"
	"fmt"

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
			case problem.Kind == manifest.BrokenYAML && couldBeManifest(file):
				pass.ReportAt(nil, problem.Span, problem.Text())
			case problem.Kind == manifest.BrokenYAML:
				pass.ReportAt(nil, problem.Span, problem.Text(), lint.As(lint.Info))
			case problem.Kind == manifest.TemplateSource && !templateTold:
				templateTold = true
				pass.ReportAt(nil, problem.Span, templateSource(file, problem),
					lint.As(lint.Info), lint.Suggest("Lint what it renders to: helm template CHART | dslint -"))
			}
		}
	}
	return nil
}

// templateSource tells how much of a file is left to a template engine.
func templateSource(file *manifest.File, first manifest.Problem) string {
	count := 0
	for _, problem := range file.Problems {
		if problem.Kind == manifest.TemplateSource {
			count++
		}
	}
	if count > 1 {
		return fmt.Sprintf("%d documents of the file are the source of a template, and are not read", count)
	}
	return first.Text()
}

// couldBeManifest tells a broken manifest from the settings of an editor, which may
// have comments in JSON.
func couldBeManifest(file *manifest.File) bool {
	return file.Holds("apiVersion") || file.Holds("kind")
}
