package diff

import (
	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// Workload is what a change means for one workload.
type Workload struct {
	Kind Kind
	// Before and After are the two states; one is nil for Added and Removed.
	Before, After *placement.Workload
	// Was and Is are what kubectl prints.
	Was, Is placement.Count
	// Errors are why the API server refuses the state after, where it took the one
	// before: what runs stays as it is, and Is equals Was.
	Errors []string
	// Immutable are fields that changed and that the API server does not let change:
	// it refuses the update, and what is said of the state after holds for a workload
	// that is deleted and created anew.
	Immutable []manifest.Ref
	// Moves are what happens node by node.
	Moves []placement.Move
	// Rollout is nil where no pod is replaced.
	Rollout *Rollout
	// Totals are the sums of the requests of all pods that are wanted, by resource,
	// of those that differ.
	Totals []Total
}

// Total is how much of a resource the pods of a workload request in sum.
type Total struct {
	Resource corev1.ResourceName
	Was, Is  resource.Quantity
}

// Either returns the state after, or the one before of a workload that is gone.
func (w *Workload) Either() *placement.Workload {
	if w.After != nil {
		return w.After
	}
	return w.Before
}

func compareWorkloads(before, after *lint.Snapshot) []*Workload {
	was := before.Placement()
	is := after.PlacementAfter(was)
	moves := map[*placement.Workload][]placement.Move{}
	for _, move := range placement.Compare(was, is) {
		moves[move.Workload] = append(moves[move.Workload], move)
	}
	var changed []*Workload
	for _, pair := range matched(was.Workloads, is.Workloads) {
		w := &Workload{Kind: kindOf(pair), Before: pair[0], After: pair[1]}
		w.Was, w.Is = count(was, w.Before), count(is, w.After)
		if w.Errors = newErrors(was, is, w); len(w.Errors) > 0 {
			w.Is = w.Was
		} else {
			w.compare(was, is, moves)
		}
		if w.counts() {
			changed = append(changed, w)
		}
	}
	return changed
}

func (w *Workload) compare(was, is *placement.Matrix, moves map[*placement.Workload][]placement.Move) {
	w.Totals = totals(requested(was, w.Before, w.Was), requested(is, w.After, w.Is))
	w.Moves = moves[w.After]
	switch w.Kind {
	case Added:
		w.Moves = arrivals(is, w.After)
	case Changed:
		w.Immutable = immutable(w.Before.Object, w.After.Object)
		w.Rollout = rolloutOf(w)
	case Removed, Same:
	}
}

func kindOf(pair [2]*placement.Workload) Kind {
	switch {
	case pair[0] == nil:
		return Added
	case pair[1] == nil:
		return Removed
	case apiequality.Semantic.DeepEqual(pair[0].Object.Typed(), pair[1].Object.Typed()):
		return Same
	}
	return Changed
}

// counts reports whether there is anything to tell.
func (w *Workload) counts() bool {
	return w.Kind == Added || w.Kind == Removed || w.Was != w.Is || len(w.Errors) > 0 || len(w.Immutable) > 0 ||
		len(w.Moves) > 0 || w.Rollout != nil || len(w.Totals) > 0
}

func count(matrix *placement.Matrix, w *placement.Workload) placement.Count {
	if w == nil || len(matrix.Errors(w)) > 0 {
		return placement.Count{}
	}
	return matrix.Count(w)
}

// arrivals are the moves of a workload that is new.
func arrivals(matrix *placement.Matrix, w *placement.Workload) []placement.Move {
	var moves []placement.Move
	for _, verdict := range matrix.Of(w) {
		kind := placement.Wanted
		switch {
		case verdict.Outcome == placement.Scheduled:
			kind = placement.Comes
		case !verdict.ShouldRun || w.DaemonSet == nil:
			continue
		}
		for _, node := range verdict.Nodes {
			moves = append(moves, placement.Move{Workload: w, Node: node.Name, Kind: kind, Verdict: verdict})
		}
	}
	return moves
}

func newErrors(was, is *placement.Matrix, w *Workload) []string {
	if w.After == nil || w.Before != nil && len(was.Errors(w.Before)) > 0 {
		return nil
	}
	var texts []string
	for _, err := range is.Errors(w.After) {
		texts = append(texts, err.String())
	}
	return texts
}

// requested is what all pods that are wanted request in sum.
func requested(matrix *placement.Matrix, w *placement.Workload, pods placement.Count) corev1.ResourceList {
	sum := corev1.ResourceList{}
	if w == nil {
		return sum
	}
	for name, quantity := range matrix.Requests(w) {
		total := quantity.DeepCopy()
		total.Mul(int64(pods.Desired))
		sum[name] = total
	}
	return sum
}
