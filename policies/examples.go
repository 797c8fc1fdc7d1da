package policies

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// wantMark starts the comment at the end of a line that a rule finds something in.
const wantMark = "# want: "

// testExamples runs the examples of a rule: bad/NAME.yaml, of which each line that
// ends in "# want: TEXT" has a finding with this text, and good/NAME.yaml, which has
// none. A file nodes.yaml is the inventory of all.
func (o TestOptions) testExamples(ctx context.Context, rule *lint.Rule, report *TestReport) {
	archive := txtar.Parse(rule.Examples)
	for _, file := range archive.Files {
		name := rule.Name + "/" + file.Name
		bad := strings.HasPrefix(file.Name, "bad/")
		if !bad && !strings.HasPrefix(file.Name, "good/") || o.Run != nil && !o.Run.MatchString(name) {
			continue
		}
		fault := example(ctx, rule, archive, file)
		if fault == nil && bad != strings.Contains(string(file.Data), wantMark) {
			fault = fmt.Errorf("a bad example has lines that end in %q, a good one has none", wantMark+"TEXT")
		}
		report.Tests = append(report.Tests, Test{Name: name, At: file.Name, Fault: fault})
	}
}

func example(ctx context.Context, rule *lint.Rule, archive *txtar.Archive, file txtar.File) error {
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse(file.Name, file.Data)}}
	for _, shared := range archive.Files {
		if shared.Name == "nodes.yaml" {
			set.Files = append(set.Files, manifest.Parse(shared.Name, shared.Data))
		}
	}
	result, err := lint.Run(ctx, lint.NewSnapshot(set), []*lint.Rule{rule})
	if err != nil {
		return err
	}
	if len(result.Failures) > 0 {
		return errors.Join(result.Failures...)
	}
	return compare(wanted(string(file.Data)), result.Findings)
}

// wanted returns, by line, what its findings must say.
func wanted(text string) map[int]string {
	want := map[int]string{}
	for i, line := range strings.Split(text, "\n") {
		if _, message, found := strings.Cut(line, wantMark); found {
			want[i+1] = strings.TrimSpace(message)
		}
	}
	return want
}

func compare(want map[int]string, findings []*lint.Finding) error {
	var faults []error
	met := map[int]bool{}
	for _, finding := range findings {
		line := finding.At.Start.Line
		if text, known := want[line]; known && strings.Contains(finding.Message, text) {
			met[line] = true
			continue
		}
		faults = append(faults, fmt.Errorf("unexpected: %s: %s", finding.At, finding.Message))
	}
	for _, line := range slices.Sorted(maps.Keys(want)) {
		if !met[line] {
			faults = append(faults, fmt.Errorf("line %d: no finding says %q", line, want[line]))
		}
	}
	return errors.Join(faults...)
}
