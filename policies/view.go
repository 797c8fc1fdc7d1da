package policies

import (
	"maps"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// workloadsKey is the key of input that holds whatever makes pods.
const workloadsKey = "workloads"

// view is what policies see of a snapshot. Every key is turned into terms of Rego
// once a run, and only when a policy speaks of it: the Nodes of a big cluster cost
// more than all the rest.
type view struct {
	objects   map[string][]*manifest.Object // by plural
	workloads []workload
	terms     map[string]*ast.Term
}

// viewKey is the key of the view in its snapshot.
type viewKey struct{}

// viewOf returns the view that all policies of a run share.
func viewOf(snapshot *lint.Snapshot) *view {
	made, _ := snapshot.Memo(viewKey{}, func() any { return newView(snapshot) }).(*view)
	return made
}

func newView(snapshot *lint.Snapshot) *view {
	v := &view{objects: map[string][]*manifest.Object{}, terms: map[string]*ast.Term{}}
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

// configKey is the key of input that holds the options of the running policy.
const configKey = "config"

// document returns the input of a policy that holds the keys.
func (v *view) document(wanted keys, rule *lint.Rule) (*ast.Term, error) {
	names := wanted.names
	if wanted.all {
		names = append(slices.Sorted(maps.Keys(v.objects)), workloadsKey, configKey)
	}
	document := ast.NewObject()
	for _, name := range names {
		if name == configKey {
			config, err := configTerm(rule)
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
	var list []any
	switch objects := v.objects[name]; {
	case name == workloadsKey:
		list = workloadValues(v.workloads)
	case objects == nil:
		return nil, nil //nolint:nilnil // there is no such kind, which is no error
	default:
		list = objectValues(objects)
	}
	value, err := ast.InterfaceToValue(list)
	if err != nil {
		return nil, err
	}
	v.terms[name] = ast.NewTerm(value)
	return v.terms[name], nil
}

func objectValues(objects []*manifest.Object) []any {
	list := make([]any, len(objects))
	for i, object := range objects {
		list[i] = object.Value()
	}
	return list
}
