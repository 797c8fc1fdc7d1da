package report

import (
	"encoding/json"
	"io"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// contractVersion is the version of all JSON that dslint writes. Keys may be added
// within a version; none changes its meaning or goes.
const contractVersion = 1

type findingsJSON struct {
	Version  int           `json:"version"`
	Summary  summary       `json:"summary"`
	Findings []findingJSON `json:"findings"`
	// Fixed and NotFixed are there after a run that fixes.
	Fixed    []fixedJSON `json:"fixed,omitempty"`
	NotFixed []fixedJSON `json:"notFixed,omitempty"`
}

type findingJSON struct {
	Rule     string `json:"rule"`
	Severity string `json:"severity"`
	Category string `json:"category"`
	Message  string `json:"message"`
	spanJSON
	EndLine   int           `json:"endLine"`
	EndColumn int           `json:"endColumn"`
	Cluster   string        `json:"cluster"`
	Clusters  []string      `json:"clusters"`
	Object    *objectJSON   `json:"object"`
	Nodes     []string      `json:"nodes"`
	Related   []relatedJSON `json:"related"`
	Fix       *fixJSON      `json:"fix"`
	Docs      string        `json:"docs"`
}

type spanJSON struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
}

type objectJSON struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Namespace  string `json:"namespace"`
	Name       string `json:"name"`
}

type relatedJSON struct {
	spanJSON
	Message string `json:"message"`
}

type fixJSON struct {
	Summary string     `json:"summary"`
	Safe    bool       `json:"safe"`
	Edits   []editJSON `json:"edits"`
}

type editJSON struct {
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
	Text      string `json:"text"`
}

func writeJSON(w io.Writer, found *Findings, _ Options) error {
	document := findingsJSON{
		Version:  contractVersion,
		Summary:  newSummary(found),
		Findings: make([]findingJSON, 0, len(found.Result.Findings)),
	}
	for _, finding := range found.Result.Findings {
		document.Findings = append(document.Findings, newFindingJSON(finding))
	}
	document.Fixed, document.NotFixed = newFixesJSON(found.Fixes)
	return encode(w, document)
}

// encode writes indented JSON that keeps < and > readable.
func encode(w io.Writer, document any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

func newFindingJSON(f *lint.Finding) findingJSON {
	end := endOf(f.At)
	written := findingJSON{
		Rule:      f.Rule.Name,
		Severity:  f.Severity.String(),
		Category:  string(f.Rule.Category),
		Message:   f.Message,
		spanJSON:  newSpanJSON(f.At),
		EndLine:   end.Line,
		EndColumn: end.Column,
		Cluster:   lint.DefaultCluster,
		Clusters:  append([]string{}, f.Clusters...),
		Object:    newObjectJSON(f.Object),
		Nodes:     append([]string{}, f.Nodes...),
		Related:   make([]relatedJSON, 0, len(f.Related)),
		Fix:       newFixJSON(f.Fix),
		Docs:      explainCommand(f.Rule),
	}
	if len(f.Clusters) > 0 {
		written.Cluster = f.Clusters[0]
	}
	for _, related := range f.Related {
		written.Related = append(written.Related, relatedJSON{newSpanJSON(related.At), related.Message})
	}
	return written
}

func newSpanJSON(at manifest.Span) spanJSON {
	return spanJSON{at.File, at.Start.Line, at.Start.Column}
}

// endOf returns the end of a span, its start where no end is known.
func endOf(at manifest.Span) manifest.Position {
	if at.End.Before(at.Start) {
		return at.Start
	}
	return at.End
}

// newObjectJSON names the namespace that the object is applied to, as placements
// do; it is null for a finding about a file.
func newObjectJSON(object *manifest.Object) *objectJSON {
	if object == nil {
		return nil
	}
	return &objectJSON{object.APIVersion, object.Kind, object.EffectiveNamespace(), object.Name}
}

// newFixJSON leaves out the edits where the text cannot be edited as the fix asks:
// its summary tells a person what to do.
func newFixJSON(fix *lint.Fix) *fixJSON {
	if fix == nil {
		return nil
	}
	written := &fixJSON{Summary: fix.Summary, Safe: fix.Safe, Edits: []editJSON{}}
	patch, err := fix.Patch()
	if err != nil || patch == nil {
		return written
	}
	for _, edit := range patch.Edits() {
		start, end := edit.At.Start, endOf(edit.At)
		written.Edits = append(written.Edits, editJSON{start.Line, start.Column, end.Line, end.Column, edit.Text})
	}
	return written
}
