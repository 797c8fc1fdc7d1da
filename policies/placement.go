package policies

import (
	"github.com/open-policy-agent/opa/v1/ast"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// nodeTerm returns a Node as it is written or, where flags change the inventory, as
// it is then.
func (v *view) nodeTerm(node *inventory.Node) (*ast.Term, error) {
	if !v.Changed() && node.Object.Kind == "Node" {
		return v.object(node.Object)
	}
	changed := *node.Node
	changed.Kind, changed.APIVersion = "Node", corev1.SchemeGroupVersion.String()
	return termOf(changed)
}

// placements returns the entries of all workloads, one for each group of nodes that
// look alike to all of them.
func (v *view) placements() (*ast.Term, error) {
	shared, err := v.sharedTerms()
	if err != nil {
		return nil, err
	}
	var terms []*ast.Term
	for i := range v.workloads {
		for _, verdict := range v.Assumed().Of(v.workloads[i].Workload) {
			term, err := v.placementTerm(verdict)
			if err != nil {
				return nil, err
			}
			terms = append(terms, extend(term, "workload", shared.workloads.Elem(i)))
			nodes := make([]*ast.Term, len(verdict.Nodes))
			for n, node := range verdict.Nodes {
				nodes[n] = shared.nodes[node]
			}
			extend(term, "nodes", ast.ArrayTerm(nodes...))
		}
	}
	return ast.ArrayTerm(terms...), nil
}

// shared are terms that many placements hold.
type shared struct {
	workloads *ast.Array
	nodes     map[*inventory.Node]*ast.Term
}

func (v *view) sharedTerms() (*shared, error) {
	workloads, err := v.term(workloadsKey)
	if err != nil {
		return nil, err
	}
	nodes, err := v.term(nodesKey)
	if err != nil {
		return nil, err
	}
	s := &shared{nodes: make(map[*inventory.Node]*ast.Term, len(v.Nodes()))}
	s.workloads, _ = workloads.Value.(*ast.Array)
	if list, ok := nodes.Value.(*ast.Array); ok {
		for i, node := range v.Nodes() {
			s.nodes[node] = list.Elem(i)
		}
	}
	return s, nil
}

func extend(object *ast.Term, key string, value *ast.Term) *ast.Term {
	if into, ok := object.Value.(ast.Object); ok {
		into.Insert(ast.StringTerm(key), value)
	}
	return object
}

// placementTerm returns a verdict, all but its workload and nodes.
func (v *view) placementTerm(verdict *placement.Verdict) (*ast.Term, error) {
	w := &v.workloads[v.workloadOf(verdict.Workload)]
	refusals := make([]any, len(verdict.Refusals))
	for i := range verdict.Refusals {
		refusals[i] = refusalValue(w, &verdict.Refusals[i])
	}
	return termOf(map[string]any{
		"outcome": verdict.Outcome.String(), "shouldRun": verdict.ShouldRun,
		"shouldContinueRunning": verdict.ShouldContinueRunning, "podCreated": verdict.PodCreated(),
		"reasons": verdict.Reasons, "refusals": refusals, "fits": verdict.Fits, "at": w.path(w.At("spec")),
	})
}

func refusalValue(w *workload, refusal *placement.Refusal) map[string]any {
	value := map[string]any{
		"gate": string(refusal.Gate), "reason": refusal.Reason, "kubernetes": refusal.Kubernetes, "alone": refusal.Alone,
	}
	if refusal.By.Object == w.Object {
		value["at"] = w.path(refusal.By)
	}
	if refusal.Taint != nil {
		value["taint"] = refusal.Taint
	}
	if refusal.Resource != "" {
		value["resource"] = string(refusal.Resource)
	}
	return value
}

// placementOn returns the verdict on a workload and a node, by their names; nil where
// one of them is not known.
func (v *view) placementOn(kind, namespace, name, node string) *placement.Verdict {
	for _, w := range v.Workloads() {
		if w.Object.Kind == kind && w.Namespace() == namespace && w.Object.Name == name {
			return v.Assumed().On(w, node)
		}
	}
	return nil
}

// nodeAt leads to a Node of the inventory.
func (v *view) nodeAt(index int, path []any) (manifest.Ref, bool) {
	nodes := v.Nodes()
	if index >= len(nodes) {
		return manifest.Ref{}, false
	}
	return nodes[index].At(path...), true
}
