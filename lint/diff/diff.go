// Package diff tells what a change of manifests and Nodes means for the pods of a
// cluster and for the findings.
package diff

import (
	"slices"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// Side is the state before or after a change.
type Side struct {
	Fleet  *lint.Fleet
	Result *lint.Result
}

// Diff is what a change means.
type Diff struct {
	// Clusters are all that there are, those of the state after first.
	Clusters []*Cluster
	// New are findings that only the state after has, Gone those that only the one
	// before has.
	New, Gone []*lint.Finding

	reported func(*Workload) bool
}

func reports(fleet *lint.Fleet, w *placement.Workload) bool {
	return fleet.Reports == nil || fleet.Reports(w.Object)
}

// Worst returns the severity of the gravest new finding. An update that the API server
// refuses is an error.
func (d *Diff) Worst() lint.Severity {
	for _, cluster := range d.Clusters {
		for _, w := range cluster.Workloads {
			if len(w.Immutable) > 0 {
				return lint.Error
			}
		}
	}
	return (&lint.Result{Findings: d.New}).Worst()
}

// Cluster is what a change means for one cluster.
type Cluster struct {
	Name string
	// Kind is Added or Removed where only one state has the cluster.
	Kind  Kind
	Nodes []*NodeChange
	// Workloads are those that something happens to, those of the state before first.
	Workloads []*Workload
}

// Compare compares two states. Clusters and Nodes are matched by name, objects by
// kind, namespace and name, findings by [lint.Unmatched].
func Compare(before, after Side) *Diff {
	d := &Diff{reported: func(w *Workload) bool {
		return w.After != nil && reports(after.Fleet, w.After) || w.Before != nil && reports(before.Fleet, w.Before)
	}}
	for _, is := range after.Fleet.Clusters {
		d.add(is.ClusterName(), counterpart(is, before.Fleet, after.Fleet), is)
	}
	for _, was := range before.Fleet.Clusters {
		if counterpart(was, after.Fleet, before.Fleet) == nil {
			d.add(was.ClusterName(), was, nil)
		}
	}
	d.New, d.Gone = lint.Unmatched(before.Fleet, after.Fleet, before.Result, after.Result)
	return d
}

// counterpart returns what a cluster is in the other state, nil where it is not there.
// Where that one knows of one cluster only and gives it no name, it stands for all.
func counterpart(cluster *lint.Snapshot, there, here *lint.Fleet) *lint.Snapshot {
	if same := there.Cluster(cluster.ClusterName()); same != nil {
		return same
	}
	if only := there.Clusters[0]; !there.Several() && (!here.Several() || only.ClusterName() == lint.DefaultCluster) {
		return only
	}
	return nil
}

// add compares the states of a cluster; one is nil where it is not there.
func (d *Diff) add(name string, was, is *lint.Snapshot) {
	cluster := &Cluster{Name: name, Kind: Changed}
	switch {
	case was == nil:
		cluster.Kind, was = Added, lint.NewSnapshot(&manifest.Set{})
	case is == nil:
		cluster.Kind, is = Removed, lint.NewSnapshot(&manifest.Set{})
	}
	cluster.Nodes = compareNodes(was.Nodes(), is.Nodes())
	cluster.Workloads = slices.DeleteFunc(compareWorkloads(was, is), func(w *Workload) bool { return !d.reported(w) })
	d.Clusters = append(d.Clusters, cluster)
}

// Empty reports whether the change means nothing.
func (d *Diff) Empty() bool {
	return !slices.ContainsFunc(d.Clusters, func(c *Cluster) bool { return !c.Empty() }) && len(d.New) == 0 && len(d.Gone) == 0
}

// Empty reports whether nothing happens in the cluster.
func (c *Cluster) Empty() bool { return len(c.Nodes)+len(c.Workloads) == 0 }

// matched pairs the workloads of two states; one side is nil where only the other
// has the workload. Of several objects of one name the last counts, as the last apply does.
func matched(before, after []*placement.Workload) [][2]*placement.Workload {
	var pairs [][2]*placement.Workload
	at := map[string]int{}
	for side, workloads := range [2][]*placement.Workload{before, after} {
		for _, w := range workloads {
			name := w.String()
			i, known := at[name]
			if !known {
				i, at[name] = len(pairs), len(pairs)
				pairs = append(pairs, [2]*placement.Workload{})
			}
			pairs[i][side] = w
		}
	}
	return pairs
}
