package lint

import (
	"cmp"
	"slices"
	"time"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/lock"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// Snapshot is all that rules may look at: what one cluster has. What is costly is computed when a rule
// first asks for it; rules run one after another.
type Snapshot struct {
	// Name is that of the cluster, "" where nobody names it.
	Name string
	Set  *manifest.Set
	// Config is what the project asks for; it may be nil.
	Config *Config
	// Lock is where DaemonSets are to run; nil holds them to nothing.
	Lock *lock.Lock
	// Today is the day of the run, on which suppressions may have ended; none has on
	// the zero time.
	Today time.Time
	// Complete tells that the set is all that the config is about: an exemption that
	// matches nothing is left over.
	Complete bool
	// Cluster is what the manifests are for; it is set before rules run.
	Cluster placement.Cluster

	workloads  []*placement.Workload
	daemonSets []*placement.Workload
	placed     []*placement.Workload
	nodes      []*inventory.Node
	matrix     *placement.Matrix
	assumed    *placement.Matrix
	before     *placement.Matrix
	memo       map[any]any

	// What is computed may be empty, and is not computed again.
	knowsWorkloads, knowsDaemonSets, knowsPlaced, knowsNodes bool
}

// NewSnapshot returns the snapshot of a set; its Nodes are the inventory.
func NewSnapshot(set *manifest.Set) *Snapshot {
	set.LearnScopes()
	return &Snapshot{Set: set}
}

// Workloads returns everything that makes pods, in order.
func (s *Snapshot) Workloads() []*placement.Workload {
	if !s.knowsWorkloads {
		s.knowsWorkloads = true
		s.Set.Decode()
		s.workloads = s.Cluster.Workloads(s.Set)
	}
	return s.workloads
}

// Placed returns the workloads that are placed: all but patches of others.
func (s *Snapshot) Placed() []*placement.Workload {
	if !s.knowsPlaced {
		s.knowsPlaced = true
		s.placed = s.Workloads()
		if slices.ContainsFunc(s.placed, (*placement.Workload).Fragment) {
			s.placed = slices.DeleteFunc(slices.Clone(s.placed), (*placement.Workload).Fragment)
		}
	}
	return s.placed
}

// DaemonSets returns the DaemonSets among the workloads.
func (s *Snapshot) DaemonSets() []*placement.Workload {
	if !s.knowsDaemonSets {
		s.knowsDaemonSets = true
		for _, workload := range s.Workloads() {
			if workload.DaemonSet != nil {
				s.daemonSets = append(s.daemonSets, workload)
			}
		}
	}
	return s.daemonSets
}

// Nodes returns the inventory; it is empty where none was given.
func (s *Snapshot) Nodes() []*inventory.Node {
	if !s.knowsNodes {
		s.knowsNodes = true
		s.nodes = inventory.Collect(s.Set)
		if s.Config != nil {
			inventory.Allot(s.nodes, s.Config.Facts.Allocatable)
		}
	}
	return s.nodes
}

// Placement returns the verdicts on all workloads and nodes.
func (s *Snapshot) Placement() *placement.Matrix {
	if s.matrix == nil {
		s.matrix = s.Cluster.Decide(s.Set, s.Placed(), s.Nodes())
	}
	return s.matrix
}

// Assumed returns the verdicts that rules judge by. Namespaces that nothing declares
// exist for them: another repository or a chart may make these, and mistakes are
// mistakes there, too.
func (s *Snapshot) Assumed() *placement.Matrix {
	declared := placement.DeclaredNamespaces(s.Set)
	if s.assumed == nil && !slices.ContainsFunc(s.Workloads(), func(w *placement.Workload) bool { return declared.Missing(w.Namespace()) }) {
		s.assumed = s.Placement()
	}
	if s.assumed == nil {
		cluster := s.Cluster
		cluster.NamespacesExist = true
		s.assumed = cluster.Decide(s.Set, s.Placed(), s.Nodes())
	}
	return s.assumed
}

// PlacementAfter returns the verdicts where the pods of another state run already:
// DaemonSets that the other one knows keep their place before those that are new.
func (s *Snapshot) PlacementAfter(running *placement.Matrix) *placement.Matrix {
	known := map[string]bool{}
	for _, w := range running.Workloads {
		known[w.String()] = true
	}
	var old, added []*placement.Workload
	for _, w := range s.Placed() {
		if known[w.String()] {
			old = append(old, w)
		} else {
			added = append(added, w)
		}
	}
	if ordered := slices.Concat(old, added); !slices.Equal(ordered, s.Placed()) {
		return s.Cluster.Decide(s.Set, ordered, s.Nodes())
	}
	return s.Placement()
}

// ClusterName returns the name of the cluster.
func (s *Snapshot) ClusterName() string { return cmp.Or(s.Name, DefaultCluster) }

// Change does something to the nodes; it comes before rules run. An error names the
// node and what contradicts it.
func (s *Snapshot) Change(changes []inventory.Change) error {
	return NewFleet(s).Change(changes)
}

// change tells for each change whether there is a node that it means.
func (s *Snapshot) change(changes []inventory.Change) ([]bool, error) {
	if len(changes) == 0 {
		return nil, nil
	}
	changed, met, err := inventory.Apply(s.Nodes(), changes)
	if err != nil {
		return nil, err
	}
	s.before, s.matrix, s.assumed, s.nodes = s.Placement(), nil, nil, changed
	return met, nil
}

// Changed reports whether something was done to the nodes.
func (s *Snapshot) Changed() bool { return s.before != nil }

// Moves tells what the changes mean for pods that run without them. There are none
// without changes.
func (s *Snapshot) Moves() []placement.Move {
	if s.before == nil {
		return nil
	}
	return placement.Compare(s.before, s.Placement())
}

// Memo returns what compute gives, which is computed when the key is first asked
// for. Rules that share a costly view of the snapshot keep it here, under a key of
// a type of their own.
func (s *Snapshot) Memo(key any, compute func() any) any {
	value, known := s.memo[key]
	if !known {
		if s.memo == nil {
			s.memo = map[any]any{}
		}
		value = compute()
		s.memo[key] = value
	}
	return value
}

// Pass is one rule looking at a snapshot.
type Pass struct {
	*Snapshot
	// Rule is the rule that runs.
	Rule *Rule
	// Passes tells fields that nothing is reported at; it may be nil.
	Passes func(at manifest.Ref) bool

	findings []*Finding
}

// Placement returns the verdicts to judge by, see [Snapshot.Assumed].
func (p *Pass) Placement() *placement.Matrix { return p.Assumed() }

// Report adds a finding at a field, unless it holds a placeholder: then nobody knows
// what will stand there. The message is "subject verb value reason",
// without a full stop and without the remedy.
func (p *Pass) Report(at manifest.Ref, message string, details ...Detail) {
	if at.Unfilled() || p.Passes != nil && p.Passes(at) {
		return
	}
	if value, ok := at.ChartValue(); ok {
		details = append(details, func(f *Finding) { f.Related = append(f.Related, Related{value, "the value of the chart"}) })
	}
	if value, ok := at.Substituted(); ok {
		details = append(details, See(value, "the value that is put here"))
	}
	p.ReportAt(at.Object, at.Span(), message, append(details, func(f *Finding) { f.Field = at })...)
}

// ReportAt adds a finding at a place that is no field; object may be nil.
func (p *Pass) ReportAt(object *manifest.Object, at manifest.Span, message string, details ...Detail) {
	finding := &Finding{Rule: p.Rule, Severity: p.Rule.Severity, Object: object, At: at, Message: message}
	for _, detail := range details {
		detail(finding)
	}
	finding.nameValues()
	p.findings = append(p.findings, finding)
}

// nameValues names the files with values that the object of a finding was rendered with,
// as far as it does not do so yet.
func (f *Finding) nameValues() {
	for _, values := range f.Object.GivenValues() {
		named := func(r Related) bool { return r.At.File == values.File }
		if values.File != f.At.File && !slices.ContainsFunc(f.Related, named) {
			f.Related = append(f.Related, Related{values, "the values of the chart"})
		}
	}
}
