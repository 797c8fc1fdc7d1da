package report

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// placed is what the tables say of one workload.
type placed struct {
	workload *placement.Workload
	verdicts []*placement.Verdict
	count    placement.Count
	errors   []string
	// order is the place of each node in the inventory.
	order map[string]int
}

func placedWorkloads(fleet *lint.Fleet, snapshot *lint.Snapshot) []*placed {
	matrix := snapshot.Placement()
	order := make(map[string]int, len(matrix.Nodes))
	for i, node := range matrix.Nodes {
		order[node.Name] = i
	}
	reported := fleet.Reported(snapshot)
	all := make([]*placed, 0, len(reported))
	for _, workload := range reported {
		all = append(all, newPlaced(matrix, workload, order))
	}
	return all
}

// newPlaced looks a workload up. One that the API server refuses is not there, so
// that no pod of it is.
func newPlaced(matrix *placement.Matrix, w *placement.Workload, order map[string]int) *placed {
	p := &placed{workload: w, verdicts: matrix.Of(w), count: matrix.Count(w), order: order}
	p.errors = apiErrors(matrix, w)
	if !p.valid() {
		p.verdicts, p.count = nil, placement.Count{}
	}
	return p
}

// name writes the name as kubectl does where several kinds are listed.
func (p *placed) name() string {
	object := p.workload.Object
	if object.Kind == "DaemonSet" {
		return object.Name
	}
	return strings.ToLower(object.Kind) + "/" + object.Name
}

// nodeSelector writes the node selector of the pods as kubectl does.
func nodeSelector(w *placement.Workload) string {
	selector := w.Spec().NodeSelector
	if len(selector) == 0 {
		return "<none>"
	}
	pairs := make([]string, 0, len(selector))
	for _, key := range slices.Sorted(maps.Keys(selector)) {
		pairs = append(pairs, key+"="+selector[key])
	}
	return strings.Join(pairs, ",")
}

// apiErrors are the words of the API server where it refuses the workload itself, or says
// that its namespace does not exist.
func apiErrors(matrix *placement.Matrix, w *placement.Workload) []string {
	var errors []string
	for _, err := range matrix.Errors(w) {
		errors = append(errors, err.String())
	}
	return errors
}

// errorsText writes what the API server answers in a line: some of it names no field.
func (p *placed) errorsText() string {
	texts := make([]string, len(p.errors))
	for i, text := range p.errors {
		texts[i] = strings.TrimPrefix(text, ": ")
	}
	return strings.Join(texts, "; ")
}

// valid reports whether the API server takes the workload.
func (p *placed) valid() bool { return len(p.errors) == 0 }

// outcomes are nodes that share an outcome and its cause.
type outcomes struct {
	outcome placement.Outcome
	cause   string
	nodes   []string
}

// gather puts verdicts of one outcome and one cause together, the gravest outcome
// first.
func (p *placed) gather(cause func(*placement.Verdict) string) []*outcomes {
	type key struct {
		outcome placement.Outcome
		cause   string
	}
	var all []*outcomes
	known := map[key]*outcomes{}
	for _, verdict := range p.verdicts {
		k := key{verdict.Outcome, cause(verdict)}
		if known[k] == nil {
			known[k] = &outcomes{outcome: k.outcome, cause: k.cause}
			all = append(all, known[k])
		}
		known[k].nodes = append(known[k].nodes, verdict.NodeNames()...)
	}
	for _, o := range all {
		slices.SortFunc(o.nodes, func(a, b string) int { return cmp.Compare(p.order[a], p.order[b]) })
	}
	slices.SortStableFunc(all, func(a, b *outcomes) int { return cmp.Compare(gravity(a.outcome), gravity(b.outcome)) })
	return all
}

// gravity puts what kubectl shows as trouble before what looks healthy.
func gravity(outcome placement.Outcome) int {
	return slices.Index([]placement.Outcome{
		placement.Refused, placement.Pending, placement.Undecided, placement.Excluded, placement.Scheduled,
	}, outcome)
}

// where names the nodes, or says that they are all of many.
func (p *placed) where(nodes []string) string {
	if len(nodes) == len(p.order) && len(nodes) > few {
		return fmt.Sprintf("all %d nodes", len(nodes))
	}
	return nodeNames(nodes)
}
