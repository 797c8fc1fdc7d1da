package lint

import (
	"context"
	"fmt"
	"slices"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// DefaultCluster is what the cluster is called where nobody names any.
const DefaultCluster = "default"

// Fleet is all that a run looks at, by cluster. Each cluster is judged by itself.
type Fleet struct {
	// Set is everything that was read, whatever cluster it belongs to.
	Set *manifest.Set
	// Clusters are the snapshots of the clusters, at least one. What is common to
	// several is in each of them.
	Clusters []*Snapshot
	// LeftOut are the names of the clusters that are not looked at: what seems to be of
	// no use may be of use to them.
	LeftOut []string
	// Reports tells the objects that are spoken of, nil for all: the others are judged
	// beside them.
	Reports func(*manifest.Object) bool
}

// NewFleet returns the fleet of one cluster.
func NewFleet(snapshot *Snapshot) *Fleet {
	return &Fleet{Set: snapshot.Set, Clusters: []*Snapshot{snapshot}}
}

// Several reports whether there is more than one cluster.
func (f *Fleet) Several() bool { return len(f.Clusters) > 1 }

// Partial reports whether there are clusters that are left out.
func (f *Fleet) Partial() bool { return len(f.LeftOut) > 0 }

// Names returns the names of the clusters in order.
func (f *Fleet) Names() []string {
	names := make([]string, len(f.Clusters))
	for i, cluster := range f.Clusters {
		names[i] = cluster.ClusterName()
	}
	return names
}

// Cluster returns the cluster of a name, nil where there is none.
func (f *Fleet) Cluster(name string) *Snapshot {
	for _, cluster := range f.Clusters {
		if cluster.ClusterName() == name {
			return cluster
		}
	}
	return nil
}

// CountNodes returns how many Nodes the clusters have together. One that stands in a
// file once and is common to several of them counts once.
func (f *Fleet) CountNodes() int {
	seen := map[*manifest.Object]bool{}
	for _, cluster := range f.Clusters {
		for _, node := range cluster.Nodes() {
			seen[node.Object] = true
		}
	}
	return len(seen)
}

// HasWorkloads reports whether anything that is spoken of makes pods.
func (f *Fleet) HasWorkloads() bool {
	return slices.ContainsFunc(f.Clusters, func(s *Snapshot) bool { return len(f.reported(s.Workloads())) > 0 })
}

// Reported returns the workloads of a cluster that are placed and spoken of.
func (f *Fleet) Reported(cluster *Snapshot) []*placement.Workload {
	return f.reported(cluster.Placed())
}

func (f *Fleet) reported(workloads []*placement.Workload) []*placement.Workload {
	if f.Reports == nil {
		return workloads
	}
	var reported []*placement.Workload
	for _, w := range workloads {
		if f.Reports(w.Object) {
			reported = append(reported, w)
		}
	}
	return reported
}

// Change does something to the nodes of all clusters; it comes before rules run. It is
// an error if no cluster has a node that a change means.
func (f *Fleet) Change(changes []inventory.Change) error {
	met := make([]bool, len(changes))
	for _, cluster := range f.Clusters {
		here, err := cluster.change(changes)
		if err != nil {
			return err
		}
		for i := range here {
			met[i] = met[i] || here[i]
		}
	}
	return inventory.Unmet(changes, met)
}

// Run checks every cluster with the rules. A rule that fails is a failure of the
// result, and the others still report. What is found in the same words at the same
// place in several clusters is one finding.
func (f *Fleet) Run(ctx context.Context, rules []*Rule) (*Result, error) {
	result := &Result{}
	failures := map[string]bool{}
	for _, cluster := range f.Clusters {
		for _, rule := range rules {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			pass := &Pass{Snapshot: cluster, Rule: rule}
			if err := check(ctx, rule, pass); err != nil {
				err = fmt.Errorf("rule %s: %w", rule.Name, err)
				if !failures[err.Error()] {
					result.Failures = append(result.Failures, err)
				}
				failures[err.Error()] = true
				continue
			}
			result.take(pass, cluster.ClusterName())
		}
	}
	result.suppress(f, rules)
	result.Findings = merge(result.Findings, f.Set)
	f.tellApart(result.Findings)
	return result, nil
}

// merge sorts findings and makes one of those that say the same of the same place: a
// base that two overlays build is mended once.
func merge(findings []*Finding, set *manifest.Set) []*Finding {
	sortFindings(findings, set)
	merged := findings[:0]
	for _, finding := range findings {
		if last := len(merged) - 1; last >= 0 && sameFinding(merged[last], finding) {
			merged[last].join(finding)
			continue
		}
		merged = append(merged, finding)
	}
	return merged
}

// sameFinding reports whether two findings say the same of the same place.
func sameFinding(a, b *Finding) bool {
	return a.Rule.Name == b.Rule.Name && a.At == b.At && a.Message == b.Message
}

// join takes in what another finding that says the same has beside.
func (f *Finding) join(other *Finding) {
	f.Severity = max(f.Severity, other.Severity)
	f.Nodes = union(f.Nodes, other.Nodes)
	f.Clusters = union(f.Clusters, other.Clusters)
	f.Related = union(f.Related, other.Related)
	if other.Object != f.Object {
		f.Others = append(f.Others, other.Object)
	}
}

func union[T comparable](a, b []T) []T {
	for _, item := range b {
		if !slices.Contains(a, item) {
			a = append(a, item)
		}
	}
	return a
}

// tellApart marks the findings that some clusters have and others have not, although
// they hold the object, too.
func (f *Fleet) tellApart(findings []*Finding) {
	if !f.Several() {
		return
	}
	held := make([]map[string]bool, len(f.Clusters))
	for i, cluster := range f.Clusters {
		held[i] = map[string]bool{}
		for _, file := range cluster.Set.Files {
			held[i][file.Name] = true
			for _, object := range file.Objects {
				held[i][object.File], held[i][object.String()] = true, true
			}
		}
	}
	for _, finding := range findings {
		for i, cluster := range f.Clusters {
			if !slices.Contains(finding.Clusters, cluster.ClusterName()) && held[i][finding.At.File] &&
				(finding.Object == nil || held[i][finding.Object.String()]) {
				finding.Differs = true
			}
		}
	}
}
