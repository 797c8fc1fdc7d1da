package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// summary counts what a run looked at and found. The field names are part of the
// JSON contract.
type summary struct {
	Files      int `json:"files"`
	Objects    int `json:"objects"`
	Nodes      int `json:"nodes"`
	Error      int `json:"error"`
	Warning    int `json:"warning"`
	Info       int `json:"info"`
	Suppressed int `json:"suppressed"`
	Accepted   int `json:"accepted"`
	// Fixable counts the findings with safe fixes, UnsafeFixable those with others.
	Fixable       int `json:"fixable"`
	UnsafeFixable int `json:"unsafeFixable"`
	// Clusters are there only where there is more than one.
	Clusters []string `json:"clusters,omitempty"`

	workloads bool
}

// newSummary counts Nodes apart from the other objects.
func newSummary(found *Findings) summary {
	s := summary{
		Files:      len(found.Fleet.Set.Files),
		Nodes:      found.Fleet.CountNodes(),
		Error:      found.Result.Count(lint.Error),
		Warning:    found.Result.Count(lint.Warning),
		Info:       found.Result.Count(lint.Info),
		Suppressed: found.Result.Suppressed,
		Accepted:   found.Result.Accepted,
		workloads:  found.Fleet.HasWorkloads(),
	}
	s.Fixable, s.UnsafeFixable = found.fixable()
	if found.Fleet.Several() {
		s.Clusters = found.Fleet.Names()
	}
	for _, object := range found.Fleet.Set.Objects() {
		if isManifest(object) && object.Kind != "Node" {
			s.Objects++
		}
	}
	return s
}

// isManifest tells Kubernetes objects from other YAML, such as the values of a
// chart.
func isManifest(object *manifest.Object) bool { return object.APIVersion != "" && object.Kind != "" }

// Empty reports whether there is no Kubernetes object in a set at all, and no patch of
// one.
func Empty(set *manifest.Set) bool {
	patches := func(file *manifest.File) bool { return len(file.Patches) > 0 }
	return !slices.ContainsFunc(set.Objects(), isManifest) && !slices.ContainsFunc(set.Files, patches)
}

// examined says in words what was looked at.
func (s summary) examined() string {
	var b strings.Builder
	b.WriteString(count(s.Files, "file") + ": " + countOrNo(s.Objects, "object"))
	switch {
	case s.Objects == 1 && !s.workloads:
		b.WriteString(", which is no workload")
	case s.Objects > 1 && !s.workloads:
		b.WriteString(", none of them a workload")
	}
	b.WriteString(", " + countOrNo(s.Nodes, "node"))
	if len(s.Clusters) > 0 {
		b.WriteString(", " + count(len(s.Clusters), "cluster"))
	}
	if s.Suppressed > 0 {
		fmt.Fprintf(&b, ", %d suppressed", s.Suppressed)
	}
	if s.Accepted > 0 {
		fmt.Fprintf(&b, ", %d in the baseline", s.Accepted)
	}
	return b.String()
}

// count writes "1 file" or "2 files".
func count(number int, noun string) string {
	if number != 1 {
		noun += "s"
	}
	return fmt.Sprintf("%d %s", number, noun)
}

func countOrNo(number int, noun string) string {
	if number == 0 {
		return "no " + noun + "s"
	}
	return count(number, noun)
}
