package rules

import (
	"context"
	_ "embed"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed unread_source.txtar
var unreadSourceExamples []byte

var unreadSource = &lint.Rule{
	Name:     "unread-source",
	Category: lint.Hygiene,
	Severity: lint.Info,
	Summary:  "What is applied comes from elsewhere in part, and dslint does not see it",
	Examples: unreadSourceExamples,
	Check:    checkUnreadSource,
}

func checkUnreadSource(_ context.Context, pass *lint.Pass) error {
	reportProblems(pass, manifest.NotRead)
	for _, part := range pass.Unjudged() {
		pass.ReportAt(nil, part.At, part.Message)
	}
	return nil
}
