package policies

import (
	"encoding/json"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	resourcehelper "k8s.io/component-helpers/resource"

	"github.com/dslint/dslint/lint/placement"
)

// function is a built-in function of dslint's own. Its result is undefined, nil here,
// where an argument is not what Kubernetes expects: what is wrong with a manifest is
// no fault of the policy.
type function struct {
	declaration *ast.Builtin
	call        func(v *view, args []*ast.Term) (any, error)
}

// functions returns what dslint adds to Rego.
func functions() []function {
	object := types.NewObject(nil, types.NewDynamicProperty(types.S, types.A))
	return []function{
		{
			declare("dslint.tolerates", "Whether one of the tolerations of a pod tolerates a taint, as the scheduler decides.",
				types.Named("tolerated", types.B),
				types.Named("tolerations", types.NewArray(nil, object)).Description("as in the spec of a pod"),
				types.Named("taint", object).Description("as in the spec of a Node: key, value, effect")),
			tolerates,
		},
		{
			declare("dslint.matches", "Whether a label selector matches labels.",
				types.Named("matched", types.B),
				types.Named("selector", types.NewAny(object, types.S)).Description("matchLabels and matchExpressions, or as kubectl -l takes it"),
				types.Named("labels", object).Description("the labels of an object")),
			matches,
		},
		{
			declare("dslint.quantity", "The amount that a quantity of Kubernetes stands for: 0.5 for \"500m\", 1024 for \"1Ki\".",
				types.Named("amount", types.N),
				types.Named("quantity", types.NewAny(types.S, types.N)).Description("as in resources.requests")),
			quantity,
		},
		{
			declare("dslint.requests", "What the scheduler counts for a pod, by resource: the containers, sidecars, init containers and overhead together.",
				types.Named("requests", types.NewObject(nil, types.NewDynamicProperty(types.S, types.N))),
				types.Named("pod", object).Description("the spec of a pod, or an object that has one under spec")),
			requests,
		},
		{
			declare("dslint.placement", "What becomes of a workload on a Node: an entry of input.placements.",
				types.Named("placement", object),
				types.Named("object", object).Description("an entry of input.workloads, or an object of the manifests"),
				types.Named("node", types.NewAny(object, types.S)).Description("a Node or its name")),
			placementOn,
		},
	}
}

func declare(name, description string, result types.Type, args ...types.Type) *ast.Builtin {
	return &ast.Builtin{
		Name: name, Description: description, Categories: []string{"dslint"}, Decl: types.NewFunction(args, result),
	}
}

// bind returns the functions for queries about a snapshot.
func bind(v *view) map[string]*topdown.Builtin {
	bound := map[string]*topdown.Builtin{}
	for _, f := range functions() {
		bound[f.declaration.Name] = &topdown.Builtin{
			Decl: f.declaration,
			Func: func(_ topdown.BuiltinContext, args []*ast.Term, yield func(*ast.Term) error) error {
				result, err := f.call(v, args)
				if err != nil || result == nil {
					return nil //nolint:nilerr // it is undefined
				}
				term, err := termOf(result)
				if err != nil {
					return err
				}
				return yield(term)
			},
		}
	}
	for _, b := range boundedFunctions() {
		bound[boundedPrefix+b.name] = b.function()
	}
	return bound
}

// read decodes an argument as the API server would.
func read(arg *ast.Term, into any) error {
	value, err := ast.JSON(arg.Value)
	if err != nil {
		return err
	}
	text, err := json.Marshal(value)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

func tolerates(_ *view, args []*ast.Term) (any, error) {
	var tolerations []corev1.Toleration
	if err := read(args[0], &tolerations); err != nil {
		return nil, err
	}
	var taint corev1.Taint
	if err := read(args[1], &taint); err != nil {
		return nil, err
	}
	return placement.Tolerates(tolerations, &taint), nil
}

func matches(_ *view, args []*ast.Term) (any, error) {
	selector, err := selectorOf(args[0])
	if err != nil {
		return nil, err
	}
	var set labels.Set
	if err := read(args[1], &set); err != nil {
		return nil, err
	}
	return selector.Matches(set), nil
}

func selectorOf(arg *ast.Term) (labels.Selector, error) {
	if text, isText := arg.Value.(ast.String); isText {
		return labels.Parse(string(text))
	}
	selector := &metav1.LabelSelector{}
	if err := read(arg, selector); err != nil {
		return nil, err
	}
	return metav1.LabelSelectorAsSelector(selector)
}

func quantity(_ *view, args []*ast.Term) (any, error) {
	var amount resource.Quantity
	if err := read(args[0], &amount); err != nil {
		return nil, err
	}
	return number(amount), nil
}

// number writes an amount exactly, and as short as can be.
func number(amount resource.Quantity) json.Number {
	text := amount.AsDec().String()
	if strings.Contains(text, ".") {
		text = strings.TrimRight(strings.TrimRight(text, "0"), ".")
	}
	return json.Number(text)
}

func requests(_ *view, args []*ast.Term) (any, error) {
	pod := &corev1.Pod{}
	if err := read(args[0], pod); err != nil {
		return nil, err
	}
	if len(pod.Spec.Containers) == 0 {
		if err := read(args[0], &pod.Spec); err != nil {
			return nil, err
		}
	}
	amounts := map[string]any{}
	for name, amount := range resourcehelper.PodRequests(placement.Defaulted(pod), resourcehelper.PodResourcesOptions{}) {
		amounts[string(name)] = number(amount)
	}
	return amounts, nil
}

func placementOn(v *view, args []*ast.Term) (any, error) {
	var object struct {
		Kind, Namespace, Name string
		Metadata              metav1.ObjectMeta
	}
	if err := read(args[0], &object); err != nil {
		return nil, err
	}
	var node struct{ Metadata metav1.ObjectMeta }
	if name, isText := args[1].Value.(ast.String); isText {
		node.Metadata.Name = string(name)
	} else if err := read(args[1], &node); err != nil {
		return nil, err
	}
	if object.Name == "" {
		object.Name, object.Namespace = object.Metadata.Name, object.Metadata.Namespace
		if object.Namespace == "" {
			object.Namespace = metav1.NamespaceDefault
		}
	}
	verdict := v.placementOn(object.Kind, object.Namespace, object.Name, node.Metadata.Name)
	if verdict == nil {
		return nil, nil //nolint:nilnil // it is undefined
	}
	term, err := v.placementTerm(verdict)
	if err != nil {
		return nil, err
	}
	return term.Value, nil
}
