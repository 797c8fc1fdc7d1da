package report

import (
	"io"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

type placementJSON struct {
	Version  int           `json:"version"`
	Clusters []clusterJSON `json:"clusters"`
}

type clusterJSON struct {
	Name      string         `json:"name"`
	Nodes     int            `json:"nodes"`
	Workloads []workloadJSON `json:"workloads"`
	Changes   []moveJSON     `json:"changes,omitempty"`
}

type workloadJSON struct {
	objectJSON
	File         string     `json:"file"`
	Line         int        `json:"line"`
	Valid        bool       `json:"valid"`
	Errors       []string   `json:"errors"`
	Desired      int        `json:"desired"`
	Scheduled    int        `json:"scheduled"`
	NodeSelector string     `json:"nodeSelector"`
	Nodes        []nodeJSON `json:"nodes"`
}

type nodeJSON struct {
	Node                  string        `json:"node"`
	Outcome               string        `json:"outcome"`
	ShouldRun             bool          `json:"shouldRun"`
	ShouldContinueRunning bool          `json:"shouldContinueRunning"`
	PodCreated            bool          `json:"podCreated"`
	Scheduled             bool          `json:"scheduled"`
	Reasons               []string      `json:"reasons"`
	Refusals              []refusalJSON `json:"refusals"`
}

type refusalJSON struct {
	Gate   string `json:"gate"`
	Reason string `json:"reason"`
	spanJSON
}

func writePlacementJSON(w io.Writer, fleet *lint.Fleet, _ Options) error {
	document := placementJSON{Version: contractVersion}
	for _, snapshot := range fleet.Clusters {
		cluster := clusterJSON{Name: snapshot.ClusterName(), Nodes: len(snapshot.Nodes()), Workloads: []workloadJSON{}}
		for _, p := range placedWorkloads(fleet, snapshot) {
			cluster.Workloads = append(cluster.Workloads, newWorkloadJSON(p))
		}
		cluster.Changes = newMovesJSON(snapshot)
		document.Clusters = append(document.Clusters, cluster)
	}
	return encode(w, document)
}

func newWorkloadJSON(p *placed) workloadJSON {
	written := workloadJSON{
		objectJSON:   *newObjectJSON(p.workload.Object),
		File:         p.workload.Object.File,
		Line:         p.workload.Object.At().Span().Start.Line,
		Valid:        p.valid(),
		Errors:       append([]string{}, p.errors...),
		Desired:      p.count.Desired,
		Scheduled:    p.count.Ready,
		NodeSelector: nodeSelector(p.workload),
		Nodes:        []nodeJSON{},
	}
	if written.Valid {
		written.Nodes = p.nodes()
	}
	return written
}

// nodes unfolds the verdicts to one entry for each node, in the order of the
// inventory.
func (p *placed) nodes() []nodeJSON {
	if len(p.verdicts) == 0 {
		return []nodeJSON{}
	}
	nodes := make([]nodeJSON, len(p.order))
	for _, verdict := range p.verdicts {
		entry := newNodeJSON(verdict)
		for _, name := range verdict.NodeNames() {
			entry.Node = name
			nodes[p.order[name]] = entry
		}
	}
	return nodes
}

func newNodeJSON(verdict *placement.Verdict) nodeJSON {
	entry := nodeJSON{
		Outcome:               verdict.Outcome.String(),
		ShouldRun:             verdict.ShouldRun,
		ShouldContinueRunning: verdict.ShouldContinueRunning,
		PodCreated:            verdict.PodCreated(),
		Scheduled:             verdict.Outcome == placement.Scheduled,
		Reasons:               append([]string{}, verdict.Reasons...),
		Refusals:              make([]refusalJSON, 0, len(verdict.Refusals)),
	}
	for i := range verdict.Refusals {
		refusal := &verdict.Refusals[i]
		entry.Refusals = append(entry.Refusals,
			refusalJSON{string(refusal.Gate), refusal.Reason, newSpanJSON(refusal.By.Span())})
	}
	return entry
}
