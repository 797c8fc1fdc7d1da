package rules

import (
	"context"
	_ "embed"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed failed_build.txtar
var failedBuildExamples []byte

var failedBuild = &lint.Rule{
	Name:     "failed-build",
	Category: lint.Validity,
	Severity: lint.Error,
	Summary:  "A kustomization or a chart cannot be built",
	Examples: failedBuildExamples,
	Check:    checkFailedBuild,
}

func checkFailedBuild(_ context.Context, pass *lint.Pass) error {
	reportProblems(pass, manifest.FailedBuild)
	return nil
}

// reportProblems passes on what the reading of files met.
func reportProblems(pass *lint.Pass, kind manifest.ProblemKind) {
	for _, file := range pass.Set.Files {
		for _, problem := range file.Problems {
			if problem.Kind == kind {
				pass.ReportAt(nil, problem.Span, problem.Message)
			}
		}
	}
}
