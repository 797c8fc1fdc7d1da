package placement

import (
	corev1 "k8s.io/api/core/v1"
)

// MoveKind is what happens to the pod of a workload on a node when something
// changes.
type MoveKind int

// The kinds of moves, the most urgent first.
const (
	// Evicted: a pod that runs is deleted at once, because of a NoExecute taint or,
	// for a DaemonSet, because its node selector or affinity stops matching
	// (k8s.io/kubernetes/pkg/controller/daemon, podsShouldBeOnNode).
	Evicted MoveKind = iota
	// Lost: the node is gone, and the pod with it.
	Lost
	// Waits: a pod that runs is replaced, by a rollout or because a pod of a higher
	// priority takes its place, and the next one is refused or cannot be bound.
	Waits
	// Leaves: the rollout of a changed template deletes the pod that runs, and none
	// comes back (k8s.io/kubernetes/pkg/controller/daemon, rollingUpdate).
	Leaves
	// Stays: the pod that runs may stay, but once it is gone none comes back, or the
	// next one waits.
	Stays
	// Wanted: a pod is wanted where none ran, and it is refused or cannot be bound.
	Wanted
	// Comes: a pod runs where none did; one of a workload other than a DaemonSet may.
	Comes
)

// String returns the kind as reports print it.
func (k MoveKind) String() string {
	return [...]string{"evicted", "lost", "waits", "leaves", "stays", "wanted", "comes"}[k]
}

// Move is what a change means for one workload on one node. A pod of a workload other
// than a DaemonSet may run on any node that takes it: what is said holds if it does.
type Move struct {
	Workload *Workload
	Node     string
	Kind     MoveKind
	// Verdict is the one after the change, nil for Lost.
	Verdict *Verdict
}

// Compare tells what happens to pods that run, and which come, when the state of
// before turns into that of after. Workloads are matched by kind, namespace and
// name, nodes by name; a workload that only one of the two knows is left out, and so
// is one that the API server refuses after the change: what runs stays as it is.
func Compare(before, after *Matrix) []Move {
	var moves []Move
	c := &comparison{before: before, after: after, was: before.byName()}
	later := after.byName()
	for _, w := range before.Workloads {
		if now := later[w.String()]; now != nil && len(after.Errors(now)) == 0 {
			moves = append(moves, c.moves(w, now)...)
		}
	}
	return moves
}

func (m *Matrix) byName() map[string]*Workload {
	names := make(map[string]*Workload, len(m.Workloads))
	for _, w := range m.Workloads {
		names[w.String()] = w
	}
	return names
}

// byNode returns the verdicts on a workload by the names of nodes.
func (m *Matrix) byNode(w *Workload) map[string]*Verdict {
	verdicts := make(map[string]*Verdict, len(m.Nodes))
	for _, verdict := range m.Of(w) {
		for _, node := range verdict.Nodes {
			verdicts[node.Name] = verdict
		}
	}
	return verdicts
}

type comparison struct {
	before, after *Matrix
	was           map[string]*Workload // the workloads before, by name
}

func (c *comparison) moves(was, is *Workload) []Move {
	old, now := c.before.byNode(was), c.after.byNode(is)
	rolls := is.Rolls() && !SameTemplate(was, is)
	var moves []Move
	for _, node := range c.before.Nodes {
		ran := old[node.Name] != nil && old[node.Name].Outcome == Scheduled
		verdict := now[node.Name]
		if kind, moved := c.move(old[node.Name], verdict, rolls, node.Name); moved && (ran || verdict != nil) {
			moves = append(moves, Move{is, node.Name, kind, verdict})
		}
	}
	known := make(map[string]bool, len(c.before.Nodes))
	for _, node := range c.before.Nodes {
		known[node.Name] = true
	}
	for _, node := range c.after.Nodes {
		if verdict := now[node.Name]; !known[node.Name] && verdict != nil {
			if kind, moved := arrival(nil, verdict); moved {
				moves = append(moves, Move{is, node.Name, kind, verdict})
			}
		}
	}
	return moves
}

// move tells what happens on a node, and whether anything does.
func (c *comparison) move(old, now *Verdict, rolls bool, node string) (MoveKind, bool) {
	ran := old != nil && old.Outcome == Scheduled
	switch {
	case now == nil:
		return Lost, ran
	case !ran:
		return arrival(old, now)
	case now.Outcome == Scheduled:
		return Comes, false
	case now.ShouldRun:
		return waitsOrStays(rolls || c.displaced(now, node)), true
	case !now.ShouldContinueRunning && (now.Workload.DaemonSet != nil || now.evicts()):
		return Evicted, true
	case rolls && now.Workload.DaemonSet != nil:
		return Leaves, true
	}
	return Stays, true
}

func waitsOrStays(replaced bool) MoveKind {
	if replaced {
		return Waits
	}
	return Stays
}

// arrival tells whether a pod comes where none ran, or is newly wanted and waits.
func arrival(old, now *Verdict) (MoveKind, bool) {
	wanted := old != nil && old.ShouldRun && old.Outcome != Scheduled
	switch {
	case now.Outcome == Scheduled:
		return Comes, true
	case now.Workload.DaemonSet == nil || wanted:
		return 0, false
	}
	return Wanted, now.ShouldRun
}

// displaced reports whether a pod of a higher priority, which was not there before,
// holds what the pod of a verdict would need.
func (c *comparison) displaced(now *Verdict, node string) bool {
	own := c.after.prepared[now.Workload]
	for _, refusal := range now.Refusals {
		for _, holder := range refusal.Holders {
			taker := c.after.prepared[holder]
			if own != nil && taker != nil && taker.priority > own.priority && !c.ranBefore(holder, node) {
				return true
			}
		}
	}
	return false
}

func (c *comparison) ranBefore(w *Workload, node string) bool {
	was := c.was[w.String()]
	if was == nil {
		return false
	}
	verdict := c.before.On(was, node)
	return verdict != nil && verdict.Outcome == Scheduled
}

// evicts reports whether an untolerated NoExecute taint is among the refusals: a
// pod that no DaemonSet controller watches is deleted for nothing else.
func (v *Verdict) evicts() bool {
	for _, refusal := range v.Refusals {
		if refusal.Taint != nil && refusal.Taint.Effect == corev1.TaintEffectNoExecute {
			return true
		}
	}
	return false
}
