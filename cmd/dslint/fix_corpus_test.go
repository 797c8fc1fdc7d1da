package main

import (
	"bytes"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/cobra"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/fix"
	"github.com/dslint/dslint/lint/linttest"
	"github.com/dslint/dslint/lint/manifest"
)

var quickstartNodes = filepath.Join("..", "..", "testdata", "quickstart", "nodes.yaml")

// copyCorpus copies a part of the corpus to where it may be changed.
func copyCorpus(t *testing.T, part string) string {
	t.Helper()
	from := filepath.Join("..", "..", "..", "shared", "corpus", part)
	if _, err := os.Stat(from); err != nil {
		linttest.Missing(t, "the corpus is not here")
	}
	folder := t.TempDir()
	if err := os.CopyFS(folder, os.DirFS(from)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(folder, ".git"), 0o750); err != nil {
		t.Fatal(err)
	}
	return folder
}

// fixing prepares dslint fix of a folder, with more arguments.
func fixing(t *testing.T, folder string, args ...string) (*linter, *job, []string) {
	t.Helper()
	l := &linter{command: &command{
		stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard,
		getenv: func(string) string { return "" },
		now:    func() time.Time { return time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) },
	}}
	cmd := &cobra.Command{}
	l.add(cmd)
	l.fixes.add(cmd)
	if err := cmd.ParseFlags(args); err != nil {
		t.Fatal(err)
	}
	l.fixes.fix = true
	paths := []string{folder}
	j, err := l.prepare(l.startProgress(true), paths)
	if err != nil {
		t.Fatal(err)
	}
	return l, j, paths
}

// fixFolder fixes a folder on disk and checks what it reports.
func fixFolder(t *testing.T, folder string, args ...string) *fix.Outcome {
	t.Helper()
	l, j, paths := fixing(t, folder, args...)
	outcome, err := l.repair(t.Context(), j, paths)
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range outcome.Result.Failures {
		t.Error(failure)
	}
	for _, refused := range outcome.Refused {
		if refused.Finding.Fixable() {
			t.Errorf("%s: [%s] is not fixed: %s", refused.Finding.At, refused.Finding.Rule.Name, refused.Reason)
		}
	}
	compareAsked(t, l, outcome, l.named(j.set))
	if err := l.writeFixed(j.set, outcome.Changed(j.set)); err != nil {
		t.Fatal(err)
	}
	return outcome
}

// compareAsked wants all fixes that were asked for to be made, and no others.
func compareAsked(t *testing.T, l *linter, outcome *fix.Outcome, named func(string) bool) {
	t.Helper()
	asked := func(finding *lint.Finding) bool { return finding.Fixable() && (finding.Fix.Safe || l.fixes.unsafe) }
	for _, finding := range outcome.Made {
		if !asked(finding) {
			t.Errorf("%s: %s [%s] is fixed, which is not safe", finding.At, finding.Message, finding.Rule.Name)
		}
	}
	for _, finding := range outcome.Result.Findings {
		if asked(finding) && named(finding.At.File) {
			t.Errorf("%s: %s [%s] is left", finding.At, finding.Message, finding.Rule.Name)
		}
	}
}

// TestFixTheCorpus makes every fix that can be made in real manifests, with Nodes and
// without, and the safe ones alone: none is left, each changed byte is one of an edit, no
// other file changes, and a second time nothing does.
func TestFixTheCorpus(t *testing.T) {
	t.Parallel()
	const unsafe = "--unsafe-fixes"
	withNodes := []string{"--nodes", quickstartNodes}
	for name, args := range map[string][]string{
		"unsafe": {unsafe}, "unsafe with nodes": append(withNodes, unsafe), "safe": nil, "safe with nodes": withNodes,
	} {
		for _, part := range []string{"daemonsets", "kustomize", "weird", "nodegroups", "nodes"} {
			if (part == "daemonsets") == (name == "safe") && !slices.Contains(args, unsafe) {
				continue // Nodes add to what is safe in these, and to little elsewhere
			}
			t.Run(part+" "+name, func(t *testing.T) {
				t.Parallel()
				fixPart(t, part, args)
			})
		}
	}
}

