package lint_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

func TestPresets(t *testing.T) {
	t.Parallel()
	hygiene, quiet, opinion, old, syntax := named("hygiene"), named("quiet"), named("opinion"), named("old"), named("syntax")
	hygiene.Severity, quiet.Severity = lint.Info, lint.Info
	quiet.Off, opinion.Off, opinion.Opinion = true, true, true
	old.Category, syntax.Upgrade, syntax.Severity = lint.Compatibility, true, lint.Error
	rules := []*lint.Rule{hygiene, quiet, opinion, old, syntax}
	for text, want := range map[string]string{
		"":                    "hygiene=info old=warning syntax=error",
		"preset: recommended": "hygiene=info old=warning syntax=error",
		"preset: strict":      "hygiene=warning quiet=warning old=warning syntax=error",
		"preset: upgrade":     "old=warning syntax=error",
		"preset: strict\nrules: {hygiene: info, quiet: off, opinion: on}": "hygiene=info opinion=warning old=warning syntax=error",
		"preset: upgrade\nrules: {hygiene: on, old: off}":                 "hygiene=info syntax=error",
		"preset: stict": `c.yaml:1:9: unknown preset "stict", did you mean "strict"?: there are recommended, strict, upgrade`,
	} {
		config, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(text)))
		if err != nil {
			if diff := cmp.Diff(want, err.Error()); diff != "" {
				t.Errorf("%q: %s", text, diff)
			}
			continue
		}
		chosen, err := config.Choose(rules)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, rule := range chosen {
			got = append(got, rule.Name+"="+rule.Severity.String())
		}
		if diff := cmp.Diff(want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// TestStrictRaisesWhatIsHygiene looks at findings that differ from their rule.
func TestStrictRaisesWhatIsHygiene(t *testing.T) {
	t.Parallel()
	mixed := &lint.Rule{Name: "mixed", Severity: lint.Info, Check: func(_ context.Context, pass *lint.Pass) error {
		for _, severity := range []lint.Severity{lint.Info, lint.Warning, lint.Error} {
			pass.ReportAt(nil, manifest.Span{}, severity.String(), lint.As(severity))
		}
		return nil
	}}
	config := &lint.Config{Preset: lint.Strict}
	chosen, err := config.Choose([]*lint.Rule{mixed})
	if err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set(t, "")), chosen)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, finding := range result.Findings {
		got[finding.Message] = finding.Severity.String()
	}
	if diff := cmp.Diff(map[string]string{"info": "warning", "warning": "warning", "error": "error"}, got); diff != "" {
		t.Error(diff)
	}
}
