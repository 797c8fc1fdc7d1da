// Package linttest runs the examples that rules carry. It is for tests only.
package linttest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/lock"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/lint/source"
)

// Examples runs the examples of a rule. An archive holds, after its prose:
//
//   - nodes.yaml, if there is one: the inventory of all examples,
//   - config.yaml, if there is one: the configuration of all examples,
//   - lock.yaml, if there is one: the lock that they are held to,
//   - bad/NAME.yaml: the rule finds something in each line that ends in
//     "# want: TEXT", with TEXT in its message, and in no other line; no other rule
//     of all finds anything (those that are off by default are left out, and those
//     that only say how complete the inventory is),
//   - good/NAME.yaml: the rule finds nothing,
//   - fixed/NAME.yaml: what all fixes of the rule make of bad/NAME.yaml, unsafe ones
//     too. There is one for each bad example that they change, and a fix that cannot
//     be made is a mistake; with DSLINT_UPDATE=1 in the environment the tests write
//     them.
//
// An example of several files is a folder, bad/NAME/ or good/NAME/, that is read as
// a whole; fixed/NAME/ holds the files that fixes change.
//
// A line "# kubernetes: 1.29" in an example says which version it is for.
//
// A rule needs at least two of each.
func Examples(t *testing.T, rule *lint.Rule, all []*lint.Rule) {
	t.Helper()
	archive := txtar.Parse(rule.Examples)
	if len(strings.TrimSpace(string(archive.Comment))) == 0 {
		t.Error("the examples start with no prose")
	}
	count := map[string]int{}
	for _, name := range exampleNames(archive) {
		verdict, _, _ := strings.Cut(name, "/")
		count[verdict]++
		if verdict == "fixed" {
			continue
		}
		t.Run(name, func(t *testing.T) { example(t, rule, all, archive, name) })
	}
	delete(count, "fixed")
	if count["bad"] < 2 || count["good"] < 2 || len(count) > 2 {
		t.Errorf("there are %d bad and %d good examples, want two of each and no others", count["bad"], count["good"])
	}
	t.Run("fixes", func(t *testing.T) { fixes(t, rule, all, archive) })
}

const (
	nodesFile  = "nodes.yaml"
	configFile = "config.yaml"
	lockFile   = "lock.yaml"
)

// aboutInventory are the rules that speak of the Nodes and not of a manifest.
// Examples stay short without a complete inventory.
var aboutInventory = []string{
	"missing-inventory", "unknown-node-capacity", "inventory-missing-standard-labels", "inventory-transient-taint",
	"cordoned-does-not-stop-daemonset",
}

