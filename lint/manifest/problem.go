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

// problem turns an error of the YAML reader into a place and a sentence. The
// reader knows the line only, and not always.
func (f *File) problem(err error) Problem {
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
	if anchor := unknownAnchor.FindStringSubmatch(message); anchor != nil {
		line = f.lineWith("*" + anchor[1])
	}
	line = max(1, min(line, f.Lines()))
	kind := BrokenYAML
	if template := f.templateLine(line); template > 0 {
		line, kind = template, TemplateSource
	}
	return Problem{Span: f.faultSpan(line), Message: message, Kind: kind}
}

// lineWith returns the first line that holds text, 1 where none does.
func (f *File) lineWith(text string) int {
	for number := 1; number <= f.Lines(); number++ {
		if strings.Contains(f.Line(number), text) {
			return number
		}
	}
	return 1
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

// templateLine returns the first line up to the one where reading failed that
// holds a template action which YAML cannot be the reason for, 0 where there is
// none. Comments are passed over: they may speak of templates.
func (f *File) templateLine(failed int) int {
	for number := 1; number <= min(failed+1, f.Lines()); number++ {
		line := f.Line(number)
		if strings.Contains(line, "{{") && !strings.HasPrefix(strings.TrimSpace(line), "#") {
			return number
		}
	}
	return 0
}
