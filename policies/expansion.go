package policies

import (
	"maps"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

const expansionGroup = "expansion.gatekeeper.sh"

// expansion is an ExpansionTemplate of Gatekeeper: it tells which objects a controller
// makes of others, so that constraints can judge the Pods of a Deployment.
type expansion struct {
	name     string
	appliers []applier
	source   manifest.Path // of the template in the object
	group    string
	version  string
	kind     string
	severity lint.Severity // 0: that of the constraint
}

type applier struct{ groups, versions, kinds []string }

// expansionDepth is how often what is made makes something itself, as in Gatekeeper.
const expansionDepth = 30

func newExpansion(object *manifest.Object) *expansion {
	read := func(path ...any) string {
		text, _ := object.At(path...).Text()
		return text
	}
	e := &expansion{
		name: object.Name, source: dotted(read("spec", "templateSource")),
		group: read("spec", "generatedGVK", "group"), version: read("spec", "generatedGVK", "version"),
		kind: read("spec", "generatedGVK", "kind"),
	}
	if action := read("spec", "enforcementAction"); action != "" {
		e.severity = severities[action]
	}
	for i := range lengthOf(object.At("spec", "applyTo")) {
		names := func(key string) []string { return texts(object.At("spec", "applyTo", i, key)) }
		e.appliers = append(e.appliers, applier{names("groups"), names("versions"), names("kinds")})
	}
	return e
}

// texts returns the texts of a list.
func texts(list manifest.Ref) []string {
	items, _ := list.Value().([]any)
	var all []string
	for _, item := range items {
		all = append(all, text(item))
	}
	return all
}

func (e *expansion) applies(s *subject) bool {
	return slices.ContainsFunc(e.appliers, func(a applier) bool {
		return slices.Contains(a.groups, s.group) && slices.Contains(a.versions, s.version) && slices.Contains(a.kinds, s.kind)
	})
}

// expand returns what becomes of an object, and of that in turn, as the expansion of
// Gatekeeper does (pkg/expansion, expandResource).
func (v *view) expand(s *subject, all []*expansion, depth int) []*subject {
	var made []*subject
	for _, e := range all {
		if depth == expansionDepth || !e.applies(s) {
			continue
		}
		if one := v.generate(s, e); one != nil {
			made = append(made, one)
			made = append(made, v.expand(one, all, depth+1)...)
		}
	}
	return made
}

// generate returns what the template in an object makes, nil where there is none.
func (v *view) generate(parent *subject, e *expansion) *subject {
	var value any = parent.value
	for _, step := range e.source {
		fields, _ := value.(map[string]any)
		key, _ := step.(string)
		value = fields[key]
	}
	template, ok := value.(map[string]any)
	if !ok || e.kind == "" || len(e.source) == 0 {
		return nil
	}
	s := &subject{
		group: e.group, version: e.version, kind: e.kind, namespace: parent.namespace, scopeUnknown: parent.scopeUnknown,
		value: maps.Clone(template), by: e, at: slices.Concat(parent.at, e.source),
	}
	s.value["apiVersion"] = strings.TrimPrefix(e.group+"/"+e.version, "/")
	s.value["kind"] = e.kind
	metadata, _ := template["metadata"].(map[string]any)
	if metadata = maps.Clone(metadata); metadata == nil {
		metadata = map[string]any{}
	}
	metadata["name"] = strings.ToLower(parent.name + "-" + e.kind)
	owners, _ := metadata["ownerReferences"].([]any)
	metadata["ownerReferences"] = append(slices.Clone(owners), map[string]any{
		"apiVersion": parent.value["apiVersion"], "kind": parent.kind, "name": parent.name,
	})
	s.value["metadata"] = metadata
	s.readMetadata()
	s.namespaceLabels = v.namespaceLabels(s.namespace)
	return s
}
