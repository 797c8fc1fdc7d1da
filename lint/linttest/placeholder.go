package linttest

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// Placeholders puts a placeholder in the place of one value after the other of the good
// examples of a rule that are one file each: no rule of all may find more than before,
// for nobody knows what will stand there, but where a path ends in one of some ways.
func Placeholders(t *testing.T, rule *lint.Rule, all []*lint.Rule, may ...string) {
	t.Helper()
	archive := txtar.Parse(rule.Examples)
	for _, name := range exampleNames(archive) {
		if !strings.HasSuffix(name, ".yaml") || !strings.HasPrefix(name, "good/") {
			continue
		}
		placeholders(t, all, archive, name, may)
	}
}

func placeholders(t *testing.T, all []*lint.Rule, archive *txtar.Archive, name string, may []string) {
	t.Helper()
	set, config, held := inputs(t, archive, name, map[place][]string{})
	rules := configured(t, config, all, func(*lint.Rule) bool { return true })
	before := map[string]int{}
	for _, finding := range run(t, set, config, held, rules) {
		before[finding.Rule.Name]++
	}
	lines := strings.Split(string(archive.Files[slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == name })].Data), "\n")
	for _, at := range values(set.Files[0]) {
		filled := slices.Clone(lines)
		span := at.Span()
		line := []rune(filled[span.Start.Line-1])
		filled[span.Start.Line-1] = string(line[:span.Start.Column-1]) + `"${PLACEHOLDER}"` + string(line[span.End.Column-1:])
		changed := &manifest.Set{Files: append([]*manifest.File{manifest.Parse(name, []byte(strings.Join(filled, "\n")))}, set.Files[1:]...)}
		after := map[string]int{}
		for _, finding := range run(t, changed, config, held, rules) {
			after[finding.Rule.Name]++
			ends := func(end string) bool { return strings.HasSuffix(at.Path.String(), end) }
			if after[finding.Rule.Name] == before[finding.Rule.Name]+1 && !slices.ContainsFunc(may, ends) {
				t.Errorf("%s: with a placeholder at %s line %d: %s: %s [%s]", name, at.Path, span.Start.Line, finding.At, finding.Message, finding.Rule.Name)
			}
		}
	}
}

// values are the scalars of workloads that stand in one line, but for those that say
// what the object is.
func values(file *manifest.File) []manifest.Ref {
	var found []manifest.Ref
	for _, object := range file.Objects {
		if object.Typed() == nil || object.Kind == "Node" {
			continue
		}
		object.EachText(func(at manifest.Ref, text string) bool {
			span := at.Span()
			if text != "" && span.Start.Line == span.End.Line && !strings.Contains(text, "\n") && len(at.Path) > 1 {
				found = append(found, at)
			}
			return true
		})
	}
	return found
}
