package linttest

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/fix"
	"github.com/dslint/dslint/lint/manifest"
)

// updateVariable, set in the environment, writes the fixed examples anew.
const updateVariable = "DSLINT_UPDATE"

// fixes compares what the fixes of a rule make of its bad examples with the fixed
// ones. At least one of them shows what a rule with fixes does.
func fixes(t *testing.T, rule *lint.Rule, all []*lint.Rule, archive *txtar.Archive) {
	t.Helper()
	shown, place := 0, 0
	var first *txtar.File
	for i := range archive.Files {
		name, isBad := strings.CutPrefix(archive.Files[i].Name, "bad/")
		if !isBad || strings.Contains(name, "/") {
			continue
		}
		got, made := fixedText(t, rule, all, archive, archive.Files[i])
		want := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "fixed/"+name })
		switch {
		case want >= 0:
			shown++
			if diff := cmp.Diff(string(archive.Files[want].Data), got); diff != "" && !updating(t, rule, archive, want, got) {
				t.Errorf("%s (-want +got):\n%s", archive.Files[want].Name, diff)
			}
		case made && first == nil:
			first, place = &txtar.File{Name: "fixed/" + name, Data: []byte(got)}, i+1
		}
	}
	if first == nil || shown > 0 {
		return
	}
	archive.Files = slices.Insert(archive.Files, place, *first)
	if !updating(t, rule, archive, place, string(first.Data)) {
		t.Errorf("no example shows what a fix does: %s=1 go test writes %s", updateVariable, first.Name)
	}
}

// updating writes the archive with another text of a file, if it is asked for.
func updating(t *testing.T, rule *lint.Rule, archive *txtar.Archive, file int, text string) bool {
	t.Helper()
	if os.Getenv(updateVariable) == "" {
		return false
	}
	archive.Files[file].Data = []byte(text)
	name := strings.ReplaceAll(rule.Name, "-", "_") + ".txtar"
	written, err := txtar.ParseFile(name)
	if err != nil {
		return false // the rule lies elsewhere
	}
	written.Files = archive.Files // what the archive says before them may be put together
	if err := os.WriteFile(name, txtar.Format(written), 0o600); err != nil {
		t.Fatal(err)
	}
	return true
}

// fixedText makes the fixes of one rule, with all others watching.
func fixedText(t *testing.T, rule *lint.Rule, all []*lint.Rule, archive *txtar.Archive, bad txtar.File) (string, bool) {
	t.Helper()
	set, config, held := inputs(t, archive, bad.Name, map[place][]string{})
	outcome, err := fix.Run(t.Context(), set, fix.Options{
		Rules: configured(t, config, all, func(r *lint.Rule) bool { return r.Name == rule.Name || !r.Off }),
		Fleet: func(set *manifest.Set) (*lint.Fleet, error) {
			snapshot := lint.NewSnapshot(set)
			snapshot.Config, snapshot.Lock = config, held
			return lint.NewFleet(snapshot), nil
		},
		Unsafe: true,
		Wanted: func(finding *lint.Finding) bool { return finding.Rule.Name == rule.Name },
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, refused := range outcome.Refused {
		t.Logf("%s is not fixed: %s", refused.Finding.At, refused.Reason)
	}
	text := outcome.Fleet.Set.Files[0].Data()
	return string(text), !bytes.Equal(text, bad.Data)
}
