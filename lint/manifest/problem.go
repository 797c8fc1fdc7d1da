package manifest

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

var (
	errorLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?(?s:(.*))$`)
	// parserError are the errors for which the reader counts lines from 0.
	parserError   = regexp.MustCompile(`^did not find expected (?:node content|key|'-' indicator|',' or|<)`)
	unknownAnchor = regexp.MustCompile(`^unknown anchor '(.+)' referenced$`)
)

// faultLine returns the line of what is wrong with a passage, as counted in it, and a
// sentence.
func (f *File) faultLine(s *passage) (int, string) {
	line, message := errorAt(s.err)
	if anchor := unknownAnchor.FindStringSubmatch(message); anchor != nil {
		line = f.lineWith("*"+anchor[1], s.line) - s.line
	}
	return line, message
}

// errorAt turns an error of the YAML reader into a line and a sentence. The reader knows
// the line only, and not always.
func errorAt(err error) (int, string) {
	line, message := 1, err.Error()
	if parts := errorLine.FindStringSubmatch(message); parts != nil {
		message = parts[2]
		if number, err := strconv.Atoi(parts[1]); err == nil {
			line = number
			if parserError.MatchString(message) {
				line++
			}
		}
	}
	return line, message
}

// lineWith returns the first line below above that holds text, the one below where none
// does.
func (f *File) lineWith(text string, above int) int {
	for number := above + 1; number <= f.Lines(); number++ {
		if strings.Contains(f.Line(number), text) {
			return number
		}
	}
	return above + 1
}

// faultSpan marks the text of a line, or the tab that YAML does not take for
// indentation.
func (f *File) faultSpan(number int) Span {
	line := f.Line(number)
	text := strings.TrimLeft(line, " ")
	indent := len(line) - len(text)
	length := max(1, utf8.RuneCountInString(strings.TrimRight(text, " \t")))
	if strings.HasPrefix(text, "\t") {
		length = 1
	}
	return Span{
		File:  f.Name,
		Start: Position{number, indent + 1},
		End:   Position{number, indent + 1 + length},
	}
}