// fixPart fixes a copy of a part of the corpus twice.
func fixPart(t *testing.T, part string, args []string) {
	t.Helper()
	folder := copyCorpus(t, part)
	before := readAll(t, folder)
	outcome := fixFolder(t, folder, args...)
	after := readAll(t, folder)
	compareFixed(t, before, after, outcome)
	linttest.KeptComments(t, outcome.Made)
	enough := map[bool]int{true: 300, false: 100}[slices.Contains(args, "--unsafe-fixes")]
	if part == "daemonsets" && len(outcome.Made) < enough {
		t.Errorf("only %d findings were fixed", len(outcome.Made))
	}
	again := fixFolder(t, folder, args...)
	if diff := cmp.Diff(after, readAll(t, folder)); diff != "" || len(again.Made) > 0 {
		t.Errorf("%d findings were fixed the second time (-first +second):\n%s", len(again.Made), diff)
	}
}

// readAll returns the files of a folder by their names.
func readAll(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	tree := os.DirFS(folder)
	err := fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(tree, name)
		files[filepath.ToSlash(filepath.Join(folder, name))] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// compareFixed makes the edits of all fixes again, knowing lines and columns only, and
// wants what was written.
func compareFixed(t *testing.T, before, after map[string]string, outcome *fix.Outcome) {
	t.Helper()
	want := maps.Clone(before)
	for i := 0; i < len(outcome.Made); {
		patch := patchOf(t, outcome.Made[i])
		file := patch.File()
		for i++; i < len(outcome.Made) && patchOf(t, outcome.Made[i]).File() == file; i++ {
			var err error
			if patch, err = patch.Join(patchOf(t, outcome.Made[i])); err != nil {
				t.Fatal(err)
			}
		}
		want[file.Name] = linttest.Edited(want[file.Name], patch.Edits())
	}
	if diff := cmp.Diff(want, after); diff != "" {
		t.Errorf("the files are not what the edits make (-edits +files):\n%s", diff)
	}
	for name, text := range after {
		compareForm(t, name, before[name], text)
	}
}

// compareForm compares what no fix may change.
func compareForm(t *testing.T, name, was, text string) {
	t.Helper()
	if strings.HasSuffix(was, "\n") != strings.HasSuffix(text, "\n") || strings.HasPrefix(was, "\ufeff") != strings.HasPrefix(text, "\ufeff") {
		t.Errorf("%s: the begin or the end of the file changed", name)
	}
	if bare := strings.Count(was, "\n") - strings.Count(was, "\r\n"); bare == 0 && strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		t.Errorf("%s: the line ends changed", name)
	}
}

func patchOf(t *testing.T, finding *lint.Finding) *manifest.Patch {
	t.Helper()
	patch, err := finding.Fix.Patch()
	if err != nil {
		t.Fatal(err)
	}
	return patch
}

