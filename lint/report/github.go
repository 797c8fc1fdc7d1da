package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// writeGitHub writes workflow commands, which GitHub shows beside the line in the
// diff of a pull request.
func writeGitHub(w io.Writer, found *Findings, _ Options) error {
	out := bufio.NewWriter(w)
	for _, finding := range found.Result.Findings {
		// An error stays in the writer until Flush.
		_, _ = fmt.Fprintf(out, "::%s %s::%s\n", gitHubCommand(finding.Severity),
			gitHubProperties(finding), escapeData(gitHubMessage(finding)))
	}
	return out.Flush()
}

func gitHubCommand(severity lint.Severity) string {
	if severity == lint.Info {
		return "notice"
	}
	return severity.String()
}

// gitHubProperties names the place. GitHub takes columns only where the place lies
// in one line.
func gitHubProperties(f *lint.Finding) string {
	var properties []string
	add := func(key, value string) { properties = append(properties, key+"="+escapeProperty(value)) }
	if f.At.File != "" {
		add("file", Visible(strings.TrimPrefix(f.At.File, "./")))
	}
	if f.At.Start.Line > 0 {
		addLines(f.At, func(key string, number int) { add(key, fmt.Sprint(number)) })
	}
	add("title", "dslint: "+f.Rule.Name)
	return strings.Join(properties, ",")
}

func addLines(at manifest.Span, add func(key string, number int)) {
	end := endOf(at)
	add("line", at.Start.Line)
	if end.Line == at.Start.Line {
		add("col", at.Start.Column)
	}
	add("endLine", end.Line)
	if end.Line == at.Start.Line {
		add("endColumn", end.Column)
	}
}

// gitHubMessage holds what the text format says below the first line, too: an
// annotation has no other place for it.
func gitHubMessage(f *lint.Finding) string {
	lines := []string{Visible(f.Message) + whereText(f) + " [" + f.Rule.Name + "]"}
	for i, related := range f.Related {
		if i == fewPlaces && len(f.Related) > fewPlaces+1 {
			lines = append(lines, fmt.Sprintf("and %d more places", len(f.Related)-i))
			break
		}
		lines = append(lines, strings.TrimPrefix(placeOf(related.At)+": ", ": ")+Visible(related.Message))
	}
	if f.Fix != nil {
		lines = append(lines, "help: "+Visible(f.Fix.Summary))
	}
	return strings.Join(lines, "\n")
}

// escapeData follows the toolkit of GitHub Actions (@actions/core, command.ts).
func escapeData(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(text)
}

func escapeProperty(text string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C").Replace(text)
}
