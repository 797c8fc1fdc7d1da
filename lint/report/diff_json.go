package report

import (
	"io"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/diff"
	"github.com/dslint/dslint/lint/placement"
)

type diffJSON struct {
	Version  int               `json:"version"`
	Clusters []clusterDiffJSON `json:"clusters"`
	Findings findingsDiffJSON  `json:"findings"`
}

type findingsDiffJSON struct {
	New  []findingJSON `json:"new"`
	Gone []findingJSON `json:"gone"`
}

type clusterDiffJSON struct {
	Name      string             `json:"name"`
	Change    string             `json:"change"`
	Nodes     []nodesDiffJSON    `json:"nodes"`
	Workloads []workloadDiffJSON `json:"workloads"`
	Requests  []totalJSON        `json:"requests"`
	Pods      podsJSON           `json:"pods"`
}

type podsJSON struct {
	Gained  int `json:"gained"`
	Lost    int `json:"lost"`
	Pending int `json:"pending"`
	Refused int `json:"refused"`
}

type nodesDiffJSON struct {
	Change  string   `json:"change"`
	Nodes   []string `json:"nodes"`
	Changes []string `json:"changes"`
}

type workloadDiffJSON struct {
	objectJSON
	File      string       `json:"file"`
	Line      int          `json:"line"`
	Change    string       `json:"change"`
	Before    countJSON    `json:"before"`
	After     countJSON    `json:"after"`
	Errors    []string     `json:"errors"`
	Immutable []fieldJSON  `json:"immutable"`
	Moves     []moveJSON   `json:"moves"`
	Rollout   *rolloutJSON `json:"rollout"`
	Requests  []totalJSON  `json:"requests"`
}

type countJSON struct {
	Desired int `json:"desired"`
	Current int `json:"current"`
	Ready   int `json:"ready"`
}

type fieldJSON struct {
	Field string `json:"field"`
	spanJSON
}

type rolloutJSON struct {
	Pods     int  `json:"pods"`
	Steps    int  `json:"steps"`
	AtOnce   int  `json:"atOnce"`
	Surge    bool `json:"surge"`
	OnDelete bool `json:"onDelete"`
}

type totalJSON struct {
	Resource string `json:"resource"`
	Before   string `json:"before"`
	After    string `json:"after"`
}

func writeDiffJSON(w io.Writer, d *diff.Diff, _ Options) error {
	document := diffJSON{
		Version: contractVersion, Clusters: []clusterDiffJSON{},
		Findings: findingsDiffJSON{findingListJSON(d.New), findingListJSON(d.Gone)},
	}
	for _, cluster := range d.Clusters {
		document.Clusters = append(document.Clusters, newClusterDiffJSON(d, cluster))
	}
	return encode(w, document)
}

func newClusterDiffJSON(d *diff.Diff, c *diff.Cluster) clusterDiffJSON {
	written := clusterDiffJSON{
		Name: c.Name, Change: string(c.Kind), Nodes: []nodesDiffJSON{}, Workloads: []workloadDiffJSON{},
		Requests: newTotalsJSON(c.Sum()), Pods: podsJSON(d.Sums(c).Pods),
	}
	for _, change := range c.Nodes {
		written.Nodes = append(written.Nodes,
			nodesDiffJSON{string(change.Kind), change.Names, append([]string{}, change.Changes...)})
	}
	for _, workload := range c.Workloads {
		written.Workloads = append(written.Workloads, newWorkloadDiffJSON(workload))
	}
	return written
}

func findingListJSON(findings []*lint.Finding) []findingJSON {
	written := make([]findingJSON, len(findings))
	for i, finding := range findings {
		written[i] = newFindingJSON(finding)
	}
	return written
}

func newWorkloadDiffJSON(w *diff.Workload) workloadDiffJSON {
	object := w.Either().Object
	written := workloadDiffJSON{
		objectJSON: *newObjectJSON(object), File: object.File, Line: object.At().Span().Start.Line,
		Change: string(w.Kind), Before: newCountJSON(w.Was), After: newCountJSON(w.Is),
		Errors: append([]string{}, w.Errors...), Immutable: []fieldJSON{},
		Moves: movesJSON(w.Moves), Requests: newTotalsJSON(w.Totals),
	}
	for _, field := range w.Immutable {
		written.Immutable = append(written.Immutable, fieldJSON{field.Path.String(), newSpanJSON(field.Span())})
	}
	if r := w.Rollout; r != nil {
		written.Rollout = &rolloutJSON{r.Pods, r.Steps, r.AtOnce, r.Surge, r.OnDelete}
	}
	return written
}

func newCountJSON(c placement.Count) countJSON { return countJSON{c.Desired, c.Current, c.Ready} }

func newTotalsJSON(totals []diff.Total) []totalJSON {
	written := make([]totalJSON, len(totals))
	for i, total := range totals {
		written[i] = totalJSON{string(total.Resource), total.Was.String(), total.Is.String()}
	}
	return written
}
