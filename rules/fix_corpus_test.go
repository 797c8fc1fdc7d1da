package rules_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/fix"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/rules"
)

// TestFixesOfTheCorpus makes every fix that can be made in real manifests, with an
// inventory and without. None is left but those that are refused with a reason, no
// other file differs, and each difference is a line of an edit.
func TestFixesOfTheCorpus(t *testing.T) {
	t.Parallel()
	files := corpusFiles(t)
	nodes, err := os.ReadFile(filepath.Join("..", "testdata", "quickstart", "nodes.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, inventory := range []string{"", string(nodes)} {
		made := 0
		for name, data := range files {
			made += fixOne(t, name, data, inventory)
		}
		if made < 100 {
			t.Errorf("only %d findings were fixed", made)
		}
	}
}

func corpusFiles(t *testing.T) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("..", "..", "shared", "corpus", "daemonsets", "*"))
	if err != nil || len(names) == 0 {
		linttest.Missing(t, "the corpus is not here")
	}
	files := map[string][]byte{}
	for _, name := range names {
		if files[name], err = os.ReadFile(name); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func fixOne(t *testing.T, name string, data []byte, inventory string) int {
	t.Helper()
	set := &manifest.Set{Files: []*manifest.File{manifest.Parse(name, data)}}
	if inventory != "" {
		set.Files = append(set.Files, manifest.Parse("nodes.yaml", []byte(inventory)))
	}
	outcome, err := fix.Run(t.Context(), set, fix.Options{
		Rules: onByDefault(), Unsafe: true, Editable: func(file string) bool { return file == name },
	})
	if err != nil {
		t.Fatal(err)
	}
	refused := map[string]bool{}
	for _, refusal := range outcome.Refused {
		refused[refusal.Finding.Rule.Name] = true
	}
	for _, finding := range outcome.Result.Findings {
		if finding.At.File == name && finding.Fix != nil && len(finding.Fix.Changes) > 0 && !refused[finding.Rule.Name] {
			t.Errorf("%s: %s [%s] is not fixed", finding.At, finding.Message, finding.Rule.Name)
		}
	}
	after := outcome.Fleet.Set.Files[0].Data()
	if len(outcome.Made) == 0 && !bytes.Equal(data, after) {
		t.Errorf("%s: the file changed without a fix", name)
	}
	// No fix of these rules rewrites more than a handful of lines.
	if lost := commentsLost(string(data), string(after)); len(lost) > len(outcome.Made) {
		t.Errorf("%s: %d comments went with %d fixes: %q", name, len(lost), len(outcome.Made), lost)
	}
	return len(outcome.Made)
}

func onByDefault() []*lint.Rule {
	var on []*lint.Rule
	for _, rule := range rules.All() {
		if !rule.Off {
			on = append(on, rule)
		}
	}
	return on
}

// commentsLost are the lines with nothing but a comment that a text does not have
// any more.
func commentsLost(before, after string) []string {
	var lost []string
	for line := range strings.Lines(before) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") && !strings.Contains(after, line) {
			lost = append(lost, line)
		}
	}
	return lost
}