// exampleNames lists the files and the folders that are examples.
func exampleNames(archive *txtar.Archive) []string {
	var names []string
	for _, file := range archive.Files {
		parts := strings.Split(file.Name, "/")
		if slices.Contains([]string{nodesFile, configFile, lockFile}, file.Name) {
			continue
		}
		if name := strings.Join(parts[:min(len(parts), 2)], "/"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// place is a line of a file.
type place struct {
	file string
	line int
}

func example(t *testing.T, rule *lint.Rule, all []*lint.Rule, archive *txtar.Archive, name string) {
	t.Helper()
	want := map[place][]string{}
	set, config, held := inputs(t, archive, name, want)
	bad := strings.HasPrefix(name, "bad/")
	if bad != (len(want) > 0) {
		t.Fatalf("a bad example has lines that end in %q, a good one has none", "# want: TEXT")
	}
	if bad {
		for _, finding := range run(t, set, config, held, configured(t, config, all, func(r *lint.Rule) bool {
			return r.Name != rule.Name && !r.Off && !slices.Contains(aboutInventory, r.Name)
		})) {
			t.Errorf("another rule fires: %s: %s [%s]", finding.At, finding.Message, finding.Rule.Name)
		}
	}
	for _, preset := range []lint.Preset{config.Preset, lint.Strict} { // which raises findings, and adds none of the rule
		asked := *config
		asked.Preset = preset
		compare(t, cloned(want), run(t, set, &asked, held, configured(t, &asked, all, func(r *lint.Rule) bool { return r.Name == rule.Name })))
	}
}

func cloned(want map[place][]string) map[place][]string {
	clone := make(map[place][]string, len(want))
	for at, texts := range want {
		clone[at] = slices.Clone(texts)
	}
	return clone
}

// Alone holds others, of those that are on by default, to find nothing in the bad examples
// of a rule that are single files. They are looked at together: it is for rules that
// look at one object at a time.
func Alone(t *testing.T, rule *lint.Rule, others []*lint.Rule) {
	t.Helper()
	archive := txtar.Parse(rule.Examples)
	var set *manifest.Set
	config, held := &lint.Config{}, (*lock.Lock)(nil)
	for _, file := range archive.Files {
		if name, isBad := strings.CutPrefix(file.Name, "bad/"); !isBad || strings.Contains(name, "/") {
			continue
		}
		if set == nil {
			set, config, held = inputs(t, archive, file.Name, map[place][]string{})
		} else {
			set.Files = append(set.Files, manifest.Parse(file.Name, file.Data))
		}
	}
	if set == nil {
		return
	}
	chosen := configured(t, &lint.Config{Packs: config.Packs}, others, func(r *lint.Rule) bool { return !r.Off })
	for _, finding := range run(t, set, config, held, chosen) {
		t.Errorf("another rule fires: %s: %s [%s]", finding.At, finding.Message, finding.Rule.Name)
	}
}

// inputs are an example and what the archive adds to all of them.
func inputs(t *testing.T, archive *txtar.Archive, name string, want map[place][]string) (*manifest.Set, *lint.Config, *lock.Lock) {
	t.Helper()
	config := &lint.Config{}
	var held *lock.Lock
	set := &manifest.Set{}
	if strings.HasSuffix(name, ".yaml") {
		file := archive.Files[slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })]
		set.Files = append(set.Files, manifest.Parse(name, file.Data))
		wanted(want, name, string(file.Data))
	} else {
		set = folder(t, archive, name, want)
	}
	for _, shared := range archive.Files {
		switch shared.Name {
		case nodesFile:
			set.Files = append(set.Files, manifest.Parse(shared.Name, shared.Data))
		case configFile:
			config = parseConfig(t, shared)
		case lockFile:
			held = parseLock(t, shared)
		}
	}
	return set, config, held
}

// folder lays an example out on disk and reads it.
func folder(t *testing.T, archive *txtar.Archive, name string, want map[place][]string) *manifest.Set {
	t.Helper()
	root := t.TempDir()
	for _, file := range archive.Files {
		inner, ok := strings.CutPrefix(file.Name, name+"/")
		if !ok {
			continue
		}
		target := filepath.Join(root, filepath.FromSlash(inner))
		if err := os.MkdirAll(filepath.Dir(target), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(target, file.Data, 0o600); err != nil {
			t.Fatal(err)
		}
		wanted(want, filepath.ToSlash(target), string(file.Data))
	}
	set, err := source.Load(source.Options{Paths: []string{root}})
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// wanted adds, by line, what the findings of a file must say.
func wanted(want map[place][]string, name, text string) {
	for i, line := range strings.Split(text, "\n") {
		if _, message, found := strings.Cut(line, "# want: "); found {
			at := place{name, i + 1}
			want[at] = append(want[at], strings.TrimSpace(message))
		}
	}
}

func parseConfig(t *testing.T, file txtar.File) *lint.Config {
	t.Helper()
	config, err := lint.ParseConfig(manifest.Parse(file.Name, file.Data))
	if err != nil {
		t.Fatal(err)
	}
	return config
}

func parseLock(t *testing.T, file txtar.File) *lock.Lock {
	t.Helper()
	held, err := lock.Parse(manifest.Parse(file.Name, file.Data))
	if err != nil {
		t.Fatal(err)
	}
	locks, err := held.Of([]string{lint.DefaultCluster})
	if err != nil {
		t.Fatal(err)
	}
	return locks[0]
}

// configured returns the rules that are meant as the configuration sets them. A rule
// that is meant runs even if it is off by default.
func configured(t *testing.T, config *lint.Config, all []*lint.Rule, meant func(*lint.Rule) bool) []*lint.Rule {
	t.Helper()
	asked := make([]*lint.Rule, len(all))
	for i, rule := range all {
		asked[i] = rule
		if meant(rule) {
			on := *rule
			on.Off = false
			asked[i] = &on
		}
	}
	chosen, err := config.Choose(asked)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, rule := range asked {
		names[rule.Name] = meant(rule)
	}
	return slices.DeleteFunc(chosen, func(r *lint.Rule) bool { return !names[r.Name] })
}

// cluster is of the version that an example names, if it names one.
func cluster(t *testing.T, set *manifest.Set, config *lint.Config) placement.Cluster {
	t.Helper()
	made := config.Cluster()
	for _, file := range set.Files {
		for i := range file.Lines() {
			text, found := strings.CutPrefix(strings.TrimSpace(file.Line(i+1)), "# kubernetes: ")
			if !found {
				continue
			}
			if err := made.Version.Set(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	return made
}

func run(t *testing.T, set *manifest.Set, config *lint.Config, held *lock.Lock, rules []*lint.Rule) []*lint.Finding {
	t.Helper()
	snapshot := lint.NewSnapshot(set)
	snapshot.Config, snapshot.Lock = config, held
	snapshot.Cluster = cluster(t, set, config)
	result, err := lint.Run(context.Background(), snapshot, rules)
	if err != nil {
		t.Fatal(err)
	}
	for _, failure := range result.Failures {
		t.Error(failure)
	}
	return result.Findings
}

func compare(t *testing.T, want map[place][]string, findings []*lint.Finding) {
	t.Helper()
	for _, finding := range findings {
		line := place{finding.At.File, finding.At.Start.Line}
		i := slices.IndexFunc(want[line], func(text string) bool { return strings.Contains(finding.Message, text) })
		if i < 0 {
			t.Errorf("unexpected: %s: %s: %s", finding.At, finding.Severity, finding.Message)
			continue
		}
		want[line] = slices.Delete(want[line], i, i+1)
	}
	for at, texts := range want {
		for _, text := range texts {
			t.Errorf("%s:%d: no finding says %q", at.file, at.line, text)
		}
	}
}
