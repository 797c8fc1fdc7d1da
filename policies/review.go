package policies

import (
	"maps"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/manifest"
)

// subject is an object that constraints are about, or the request to admit one.
type subject struct {
	value                         map[string]any // with the namespace that it is applied to
	request                       map[string]any // for an AdmissionReview
	group, version, kind          string
	name, generateName, namespace string
	labels, namespaceLabels       labels.Set
	by                            *expansion    // that made it, nil for an object as it stands
	at                            manifest.Path // of it in the object
	scopeUnknown                  bool          // nobody says whether objects of the kind have a namespace

	reviewed *ast.Term
}

func (s *subject) isNamespace() bool { return s.kind == "Namespace" && s.group == "" }

// subjectOf returns what constraints see of an object, nil for the objects of
// Gatekeeper itself.
func (v *view) subjectOf(object *manifest.Object) *subject {
	if known, seen := v.subjects[object]; seen {
		return known
	}
	made := v.newSubject(object)
	v.subjects[object] = made
	return made
}

func (v *view) newSubject(object *manifest.Object) *subject {
	value, _ := object.Value().(map[string]any)
	if value == nil || strings.HasSuffix(object.Group(), gatekeeperGroup) {
		return nil
	}
	s := &subject{value: value, namespace: object.EffectiveNamespace(), scopeUnknown: !object.ScopeKnown()}
	if object.Kind == "AdmissionReview" {
		if s.request, _ = value["request"].(map[string]any); s.request == nil {
			return nil
		}
		s.value, _ = s.request["object"].(map[string]any)
		s.namespace, s.scopeUnknown = text(s.request["namespace"]), false
	}
	apiVersion := text(s.value["apiVersion"])
	var grouped bool
	if s.group, s.version, grouped = strings.Cut(apiVersion, "/"); !grouped {
		s.group, s.version = "", apiVersion
	}
	s.kind = text(s.value["kind"])
	s.readMetadata()
	s.namespaceLabels = v.namespaceLabels(s.namespace)
	return s
}

func (s *subject) readMetadata() {
	metadata, _ := s.value["metadata"].(map[string]any)
	s.name, s.generateName = text(metadata["name"]), text(metadata["generateName"])
	given, _ := metadata["labels"].(map[string]any)
	s.labels = labels.Set{}
	for key, value := range given {
		s.labels[key] = text(value)
	}
	if own := text(metadata["namespace"]); own != "" {
		s.namespace = own
	}
	if s.namespace != "" && metadata != nil && !s.scopeUnknown {
		metadata["namespace"] = s.namespace
	}
}

// namespaceLabels are those of the manifests and the one that every namespace has.
func (v *view) namespaceLabels(name string) labels.Set {
	known := labels.Set{corev1.LabelMetadataName: name}
	for _, object := range v.objects["namespaces"] {
		if object.Name != name {
			continue
		}
		written, _ := object.At("metadata", "labels").Value().(map[string]any)
		for key, value := range written {
			known[key] = text(value)
		}
	}
	return known
}

// review returns the request to create the object, as templates see it.
func (s *subject) review() (*ast.Term, error) {
	if s.reviewed != nil {
		return s.reviewed, nil
	}
	review := map[string]any{
		"kind": map[string]any{"group": s.group, "version": s.version, "kind": s.kind},
		"name": s.name, "operation": "CREATE", "object": s.value,
	}
	if s.namespace != "" && !s.scopeUnknown {
		review["namespace"] = s.namespace
	}
	maps.Copy(review, s.request)
	var err error
	s.reviewed, err = termOf(review)
	return s.reviewed, err
}

// inventory returns the data in which data.inventory holds all objects of the set by
// where they live.
func (v *view) inventory() storage.Store { //nolint:ireturn // OPA has no other type for it
	if v.synced != nil {
		return v.synced
	}
	cluster, namespaces := map[string]any{}, map[string]any{}
	for _, object := range v.Set.Objects() {
		s := v.subjectOf(object)
		if s == nil || s.request != nil {
			continue
		}
		scope := cluster
		if s.namespace != "" {
			scope = below(namespaces, s.namespace)
		}
		below(below(scope, text(s.value["apiVersion"])), s.kind)[s.name] = s.value
	}
	inventory := map[string]any{"cluster": cluster, "namespace": namespaces}
	v.synced = inmem.NewFromObject(map[string]any{"inventory": inventory})
	return v.synced
}
