package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// textWriter writes findings for people.
type textWriter struct {
	*bufio.Writer
	palette
	files map[string]*manifest.File
	// written tells that a section is there already.
	written bool
}

func writeText(w io.Writer, found *Findings, options Options) error {
	t := &textWriter{bufio.NewWriter(w), newPalette(options.Color), map[string]*manifest.File{}, false}
	for _, file := range found.Fleet.Set.Files {
		t.files[file.Name] = file
	}
	for _, finding := range found.Result.Findings {
		t.finding(finding)
	}
	if found.Fixes != nil && !options.Quiet {
		t.fixes(found.Fixes)
	}
	if found.Fixes != nil {
		t.refused(found.Fixes)
	}
	if !options.Quiet {
		t.summary(found)
	}
	return t.Flush()
}

func (t *textWriter) put(parts ...string) {
	for _, part := range parts {
		// An error stays in the writer until Flush.
		_, _ = t.WriteString(part)
	}
}

func (t *textWriter) finding(f *lint.Finding) {
	mark := t.severity[f.Severity]
	if place := placeOf(f.At); place != "" {
		t.put(t.place(place+":"), " ")
	}
	t.put(mark(f.Severity.String()+":"), " ", t.strong(Visible(f.Message)), whereText(f), " ", t.rule("["+f.Rule.Name+"]"), "\n")
	t.source(f.At, mark)
	t.related(f.Related)
	if f.Fix != nil {
		t.put("    ", t.help("help:"), " ", Visible(f.Fix.Summary), "\n")
	}
}

// placeOf writes file:line:column, less of it where less is known.
func placeOf(at manifest.Span) string {
	if at.Start.Line < 1 {
		return Visible(at.File)
	}
	return Visible(at.String())
}

// source writes the line that a finding points at, and a marker under the place.
func (t *textWriter) source(at manifest.Span, mark paint) {
	file := t.files[at.File]
	if file == nil || at.Start.Line < 1 || at.Start.Line > file.Lines() {
		return
	}
	line := file.Line(at.Start.Line)
	to := at.End.Column
	if at.End.Line > at.Start.Line {
		to = utf8.RuneCountInString(strings.TrimRight(line, " \t")) + 1
	}
	shown, pad, marker := excerpt(line, at.Start.Column, to)
	number := fmt.Sprintf("%4d", at.Start.Line)
	empty := strings.Repeat(" ", len(number))
	t.put(t.gutter(number+" | "), shown, "\n", t.gutter(empty+" | "), pad, mark(marker), "\n")
}

// fewPlaces is how many related places are written out.
const fewPlaces = 3

func (t *textWriter) related(places []lint.Related) {
	for i, related := range places {
		if i == fewPlaces && len(places) > fewPlaces+1 {
			t.put("    ", fmt.Sprintf("and %d more places", len(places)-i), "\n")
			return
		}
		t.put("    ")
		if place := placeOf(related.At); place != "" {
			t.put(t.place(place+":"), " ")
		}
		t.put(Visible(related.Message), "\n")
	}
}

func (t *textWriter) summary(found *Findings) {
	if len(found.Result.Findings) > 0 {
		t.put("\n")
	}
	s := newSummary(found)
	t.put(t.verdict(s), " in ", s.examined(), "\n")
	if remedy := s.remedy(); remedy != "" {
		t.put(remedy, "\n")
	}
}

// verdict counts the findings in the colour of the worst.
func (t *textWriter) verdict(s summary) string {
	var parts []string
	add := func(severity lint.Severity, number int, noun string) {
		if number > 0 {
			parts = append(parts, t.severity[severity](noun))
		}
	}
	add(lint.Error, s.Error, count(s.Error, "error"))
	add(lint.Warning, s.Warning, count(s.Warning, "warning"))
	add(lint.Info, s.Info, fmt.Sprintf("%d info", s.Info))
	if len(parts) == 0 {
		return t.good("no findings")
	}
	return strings.Join(parts, ", ")
}
