package linttest

import (
	"maps"
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
// ones. Each bad example that a fix changes has one.
func fixes(t *testing.T, rule *lint.Rule, all []*lint.Rule, archive *txtar.Archive) {
	t.Helper()
	want := map[string]string{}
	for _, name := range exampleNames(archive) {
		if strings.HasPrefix(name, "bad/") {
			maps.Copy(want, fixedTexts(t, rule, all, archive, name))
		}
	}
	got := map[string]string{}
	for _, file := range archive.Files {
		if strings.HasPrefix(file.Name, "fixed/") {
			got[file.Name] = string(file.Data)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" && !updated(t, rule, archive, want) {
		t.Errorf("what the fixes make is not what fixed/ shows (-made +shown), %s=1 go test writes it:\n%s", updateVariable, diff)
	}
}

// updated writes the archive with other fixed texts, if it is asked for.
func updated(t *testing.T, rule *lint.Rule, archive *txtar.Archive, fixed map[string]string) bool {
	t.Helper()
	if os.Getenv(updateVariable) == "" {
		return false
	}
	name := strings.ReplaceAll(rule.Name, "-", "_") + ".txtar"
	written, err := txtar.ParseFile(name)
	if err != nil {
		return false // the rule lies elsewhere
	}
	written.Files = nil // what the archive says before them may be put together
	for _, file := range archive.Files {
		if strings.HasPrefix(file.Name, "fixed/") {
			continue
		}
		written.Files = append(written.Files, file)
		beside := "fixed/" + strings.TrimPrefix(file.Name, "bad/")
		if text, ok := fixed[beside]; ok && strings.HasPrefix(file.Name, "bad/") {
			written.Files = append(written.Files, txtar.File{Name: beside, Data: []byte(text)})
		}
	}
	if err := os.WriteFile(name, txtar.Format(written), 0o600); err != nil {
		t.Fatal(err)
	}
	return true
}

// fixedTexts makes the fixes of one rule in an example, with all others watching. It
// returns the files that changed, as fixed ones. A fix that cannot be made fails the
// test: its finding is not to have it.
func fixedTexts(t *testing.T, rule *lint.Rule, all []*lint.Rule, archive *txtar.Archive, name string) map[string]string {
	t.Helper()
	set, config, held := inputs(t, archive, name, map[place][]string{})
	own := func(file string) bool { return !slices.Contains([]string{nodesFile, configFile, lockFile}, file) }
	asked := func(finding *lint.Finding) bool { return finding.Rule.Name == rule.Name && own(finding.At.File) }
	outcome, err := fix.Run(t.Context(), set, fix.Options{
		Rules: configured(t, config, all, func(r *lint.Rule) bool { return r.Name == rule.Name || !r.Off }),
		Fleet: func(set *manifest.Set) (*lint.Fleet, error) {
			snapshot := lint.NewSnapshot(set)
			snapshot.Config, snapshot.Lock = config, held
			snapshot.Cluster = cluster(t, set, config)
			return lint.NewFleet(snapshot), nil
		},
		Unsafe:   true,
		Wanted:   asked,
		Editable: own,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, refused := range outcome.Refused {
		t.Errorf("%s: %s is not fixed: %s", name, refused.Finding.At, refused.Reason)
	}
	for _, finding := range outcome.Result.Findings {
		if asked(finding) && finding.Fixable() {
			t.Errorf("%s: %s: %s is still to be fixed", name, finding.At, finding.Message)
		}
	}
	KeptComments(t, outcome.Made)
	made := map[string]string{}
	for _, file := range outcome.Changed(set) {
		// The files of a folder lie in a temporary one: their end names them.
		at := slices.IndexFunc(archive.Files, func(f txtar.File) bool {
			inside, ok := strings.CutPrefix(f.Name, name+"/")
			return f.Name == file.Name || ok && strings.HasSuffix(file.Name, "/"+inside)
		})
		made["fixed/"+strings.TrimPrefix(archive.Files[at].Name, "bad/")] = string(file.Data())
	}
	return made
}
