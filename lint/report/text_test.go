package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/report"
)

// excerptOf marks columns of a one-line file and returns the two lines of source.
func excerptOf(t *testing.T, name, line string, from, to int) string {
	t.Helper()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse(name, []byte(line+"\n"))}}
	finding := &lint.Finding{
		Rule: sampleRules()[0], Severity: lint.Error, Message: "m",
		At: manifest.Span{
			File:  name,
			Start: manifest.Position{Line: 1, Column: from}, End: manifest.Position{Line: 1, Column: to},
		},
	}
	return write(t, set, report.Options{Quiet: true}, finding)
}

func write(t *testing.T, set *manifest.Set, options report.Options, findings ...*lint.Finding) string {
	t.Helper()
	format, err := report.Pick(report.FindingFormats(), "text")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	found := &report.Findings{Fleet: lint.NewFleet(lint.NewSnapshot(set)), Result: &lint.Result{Findings: findings}}
	if err := format.Write(&b, found, options); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMarker(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 300)
	for name, test := range map[string]struct {
		line         string
		from, to     int
		shown, below string
	}{
		"one column":      {"a: b", 4, 5, "a: b", "   ^"},
		"nothing":         {"a: b", 4, 4, "a: b", "   ^"},
		"behind the end":  {"a: b", 5, 6, "a: b", "    ^"},
		"far behind":      {"a: b", 50, 60, "a: b", "    ^"},
		"past the end":    {"a: b", 4, 90, "a: b", "   ^"},
		"tab before":      {"\ta: bc", 5, 7, "\ta: bc", "\t   ^~"},
		"wide before":     {"日本: bc", 5, 7, "日本: bc", "      ^~"},
		"wide":            {"a: 日本", 4, 6, "a: 日本", "   ^~~~"},
		"combining":       {"e\u0301: b", 5, 6, "e\u0301: b", "   ^"},
		"joined emoji":    {"a: \U0001F469\u200d\U0001F4BB", 4, 7, "a: \U0001F469\u200d\U0001F4BB", "   ^~~~"},
		"control before":  {"\x1b[1ma: b", 8, 9, `\x1b[1ma: b`, "          ^"},
		"right to left":   {"a: \u202eb", 4, 6, `a: \u202eb`, "   ^~~~~~~"},
		"no UTF-8":        {"a: \xff", 4, 5, `a: \xff`, "   ^~~~"},
		"long, start":     {long, 1, 3, long[:160] + "...", "^~"},
		"long, middle":    {long, 101, 103, "..." + long[:160] + "...", strings.Repeat(" ", 43) + "^~"},
		"long, end":       {long, 299, 301, "..." + long[:42], strings.Repeat(" ", 43) + "^~"},
		"long, all of it": {long, 1, 301, long[:160] + "...", "^" + strings.Repeat("~", 159)},
		"column zero":     {"a: b", 0, 0, "a: b", "^"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := excerptOf(t, "a.yaml", test.line, test.from, test.to)
			want := fmt.Sprintf("a.yaml:1:%d: error: m [unknown-field]\n   1 | %s\n     | %s\n", test.from, test.shown, test.below)
			if got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func TestControlCharactersAreVisible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"plain":              "plain",
		"a\x1b[2Jb":          `a\x1b[2Jb`,
		"a\nb\rc\td":         `a\nb\rc\td`,
		"\u009b31m":          `\u009b31m`,
		"a\u202eb\u2066c":    `a\u202eb\u2066c`,
		"a\u200bb\ufeffc":    `a\u200bb\ufeffc`,
		"a\u2028b":           `a\u2028b`,
		"Zürich 日本 👩\u200d💻": "Zürich 日本 👩\u200d💻",
		"\xc3\x28":           `\xc3(`,
		"\U000e0041":         `\U000e0041`,
		"\x7f":               `\x7f`,
	} {
		if got := report.Visible(text); got != want {
			t.Errorf("Visible(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestEveryPartOfAFindingIsMadeVisible(t *testing.T) {
	t.Parallel()
	const evil = "\x1b]0;x\x07"
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse(evil, []byte(evil+"\n"))}}
	at := manifest.Span{File: evil, Start: manifest.Position{Line: 1, Column: 1}, End: manifest.Position{Line: 1, Column: 2}}
	finding := &lint.Finding{
		Rule: sampleRules()[0], Severity: lint.Error, Message: evil, At: at,
		Related: []lint.Related{{At: at, Message: evil}}, Fix: &lint.Fix{Summary: evil},
	}
	for _, format := range report.FindingFormats() {
		var b strings.Builder
		found := &report.Findings{Fleet: lint.NewFleet(lint.NewSnapshot(set)), Result: &lint.Result{Findings: []*lint.Finding{finding}}}
		if err := format.Write(&b, found, report.Options{}); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(b.String(), "\x1b\x07") {
			t.Errorf("%s lets control characters through: %q", format.Name, b.String())
		}
	}
}

func TestSummary(t *testing.T) {
	t.Parallel()
	const (
		settings = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n"
		pod      = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, image: b}]}}\n"
		node     = "{apiVersion: v1, kind: Node, metadata: {name: n}}\n"
	)
	for want, texts := range map[string][]string{
		"no findings in 0 files: no objects, no nodes\n":                         {},
		"no findings in 1 file: 1 object, which is no workload, no nodes\n":      {settings},
		"no findings in 2 files: 2 objects, none of them a workload, no nodes\n": {settings, settings},
		"no findings in 2 files: 1 object, 1 node\n":                             {pod, node},
		"no findings in 1 file: no objects, 2 nodes\n":                           {node + "---\n" + strings.Replace(node, "n}", "m}", 1)},
		"no findings in 3 files: 2 objects, none of them a workload, 1 node\n":   {settings, settings, node},
		"no findings in 4 files: 3 objects, 1 node\n":                            {settings, settings, node, pod},
	} {
		set := &manifest.Set{}
		for i, text := range texts {
			set.Files = append(set.Files, manifest.Parse(fmt.Sprintf("%d.yaml", i), []byte(text)))
		}
		if got := write(t, set, report.Options{}); got != want {
			t.Errorf("got  %swant %s", got, want)
		}
	}
}

func TestManyRelatedPlacesAreCounted(t *testing.T) {
	t.Parallel()
	finding := &lint.Finding{Rule: sampleRules()[0], Severity: lint.Error, Message: "m"}
	for i := range 9 {
		at := manifest.Span{File: "n.yaml", Start: manifest.Position{Line: i + 1, Column: 1}}
		finding.Related = append(finding.Related, lint.Related{At: at, Message: "the taint"})
	}
	got := write(t, &manifest.Set{}, report.Options{Quiet: true}, finding)
	want := "error: m [unknown-field]\n    n.yaml:1:1: the taint\n    n.yaml:2:1: the taint\n" +
		"    n.yaml:3:1: the taint\n    and 6 more places\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
