package policies

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// The keys of input that are no kinds.
const (
	workloadsKey  = "workloads"  // whatever makes pods
	nodesKey      = "nodes"      // the inventory
	placementsKey = "placements" // what becomes of workloads on nodes
	configKey     = "config"     // what the project asks of dslint
	kubernetesKey = "kubernetes" // the version of the cluster
)

// view is what policies see of a snapshot. Every key is turned into terms of Rego
// once a run, and only when a policy speaks of it: the Nodes of a big cluster cost
// more than all the rest.
type view struct {
	*lint.Snapshot

	objects   map[string][]*manifest.Object // by plural
	workloads []workload
	terms     map[string]*ast.Term
	raw       map[*manifest.Object]*ast.Term
	subjects  map[*manifest.Object]*subject // of constraints
	synced    storage.Store                 // the inventory of constraints
	bound     map[string]*topdown.Builtin   // the functions of dslint
	named     map[string]bool               // of costly, what some policy has named so far
}

// viewKey is the key of the view in its snapshot.
type viewKey struct{}

// viewOf returns the view that all policies of a run share.
func viewOf(snapshot *lint.Snapshot) *view {
	made, _ := snapshot.Memo(viewKey{}, func() any { return newView(snapshot) }).(*view)
	return made
}

func newView(snapshot *lint.Snapshot) *view {
	v := &view{Snapshot: snapshot, objects: map[string][]*manifest.Object{}, named: map[string]bool{}}
	v.forget()
	index := map[*manifest.Object]int{}
	for _, object := range snapshot.Set.Objects() {
		kind := plural(object.Kind)
		index[object] = len(v.objects[kind])
		v.objects[kind] = append(v.objects[kind], object)
	}
	for _, made := range snapshot.Workloads() {
		v.workloads = append(v.workloads, newWorkload(made, index[made.Object]))
	}
	return v
}

// forget drops what was converted.
func (v *view) forget() {
	v.terms, v.raw = map[string]*ast.Term{}, map[*manifest.Object]*ast.Term{}
	v.subjects, v.synced = map[*manifest.Object]*subject{}, nil
}

// costly are keys of workloads that are there only once a policy names them.
var costly = []string{"object", "template"}

// need sees to it that workloads hold what policies name.
func (v *view) need(wanted keys) {
	for _, word := range costly {
		if wanted.words[word] && !v.named[word] {
			v.named[word] = true
			delete(v.terms, workloadsKey)
			delete(v.terms, placementsKey)
		}
	}
}

// document returns the input that holds what policies speak of.
func (v *view) document(wanted keys, rule *lint.Rule) (*ast.Term, error) {
	v.need(wanted)
	names := wanted.names
	if wanted.all {
		names = slices.AppendSeq([]string{workloadsKey, nodesKey, placementsKey, configKey, kubernetesKey}, maps.Keys(v.objects))
	}
	document := ast.NewObject()
	for _, name := range names {
		if name == configKey {
			config, err := v.configTerm(rule)
			if err != nil {
				return nil, err
			}
			document.Insert(ast.StringTerm(configKey), config)
			continue
		}
		term, err := v.term(name)
		if err != nil {
			return nil, err
		}
		if term != nil {
			document.Insert(ast.StringTerm(name), term)
		}
	}
	return ast.NewTerm(document), nil
}

// term returns what a key of input holds, nil for kinds that the set has none of.
func (v *view) term(name string) (*ast.Term, error) {
	if made, known := v.terms[name]; known {
		return made, nil
	}
	made, err := v.convert(name)
	if err == nil {
		v.terms[name] = made
	}
	return made, err
}

func (v *view) convert(name string) (*ast.Term, error) {
	switch name {
	case workloadsKey:
		return listOf(v.workloads, v.workloadTerm)
	case nodesKey:
		return listOf(v.Nodes(), v.nodeTerm)
	case placementsKey:
		return v.placements()
	case kubernetesKey:
		return ast.StringTerm(v.Cluster.Version.String()), nil
	}
	if v.objects[name] == nil {
		return nil, nil //nolint:nilnil // there is no such kind, which is no error
	}
	return listOf(v.objects[name], v.object)
}

// object returns an object as it is written.
func (v *view) object(object *manifest.Object) (*ast.Term, error) {
	if made := v.raw[object]; made != nil {
		return made, nil
	}
	made, err := termOf(object.Value())
	v.raw[object] = made
	return made, err
}

// functions returns the functions of dslint's own, for queries about the snapshot.
func (v *view) functions() map[string]*topdown.Builtin {
	if v.bound == nil {
		v.bound = bind(v)
	}
	return v.bound
}

// listOf converts a list.
func listOf[T any](items []T, convert func(T) (*ast.Term, error)) (*ast.Term, error) {
	terms := make([]*ast.Term, len(items))
	for i, item := range items {
		term, err := convert(item)
		if err != nil {
			return nil, err
		}
		terms[i] = term
	}
	return ast.ArrayTerm(terms...), nil
}

func termOf(value any) (*ast.Term, error) {
	made, err := ast.InterfaceToValue(value)
	if err != nil {
		return nil, err
	}
	return ast.NewTerm(made), nil
}

// workloadOf returns the index of a workload, -1 for one that is not there.
func (v *view) workloadOf(w *placement.Workload) int {
	return slices.IndexFunc(v.workloads, func(known workload) bool { return known.Workload == w })
}
