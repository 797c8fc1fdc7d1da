package diff

import (
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// Sums is what happens in a cluster, in figures.
type Sums struct {
	// Workloads are those that something happens to, Refused those of them that the API
	// server does not take.
	Workloads, Refused int
	// Pods count by workload and node.
	Pods Pods
	// Requests are those of all pods that are wanted, of resources whose sums differ.
	Requests []Total
	// New and Gone are the numbers of findings that come and go.
	New, Gone int
}

// Pods are how many pods come and go.
type Pods struct {
	// Gained run where none ran, Lost no longer run, or do not come back once they are
	// gone.
	Gained, Lost int
	// Pending are wanted and cannot be bound, Refused are wanted and not admitted.
	Pending, Refused int
}

// Sums adds up what happens in a cluster of the diff.
func (d *Diff) Sums(c *Cluster) Sums {
	sums := Sums{Workloads: len(c.Workloads), Requests: c.Sum(), New: d.count(c, d.New), Gone: d.count(c, d.Gone)}
	for _, w := range c.Workloads {
		if len(w.Errors)+len(w.Immutable) > 0 {
			sums.Refused++
		}
		sums.Pods.add(w)
	}
	return sums
}

// Of reports whether a finding is one of a cluster. One of a cluster that the diff does
// not know by its name, as only one state has names, is one of each.
func (d *Diff) Of(c *Cluster, finding *lint.Finding) bool {
	return slices.Contains(finding.Clusters, c.Name) ||
		!slices.ContainsFunc(d.Clusters, func(c *Cluster) bool { return slices.Contains(finding.Clusters, c.Name) })
}

func (d *Diff) count(c *Cluster, findings []*lint.Finding) int {
	number := 0
	for _, finding := range findings {
		if d.Of(c, finding) {
			number++
		}
	}
	return number
}

func (p *Pods) add(w *Workload) {
	switch {
	case w.Kind == Removed:
		p.Lost += w.Was.Ready
		return
	case w.After.DaemonSet == nil:
		p.addReplicas(w)
		return
	}
	for _, move := range w.Moves {
		switch {
		case move.Kind == placement.Comes:
			p.Gained++
		case move.Verdict == nil || !move.Verdict.ShouldRun:
			p.Lost++
		case move.Verdict.Outcome == placement.Refused:
			p.Refused++
		default:
			p.Pending++
		}
	}
}

// addReplicas counts the pods of a workload that may run on any of several nodes: its
// moves say what would happen to a pod on each of them.
func (p *Pods) addReplicas(w *Workload) {
	p.Gained += max(0, w.Is.Ready-w.Was.Ready)
	waits := 0
	if !w.After.Standalone() { // whose pod nothing makes anew
		waits = max(0, (w.Is.Desired-w.Is.Ready)-(w.Was.Desired-w.Was.Ready))
	}
	p.Pending += waits
	p.Lost += max(0, w.Was.Ready-w.Is.Ready-waits)
}
