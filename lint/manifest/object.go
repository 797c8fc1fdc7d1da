package manifest

import (
	"strings"
	"sync"

	"sigs.k8s.io/kustomize/kyaml/yaml"
)

// Object is one Kubernetes object of a file. The fields hold what is written:
// Namespace is empty where the manifest leaves it out.
type Object struct {
	File                              string
	APIVersion, Kind, Namespace, Name string
	// Root is the folder or chart that the object was built from, as the user named
	// it; empty for an object that stands in a file as it is.
	Root string
	// Values are the files with values that a chart was rendered with, its own first and
	// each before those that come before it.
	Values []string
	// Variant is the alternative that the object belongs to, "" for what belongs to all:
	// objects of different variants are never applied together.
	Variant string
	// Kubernetes is the version that a chart was rendered for, where it renders to something
	// else for the versions of other clusters; "" for what belongs to all.
	Kubernetes string

	source  *File
	node    *yaml.Node
	offset  int // lines above the part of the file that node was parsed from
	indent  int // columns to the left of it
	scope   scope
	origin  Origin // nil for an object that stands in a file as it is
	decoded sync.Once
	typed   any
	faults  []Fault
}

// String names the object as "Kind namespace/name"; cluster-scoped objects
// have no namespace, others fall into "default".
func (o *Object) String() string {
	if o.ClusterScoped() {
		return strings.TrimRight(o.Kind+" "+o.Name, " ")
	}
	return o.Kind + " " + o.EffectiveNamespace() + "/" + o.Name
}

// EffectiveNamespace returns the namespace that kubectl applies the object to:
// "default" where none is written, "" for cluster-scoped kinds.
func (o *Object) EffectiveNamespace() string {
	if o.ClusterScoped() {
		return ""
	}
	if o.Namespace == "" {
		return "default"
	}
	return o.Namespace
}

// GivenValues returns the heads of the files with values that the object was rendered
// with, without the own one of the chart: each comes before those in front of it.
func (o *Object) GivenValues() []Span {
	if o == nil || len(o.Values) < 2 {
		return nil
	}
	head := Position{Line: 1, Column: 1}
	var heads []Span
	for _, name := range o.Values[1:] {
		heads = append(heads, Span{File: name, Start: head, End: head})
	}
	return heads
}

// Group returns the API group, "" for the core group.
func (o *Object) Group() string {
	group, _, found := strings.Cut(o.APIVersion, "/")
	if !found {
		return ""
	}
	return group
}

// At returns the field that path leads to from the root of the object.
func (o *Object) At(path ...any) Ref { return Ref{Object: o, Path: path} }

// Value returns the object as plain Go values, as encoding/json would decode it
// from what kubectl sends: map[string]any, []any, string, bool, nil and
// json.Number.
func (o *Object) Value() any { return newResolver().value(o.node) }