// TestFixKeepsTheFormOfFiles fixes files that differ in line ends, a byte order mark and
// the end of the last line: they differ in the same afterwards, and in nothing else.
func TestFixKeepsTheFormOfFiles(t *testing.T) {
	t.Parallel()
	l, j, paths := fixing(t, copyCorpus(t, "daemonsets"), "--unsafe-fixes")
	plain := &manifest.Set{}
	for _, file := range j.set.Files {
		text := strings.TrimPrefix(strings.ReplaceAll(string(file.Data()), "\r", ""), "\ufeff")
		plain.Files = append(plain.Files, manifest.Parse(file.Name, []byte(strings.TrimRight(text, "\n")+"\n")))
	}
	formed := &manifest.Set{}
	for i, file := range plain.Files {
		formed.Files = append(formed.Files, manifest.Parse(file.Name, inForm(file.Data(), i)))
	}
	var fixed [2]*fix.Outcome
	for i, set := range []*manifest.Set{plain, formed} {
		j.set = set
		var err error
		if fixed[i], err = l.repair(t.Context(), j, paths); err != nil {
			t.Fatal(err)
		}
	}
	// A key behind a block of text that ends with the file would give it a line end.
	refused := map[string]bool{}
	for _, refusal := range fixed[1].Refused {
		if refusal.Finding.Fixable() || !strings.Contains(refusal.Reason, "would change more than it is to change") {
			t.Errorf("%s is not fixed: %s", refusal.Finding.At, refusal.Reason)
		}
		refused[refusal.Finding.At.File] = true
	}
	const few = 3
	if len(refused) > few {
		t.Errorf("%d files are not fixed", len(refused))
	}
	for i, file := range fixed[0].Fleet.Set.Files {
		if refused[file.Name] {
			continue
		}
		if diff := cmp.Diff(string(inForm(file.Data(), i)), string(fixed[1].Fleet.Set.Files[i].Data())); diff != "" {
			t.Errorf("%s (-plain +in form %d):\n%s", file.Name, i%8, diff)
		}
	}
}

// inForm gives a text one of eight forms.
func inForm(text []byte, form int) []byte {
	if form&1 != 0 {
		text = bytes.TrimSuffix(text, []byte("\n"))
	}
	if form&2 != 0 {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	if form&4 != 0 {
		text = append([]byte("\ufeff"), text...)
	}
	return text
}

// TestAnyFixAlone makes some of the fixes of the corpus each by itself, and in pairs: the
// file reads as before, and no other object of it holds anything else.
func TestAnyFixAlone(t *testing.T) {
	t.Parallel()
	l, j, paths := fixing(t, copyCorpus(t, "daemonsets"), "--unsafe-fixes", "--nodes", quickstartNodes)
	found, err := l.find(t.Context(), j, paths)
	if err != nil {
		t.Fatal(err)
	}
	findings := slices.DeleteFunc(found.Result.Findings, func(f *lint.Finding) bool { return !f.Fixable() })
	const some, stride = 150, 7919 // a prime, so that all have their turn in no order
	for i := range some {
		one := findings[i*stride%len(findings)]
		patch := patchOf(t, one)
		others := slices.DeleteFunc(slices.Clone(findings), func(f *lint.Finding) bool {
			return f == one || patchOf(t, f).File() != patch.File()
		})
		touched := []*manifest.Object{one.Object}
		if len(others) > 0 && i%2 == 0 {
			other := others[i*stride%len(others)]
			if both, err := patch.Join(patchOf(t, other)); err == nil {
				patch, touched = both, append(touched, other.Object)
			}
		}
		checkPatch(t, one, patch, touched)
	}
}

func checkPatch(t *testing.T, finding *lint.Finding, patch *manifest.Patch, touched []*manifest.Object) {
	t.Helper()
	before := patch.File()
	after := before.With(patch)
	if len(after.Problems) != len(before.Problems) || len(after.Objects) != len(before.Objects)+patch.Added() {
		t.Fatalf("%s: [%s] the file reads otherwise: %v", finding.At, finding.Rule.Name, after.Problems)
	}
	for i, object := range before.Objects {
		same := cmp.Equal(object.Value(), after.Objects[i].Value())
		if slices.Contains(touched, object) {
			if same && patch.Added() == 0 && len(touched) == 1 {
				t.Errorf("%s: [%s] nothing changed", finding.At, finding.Rule.Name)
			}
			continue
		}
		if !same {
			t.Errorf("%s: [%s] %s changed as well", finding.At, finding.Rule.Name, object)
		}
	}
	if want := linttest.Edited(string(before.Data()), patch.Edits()); want != string(after.Data()) {
		t.Errorf("%s: [%s] the edits make another text", finding.At, finding.Rule.Name)
	}
}
