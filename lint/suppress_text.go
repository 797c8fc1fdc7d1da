package lint

import (
	"regexp"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// The marks of comments that take findings back: of a line or an object, and of a
// whole file.
const (
	ignoreMark     = "dslint:ignore"
	ignoreFileMark = "dslint:ignore-file"
)

// Ignore is the annotation by which an object takes findings about itself back:
// "RULE[,RULE]=REASON; RULE=until=2027-01-31 REASON". A reason may hold any text; a
// new entry starts behind a semicolon or a line end where names and "=" follow, or
// nothing but a name of several words, whose reason was forgotten.
const Ignore = "dslint.dev/ignore"

const suppressionWord = "suppression"

// comments returns the suppressions "# dslint:ignore RULE[,RULE] [until=DATE] REASON"
// and "# dslint:ignore-file ...".
func comments(set *manifest.Set) []*suppression {
	var all []*suppression
	for _, file := range set.Files {
		for _, comment := range file.Comments(ignoreMark) {
			all = append(all, newComment(comment, func(f *Finding) bool {
				return f.At.File == comment.Span.File &&
					(comment.Above != nil && f.Object.Source() == comment.Above || f.At.Start.Line == comment.Line)
			}))
		}
		for _, comment := range file.Comments(ignoreFileMark) {
			all = append(all, newComment(comment, func(f *Finding) bool { return f.At.File == comment.Span.File }))
		}
	}
	return all
}

func newComment(comment manifest.Comment, covers func(*Finding) bool) *suppression {
	until, text := takeUntil(comment.Text)
	names, reason, _ := strings.Cut(text, " ")
	return &suppression{
		what: suppressionWord, at: comment.Span, object: comment.Above, rules: parseNames(names), until: until, reason: strings.TrimSpace(reason),
		covers: covers, applies: true, used: map[string]bool{}, comment: &comment,
	}
}

// annotations returns the suppressions of objects, and of the pods that they make.
func annotations(fleet *Fleet) []*suppression {
	var all []*suppression
	if !slices.ContainsFunc(fleet.Set.Files, func(file *manifest.File) bool { return file.Holds(Ignore) }) {
		return nil
	}
	for _, object := range fleet.Set.Objects() {
		all = append(all, annotated(object, object.At("metadata", "annotations", Ignore))...)
	}
	seen := map[*manifest.Object]bool{} // an object may be common to several clusters
	for _, cluster := range fleet.Clusters {
		for _, w := range cluster.Workloads() {
			if !w.Standalone() && !seen[w.Object] {
				all = append(all, annotated(w.Object, w.At("metadata", "annotations", Ignore))...)
			}
			seen[w.Object] = true
		}
	}
	return all
}

func annotated(object *manifest.Object, at manifest.Ref) []*suppression {
	text, ok := at.Text()
	if !ok {
		return nil
	}
	var all []*suppression
	for _, entry := range splitEntries(text) {
		names, rest, _ := strings.Cut(entry, "=")
		s := &suppression{
			what: suppressionWord, at: at.Span(), object: object, rules: parseNames(names),
			covers: func(f *Finding) bool { return f.Object == object }, applies: true, used: map[string]bool{},
		}
		s.until, s.reason = takeUntil(rest)
		all = append(all, s)
	}
	return all
}

// entryStart finds where an entry of the annotation begins.
var entryStart = regexp.MustCompile(
	`[;\n]\s*([a-z][a-z0-9-]*(\s*,\s*[a-z][a-z0-9-]*)*\s*=|[a-z][a-z0-9]*(-[a-z0-9]+)+\s*(;|\n|$))`)

func splitEntries(text string) []string {
	var entries []string
	start := 0
	for at := 0; ; {
		found := entryStart.FindStringIndex(text[at:])
		if found == nil {
			break
		}
		entries = append(entries, text[start:at+found[0]])
		at += found[0] + 1 // what ends this entry may begin the next
		start = at
	}
	entries = append(entries, text[start:])
	for i, entry := range entries {
		entries[i] = strings.Trim(entry, " \t\n;")
	}
	return entries
}
