package lint_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// today is the day of all runs.
const today = "2026-11-23"

// runWith runs the rules "named" and "bad-suppression", with a config.
func runWith(t *testing.T, text, config string, complete bool) *lint.Result {
	t.Helper()
	parsed, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte(config)))
	if err != nil {
		t.Fatal(err)
	}
	chosen, err := parsed.Choose([]*lint.Rule{named("named"), lint.BadSuppression()})
	if err != nil {
		t.Fatal(err)
	}
	snapshot := lint.NewSnapshot(set(t, text))
	snapshot.Config, snapshot.Complete = parsed, complete
	if snapshot.Today, err = time.Parse(lint.DateFormat, today); err != nil {
		t.Fatal(err)
	}
	result, err := lint.Run(context.Background(), snapshot, chosen)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

const (
	one      = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n"
	oneNamed = "a.yaml:4:9: warning: ConfigMap default/one has a name [named]"
)

func annotatedOne(annotation string) string {
	return one + "  annotations:\n    dslint.dev/ignore: " + annotation + "\n"
}

func TestSuppressionsEnd(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"holds":        {text: "# dslint:ignore named until=2026-11-24 wanted\n" + one},
		"the last day": {text: "# dslint:ignore named until=2026-11-23 wanted\n" + one},
		"ended": {
			text: "# dslint:ignore named until=2026-11-22 wanted\n" + one,
			want: []string{"a.yaml:1:1: warning: the suppression of named ended on 2026-11-22 [bad-suppression]", strings.Replace(oneNamed, ":4:", ":5:", 1)},
		},
		"ended, the date last": {
			text: "# dslint:ignore named wanted for now until=2026-11-22\n" + one,
			want: []string{"a.yaml:1:1: warning: the suppression of named ended on 2026-11-22 [bad-suppression]", strings.Replace(oneNamed, ":4:", ":5:", 1)},
		},
		"the date last": {text: "# dslint:ignore named wanted for now until=2026-11-24\n" + one},
		"the date last, in an annotation": {
			text: annotatedOne("named=wanted until=2001-01-01"),
			want: []string{oneNamed, "a.yaml:6:24: warning: the suppression of named ended on 2001-01-01 [bad-suppression]"},
		},
		"no date": {
			text: "# dslint:ignore named until=tomorrow wanted\n" + one,
			want: []string{"a.yaml:1:1: warning: the suppression of named takes nothing back: until=tomorrow is no date [bad-suppression]", strings.Replace(oneNamed, ":4:", ":5:", 1)},
		},
		"no reason behind the date": {
			text: "# dslint:ignore named until=2999-01-01\n" + one,
			want: []string{"a.yaml:1:1: warning: the suppression of named gives no reason [bad-suppression]"},
		},
		"the date first": {text: "# dslint:ignore until=2026-11-24 named wanted\n" + one},
		"ended, the date first": {
			text: "# dslint:ignore until=2026-11-22 named wanted\n" + one,
			want: []string{"a.yaml:1:1: warning: the suppression of named ended on 2026-11-22 [bad-suppression]", strings.Replace(oneNamed, ":4:", ":5:", 1)},
		},
		"nothing but a date": {
			text: "# dslint:ignore until=2026-11-24\n" + one,
			want: []string{
				"a.yaml:1:1: warning: the suppression names no rule and takes nothing back [bad-suppression]", strings.Replace(oneNamed, ":4:", ":5:", 1),
			},
		},
		"entries without a reason": {
			text: annotatedOne(`"named=wanted; bad-suppression; named-too; named=until=2001-01-01 it has; so; many-words here"`),
			want: []string{
				`a.yaml:6:24: warning: the suppression names the unknown rule "named-too", did you mean "named"? [bad-suppression]`,
				"a.yaml:6:24: warning: the suppression of bad-suppression gives no reason [bad-suppression]",
				"a.yaml:6:24: warning: the suppression of bad-suppression matches no finding [bad-suppression]",
				"a.yaml:6:24: warning: the suppression of named ended on 2001-01-01 [bad-suppression]",
				"a.yaml:6:24: warning: the suppression of named-too gives no reason [bad-suppression]",
			},
		},
		"annotation": {
			text: annotatedOne("named=until=2001-01-01 wanted"),
			want: []string{oneNamed, "a.yaml:6:24: warning: the suppression of named ended on 2001-01-01 [bad-suppression]"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, lines(runWith(t, test.text, "", false))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestSuppressionsOfFilesAndObjects(t *testing.T) {
	t.Parallel()
	two := one + "---\n" + strings.Replace(one, "one", "two", 1)
	for name, test := range map[string]struct {
		text       string
		want       []string
		suppressed int
	}{
		"file": {text: two + "# dslint:ignore-file named all of them\n", suppressed: 2},
		"file without findings": {
			text: "# dslint:ignore-file bad-suppression why\n",
			want: []string{"a.yaml:1:1: warning: the suppression of bad-suppression matches no finding [bad-suppression]"},
		},
		"unknown rule": {
			text: "# dslint:ignore nmaed why\n" + one,
			want: []string{`a.yaml:1:1: warning: the suppression names the unknown rule "nmaed", did you mean "named"? [bad-suppression]`, strings.Replace(oneNamed, ":4:", ":5:", 1)},
		},
		"annotation":                   {text: annotatedOne("named=it is meant so"), suppressed: 1},
		"annotation of several":        {text: annotatedOne(`"named = this; and that; bad-suppression=until=2999-01-01 why"`), suppressed: 1, want: []string{"a.yaml:6:24: warning: the suppression of bad-suppression matches no finding [bad-suppression]"}},
		"annotation in lines":          {text: annotatedOne("|\n      named=one\n      nmaed=two\n"), suppressed: 1, want: []string{`a.yaml:6:24: warning: the suppression names the unknown rule "nmaed", did you mean "named"? [bad-suppression]`}},
		"annotation without a reason":  {text: annotatedOne("named"), suppressed: 1, want: []string{"a.yaml:6:24: warning: the suppression of named gives no reason [bad-suppression]"}},
		"annotation without anything":  {text: annotatedOne(`""`), want: []string{oneNamed, "a.yaml:6:24: warning: the suppression names no rule and takes nothing back [bad-suppression]"}},
		"annotation of another object": {text: annotatedOne("named=why") + "---\n" + strings.Replace(one, "one", "two", 1), suppressed: 1, want: []string{"a.yaml:11:9: warning: ConfigMap default/two has a name [named]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := runWith(t, test.text, "", false)
			if diff := cmp.Diff(test.want, lines(result)); diff != "" || result.Suppressed != test.suppressed {
				t.Errorf("suppressed %d, want %d: %s", result.Suppressed, test.suppressed, diff)
			}
		})
	}
}

func TestAnnotationOfPods(t *testing.T) {
	t.Parallel()
	result := runWith(t, `apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  template:
    metadata:
      annotations: {dslint.dev/ignore: named=why}
`, "", false)
	if len(result.Findings) != 0 || result.Suppressed != 1 {
		t.Errorf("suppressed %d: %v", result.Suppressed, lines(result))
	}
}

func TestExemptions(t *testing.T) {
	t.Parallel()
	labelled := one + "  namespace: shop\n  labels: {app: web}\n"
	for name, test := range map[string]struct {
		config   string
		complete bool
		exempt   bool
		want     []string
	}{
		"by name":              {config: "names: [o*]", exempt: true},
		"by another name":      {config: "names: [two]"},
		"by namespace":         {config: "namespaces: [sh*p]", exempt: true},
		"by kind":              {config: "kinds: [DaemonSet, ConfigMap]", exempt: true},
		"by path":              {config: "paths: ['*.yaml']", exempt: true},
		"by folder":            {config: "paths: [charts]"},
		"by label":             {config: "labels: 'app in (web)'", exempt: true},
		"by another label":     {config: "labels: app!=web"},
		"by all":               {config: "names: [one], namespaces: [shop], kinds: [ConfigMap]", exempt: true},
		"by all but one":       {config: "names: [one], namespaces: [other], kinds: [ConfigMap]"},
		"until":                {config: "names: [one], until: 2026-11-23", exempt: true},
		"ended":                {config: "names: [one], until: 2026-11-22", want: []string{"c.yaml:2:3: warning: the exemption of named ended on 2026-11-22 [bad-suppression]"}},
		"nothing is there now": {config: "names: [two]", complete: true, want: []string{"c.yaml:2:3: warning: the exemption of named matches no finding [bad-suppression]"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config := "exempt:\n- {rules: [named], reason: why, " + test.config + "}\n"
			want := test.want
			if !test.exempt {
				want = append([]string{strings.Replace(oneNamed, "default", "shop", 1)}, want...)
			}
			result := runWith(t, labelled, config, test.complete)
			if diff := cmp.Diff(want, lines(result)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestExemptionsThatCannotBe(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"{names: [a], reason: why}":                              "c.yaml:1:10: the exemption names no rule",
		"{rules: [named], names: [a]}":                           "c.yaml:1:10: the exemption gives no reason",
		"{rules: [named], reason: why}":                          "c.yaml:1:10: the exemption names no object: a rule is turned off by its name under rules",
		"{rules: [named], reason: why, names: ['[']}":            `c.yaml:1:47: names: "[" is no pattern`,
		"{rules: [named], reason: why, names: [a], until: soon}": `c.yaml:1:59: until is "soon" and no date such as 2027-01-31`,
		"{rules: [named], reason: why, labels: 'a in'}":          `c.yaml:1:48: labels: "a in" is no label selector`,
		"{rules: [nmaed], reason: why, names: [a]}":              `c.yaml:1:19: unknown rule "nmaed", did you mean "named"?`,
		"{rules: [named], reason: why, name: [a]}":               `c.yaml:1:40: unknown field "name", did you mean "names"?`,
	} {
		config, err := lint.ParseConfig(manifest.Parse("c.yaml", []byte("exempt: ["+text+"]")))
		if err == nil {
			_, err = config.Choose([]*lint.Rule{named("named")})
		}
		if err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
