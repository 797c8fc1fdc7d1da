package lint_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
)

// named reports every object's name, at the name.
func named(name string) *lint.Rule {
	return &lint.Rule{
		Name: name, Severity: lint.Warning,
		Check: func(_ context.Context, pass *lint.Pass) error {
			for _, object := range pass.Set.Objects() {
				pass.Report(object.At("metadata", "name"), object.String()+" has a name")
			}
			return nil
		},
	}
}

func set(t *testing.T, text string) *manifest.Set {
	t.Helper()
	return &manifest.Set{Files: []*manifest.File{manifest.Parse("a.yaml", []byte(text))}}
}

func lines(result *lint.Result) []string {
	var all []string
	for _, f := range result.Findings {
		all = append(all, f.At.String()+": "+f.Severity.String()+": "+f.Message+" ["+f.Rule.Name+"]")
	}
	return all
}

func TestBadSuppressionExamples(t *testing.T) {
	t.Parallel()
	rule := lint.BadSuppression()
	linttest.Examples(t, rule, []*lint.Rule{rule})
}

func TestSuppressions(t *testing.T) {
	t.Parallel()
	const clean = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n"
	for _, test := range []struct {
		name, text string
		want       []string
		suppressed int
	}{
		{
			name: "none", text: clean,
			want: []string{"a.yaml:4:9: warning: ConfigMap default/one has a name [named]"},
		},
		{name: "on the line", text: strings.Replace(clean, "one", "one # dslint:ignore named wanted", 1), suppressed: 1},
		{name: "above the line", text: strings.Replace(clean, "  name", "  # dslint:ignore named wanted\n  name", 1), suppressed: 1},
		{name: "above the object", text: "# dslint:ignore named wanted\n" + clean, suppressed: 1},
		{name: "two rules", text: "# dslint:ignore other,named wanted\n" + clean, suppressed: 1},
		{
			name: "another object", text: clean + "---\n# dslint:ignore named wanted\n" + strings.Replace(clean, "one", "two", 1),
			want: []string{"a.yaml:4:9: warning: ConfigMap default/one has a name [named]"}, suppressed: 1,
		},
		{
			name: "without a reason", text: "# dslint:ignore named\n" + clean, suppressed: 1,
			want: []string{"a.yaml:1:1: warning: the suppression of named gives no reason [bad-suppression]"},
		},
		{
			name: "in a text", text: "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n  x: |\n    # dslint:ignore named no\n",
			want: []string{"a.yaml:4:9: warning: ConfigMap default/one has a name [named]"},
		},
		{
			name: "not our mark", text: "# dslint:ignored named no\n" + clean,
			want: []string{"a.yaml:5:9: warning: ConfigMap default/one has a name [named]"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			rules := []*lint.Rule{named("named"), lint.BadSuppression()}
			result, err := lint.Run(context.Background(), lint.NewSnapshot(set(t, test.text)), rules)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, lines(result)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
			if result.Suppressed != test.suppressed {
				t.Errorf("suppressed %d, want %d", result.Suppressed, test.suppressed)
			}
		})
	}
}

func TestRunGoesOnAfterAFailure(t *testing.T) {
	t.Parallel()
	fails := &lint.Rule{Name: "fails", Check: func(context.Context, *lint.Pass) error { return errors.New("no") }}
	panics := &lint.Rule{Name: "panics", Check: func(context.Context, *lint.Pass) error { panic("oh") }}
	snapshot := lint.NewSnapshot(set(t, "kind: A\nmetadata: {name: one}\n"))
	result, err := lint.Run(context.Background(), snapshot, []*lint.Rule{fails, panics, named("named")})
	if err != nil {
		t.Fatal(err)
	}
	if len(result.Findings) != 1 || len(result.Failures) != 2 {
		t.Errorf("%d findings, failures %v; want 1 and 2", len(result.Findings), result.Failures)
	}
	for i, want := range []string{"rule fails: no", "rule panics: internal error: oh"} {
		if got := result.Failures[i].Error(); got != want {
			t.Errorf("failure %q, want %q", got, want)
		}
	}
}

func TestParseConfig(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, text, want string }{
		{name: "empty", text: ""},
		{name: "comments", text: "# nothing yet\n"},
		{name: "whole", text: "rules: {named: error}\npolicies: [policies]\nexclude: [charts/**]\nnodes: [nodes.yaml]\n"},
		{name: "unknown key", text: "rules: {}\nexcludes: [a]\n", want: `c.yaml:2:1: unknown field "excludes", did you mean "exclude"?`},
		{name: "wrong type", text: "exclude: a\n", want: `c.yaml:1:10: exclude holds the string "a" where a list belongs`},
		{name: "off is no string to kubectl", text: "rules:\n  named: off\n"},
		{name: "on is no string to kubectl", text: "rules:\n  named: on\n"},
		{name: "severity", text: "rules:\n  named: fatal\n", want: `c.yaml:2:10: unknown severity "fatal": use error, warning, info, on or off`},
		{name: "misspelt severity", text: "rules:\n  named: {severity: eror}\n", want: `c.yaml:2:21: unknown severity "eror": use error, warning, info, on or off, did you mean "error"?`},
		{name: "severity of a wrong type", text: "rules:\n  named: [off]\n", want: "c.yaml:2:10: a list with the boolean false stands where a severity belongs"},
		{name: "syntax", text: "rules: [\n", want: "c.yaml:1:1: did not find expected node content"},
		{name: "a list", text: "- rules\n", want: "c.yaml:1:1: a config is a mapping of keys to values"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(test.text)))
			got := ""
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("error %q, want %q", got, test.want)
			}
		})
	}
}

func TestChoose(t *testing.T) {
	t.Parallel()
	quiet := named("quiet")
	quiet.Off = true
	all := []*lint.Rule{named("named"), quiet}
	for _, test := range []struct {
		rules map[string]lint.Setting
		want  string
		err   string
	}{
		{want: "named=warning"},
		{rules: map[string]lint.Setting{"named": {Level: "off"}}},
		{rules: map[string]lint.Setting{"named": {Level: "error"}, "quiet": {Level: "info"}}, want: "named=error quiet=info"},
		{rules: map[string]lint.Setting{"quiet": {Level: lint.LevelOn}}, want: "named=warning quiet=warning"},
		{rules: map[string]lint.Setting{"nmed": {Level: "error"}}, err: `unknown rule "nmed", did you mean "named"?`},
	} {
		config := &lint.Config{Rules: test.rules}
		chosen, err := config.Choose(all)
		var got []string
		for _, rule := range chosen {
			got = append(got, rule.Name+"="+rule.Severity.String())
		}
		if strings.Join(got, " ") != test.want || (err == nil) != (test.err == "") || err != nil && err.Error() != test.err {
			t.Errorf("Choose with %v: %q, %v; want %q, %q", test.rules, got, err, test.want, test.err)
		}
	}
}

func TestOverrideHoldsForEveryFinding(t *testing.T) {
	t.Parallel()
	mixed := &lint.Rule{Name: "mixed", Severity: lint.Warning, Check: func(_ context.Context, pass *lint.Pass) error {
		pass.ReportAt(nil, manifest.Span{File: "a.yaml"}, "one", lint.As(lint.Error))
		return nil
	}}
	config := &lint.Config{Rules: map[string]lint.Setting{"mixed": {Level: "info"}}}
	chosen, err := config.Choose([]*lint.Rule{mixed})
	if err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(context.Background(), lint.NewSnapshot(set(t, "")), chosen)
	if err != nil || result.Worst() != lint.Info {
		t.Errorf("severity %v, %v; want info", result.Worst(), err)
	}
}
