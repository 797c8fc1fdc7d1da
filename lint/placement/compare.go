package placement

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
	// Waits: a pod is wanted that is refused or cannot be bound, where one ran.
	Waits
	// Stays: the pod that runs may stay, but once it is gone none comes back.
	Stays
	// Comes: a pod runs where none did.
	Comes
)

// String returns the kind as reports print it.
func (k MoveKind) String() string {
	return [...]string{"evicted", "lost", "waits", "stays", "comes"}[k]
}

// Move is what a change means for one workload on one node.
type Move struct {
	Workload *Workload
	Node     string
	Kind     MoveKind
	// Verdict is the one after the change, nil for Lost.
	Verdict *Verdict
}

// Compare tells what happens to pods that run, and which come, when the state of
// before turns into that of after. Workloads are matched by kind, namespace and
// name, nodes by name; a workload that only one of the two knows is left out.
func Compare(before, after *Matrix) []Move {
	later := map[string]*Workload{}
	for _, w := range after.Workloads {
		later[w.String()] = w
	}
	var moves []Move
	for _, w := range before.Workloads {
		if now := later[w.String()]; now != nil {
			moves = append(moves, movesOf(before.byNode(w), after.byNode(now), before, after, w, now)...)
		}
	}
	return moves
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

func movesOf(old, now map[string]*Verdict, before, after *Matrix, was, is *Workload) []Move {
	var moves []Move
	for _, node := range before.Nodes {
		ran := old[node.Name].Outcome == Scheduled
		verdict := now[node.Name]
		if kind, moved := move(was, ran, verdict); moved {
			moves = append(moves, Move{is, node.Name, kind, verdict})
		}
	}
	for _, node := range after.Nodes {
		if _, known := old[node.Name]; !known && now[node.Name].Outcome == Scheduled {
			moves = append(moves, Move{is, node.Name, Comes, now[node.Name]})
		}
	}
	return moves
}

// move tells what happens on a node, and whether anything does.
func move(w *Workload, ran bool, now *Verdict) (MoveKind, bool) {
	switch {
	case now == nil:
		return Lost, ran
	case now.Outcome == Scheduled:
		return Comes, !ran
	case !ran:
		return 0, false
	case now.ShouldRun:
		return Waits, true
	case now.ShouldContinueRunning || w.DaemonSet == nil && !now.evicts():
		return Stays, true
	}
	return Evicted, true
}

// evicts reports whether an untolerated NoExecute taint is among the refusals: a
// pod that no DaemonSet controller watches is deleted for nothing else.
func (v *Verdict) evicts() bool {
	for _, refusal := range v.Refusals {
		if refusal.Taint != nil && refusal.Taint.Effect == "NoExecute" {
			return true
		}
	}
	return false
}
