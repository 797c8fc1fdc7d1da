package linttest

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// CommentsLost returns the comments of a file that a fix takes away and is not to: all but
// those within the lines of what it removes, and the one that it is for.
func CommentsLost(finding *lint.Finding) ([]string, error) {
	patch, err := finding.Fix.Patch()
	if err != nil {
		return nil, err
	}
	before := patch.File()
	return CommentsLostIn(before, Edited(string(before.Data()), patch.Edits()), finding), nil
}

// CommentsLostIn does so for a text that a fix is said to make of a file.
func CommentsLostIn(before *manifest.File, text string, finding *lint.Finding) []string {
	after, gone := strings.Split(text, "\n"), goneLines(before, finding)
	var lost []string
	for text, at := range commentLines(before) {
		left := len(linesEnding(after, text))
		for _, line := range at {
			if gone[line] {
				left++
			}
		}
		if left < len(at) && isComment(before, at[0], text) {
			lost = append(lost, text)
		}
	}
	slices.Sort(lost)
	return lost
}

// KeptComments fails the test where a fix takes comments away.
func KeptComments(t *testing.T, made []*lint.Finding) {
	t.Helper()
	for _, finding := range made {
		lost, err := CommentsLost(finding)
		if err != nil {
			t.Fatal(err)
		}
		if len(lost) > 0 {
			t.Errorf("%s: the fix of %s takes comments away: %q", finding.At, finding.Rule.Name, lost)
		}
	}
}

// commentLines returns the lines, from 1, that end with what looks like a comment, by
// its text.
func commentLines(file *manifest.File) map[string][]int {
	lines := strings.Split(string(file.Data()), "\n")
	found := map[string][]int{}
	for _, line := range lines {
		for i := range line {
			text := strings.TrimRight(line[i:], " \t\r")
			if line[i] != '#' || i > 0 && line[i-1] != ' ' && line[i-1] != '\t' || found[text] != nil {
				continue
			}
			found[text] = linesEnding(lines, text)
		}
	}
	return found
}

func linesEnding(lines []string, text string) []int {
	var at []int
	for i, line := range lines {
		if strings.HasSuffix(strings.TrimRight(line, " \t\r"), text) {
			at = append(at, i+1)
		}
	}
	return at
}

// isComment reports whether nothing that the file holds changes without a text at the end
// of a line, and neither without what follows the mark of a comment in it.
func isComment(file *manifest.File, number int, text string) bool {
	lines := strings.SplitAfter(string(file.Data()), "\n")
	line := lines[number-1]
	at := strings.LastIndex(line, text)
	lines[number-1] = line[:at] + strings.Replace(line[at:], text, "", 1)
	without := manifest.Parse(file.Name, []byte(strings.Join(lines, "")))
	if len(without.Problems) != len(file.Problems) || len(without.Objects) != len(file.Objects) {
		return false
	}
	for i, object := range file.Objects {
		if !reflect.DeepEqual(object.Value(), without.Objects[i].Value()) {
			return false
		}
	}
	return true
}

// goneLines are the numbers of the lines of the fields that a fix removes, and of the
// repeated key or the comment that it is for.
func goneLines(file *manifest.File, finding *lint.Finding) map[int]bool {
	gone := map[int]bool{}
	for _, change := range finding.Fix.Changes {
		at := change.At
		switch {
		case !strings.HasPrefix(change.String(), "remove "):
		case at.IsZero() || finding.Rule.Name == "duplicate-key":
			markLines(gone, file, finding.At, finding.At.Start.Column)
		case at.Exists():
			depth := at.KeySpan().Start.Column
			if _, isItem := at.Path[len(at.Path)-1].(int); isItem {
				depth--
			}
			markLines(gone, file, manifest.Span{Start: at.KeySpan().Start, End: at.Span().End}, depth)
		}
	}
	return gone
}

// markLines marks the lines of a span, and those below that belong to it: they are
// indented by depth or more, or are items of a list below a key as deep. Comments below
// all of them do not belong to it.
func markLines(gone map[int]bool, file *manifest.File, span manifest.Span, depth int) {
	last := span.End.Line
	for number := last + 1; number <= file.Lines(); number++ {
		line := file.Line(number)
		text := strings.TrimSpace(line)
		if text == "" || text[0] == '#' {
			continue
		}
		indent := strings.Index(line, text)
		if indent < depth && (indent < depth-1 || !strings.HasPrefix(text, "- ")) {
			break
		}
		last = number
	}
	for number := span.Start.Line; number <= last; number++ {
		gone[number] = true
	}
}
