package policies

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// constraint is a Constraint of Gatekeeper.
type constraint struct {
	object     *manifest.Object
	severity   lint.Severity
	parameters any
	match      match
	fault      error // the match cannot be read

	input                       *ast.Term // the parameters with defaults
	labelSelector, nameSelector labels.Selector
}

// match says which objects a constraint is about, as in the spec of constraints.
type match struct {
	Kinds []struct {
		APIGroups []string `json:"apiGroups"`
		Kinds     []string `json:"kinds"`
	} `json:"kinds"`
	Scope              string                `json:"scope"`
	Name               string                `json:"name"`
	Source             string                `json:"source"`
	Namespaces         []string              `json:"namespaces"`
	ExcludedNamespaces []string              `json:"excludedNamespaces"`
	LabelSelector      *metav1.LabelSelector `json:"labelSelector"`
	NamespaceSelector  *metav1.LabelSelector `json:"namespaceSelector"`
}

func newConstraint(object *manifest.Object) *constraint {
	c := &constraint{object: object, severity: enforcement(object), parameters: object.At("spec", "parameters").Value()}
	if c.parameters == nil {
		c.parameters = map[string]any{}
	}
	c.fault = c.readMatch()
	return c
}

// String names the constraint: "K8sRequiredLabels must-have-owner".
func (c *constraint) String() string { return c.object.Kind + " " + c.object.Name }

func (c *constraint) readMatch() error {
	at := c.object.At("spec", "match")
	written, err := json.Marshal(at.Value())
	if err == nil {
		err = json.Unmarshal(written, &c.match)
	}
	if err == nil && c.match.LabelSelector != nil {
		c.labelSelector, err = metav1.LabelSelectorAsSelector(c.match.LabelSelector)
	}
	if err == nil && c.match.NamespaceSelector != nil {
		c.nameSelector, err = metav1.LabelSelectorAsSelector(c.match.NamespaceSelector)
	}
	if err != nil {
		return fmt.Errorf("%s: %s: spec.match: %w", at.Span(), c, err)
	}
	return nil
}

// severities are what the actions of Gatekeeper amount to before a merge.
var severities = map[string]lint.Severity{"": lint.Error, "deny": lint.Error, "warn": lint.Warning, "dryrun": lint.Info}

// enforcement returns the severity of an enforcementAction: of several that are scoped
// the strictest.
func enforcement(object *manifest.Object) lint.Severity {
	action, _ := object.At("spec", "enforcementAction").Text()
	if severity, known := severities[action]; known {
		return severity
	}
	severity := lint.Info
	scoped := object.At("spec", "scopedEnforcementActions")
	for i := range lengthOf(scoped) {
		if action, written := scoped.At(i, "action").Text(); written {
			severity = max(severity, severities[action])
		}
	}
	return severity
}

// matches decides as the matcher of Gatekeeper (pkg/mutation/match). Where nobody knows
// whether an object has a namespace, it must match with one and without.
func (c *constraint) matches(s *subject) bool {
	if s.scopeUnknown {
		bare := *s
		bare.namespace = ""
		return c.matchesSubject(s) && c.matchesSubject(&bare)
	}
	return c.matchesSubject(s)
}

func (c *constraint) matchesSubject(s *subject) bool {
	return c.matchesKind(s) && c.matchesScope(s) && c.matchesNamespaces(s) && c.matchesName(s) &&
		c.matchesSource(s) &&
		(c.labelSelector == nil || c.labelSelector.Matches(s.labels)) && c.matchesNamespaceLabels(s)
}

func (c *constraint) matchesSource(s *subject) bool {
	switch c.match.Source {
	case "Generated":
		return s.by != nil
	case "Original":
		return s.by == nil
	}
	return true
}

func (c *constraint) matchesKind(s *subject) bool {
	if len(c.match.Kinds) == 0 {
		return s.kind != "Node" // those of the inventory are no manifests
	}
	for _, kinds := range c.match.Kinds {
		if !slices.Contains(kinds.Kinds, s.kind) && (s.kind == "Node" || !all(kinds.Kinds)) {
			continue
		}
		if all(kinds.APIGroups) || slices.Contains(kinds.APIGroups, s.group) {
			return true
		}
	}
	return false
}

func all(names []string) bool { return len(names) == 0 || slices.Contains(names, "*") }

func (c *constraint) matchesScope(s *subject) bool {
	switch c.match.Scope {
	case "Cluster":
		return s.isNamespace() || s.namespace == ""
	case "Namespaced":
		return !s.isNamespace() && s.namespace != ""
	}
	return true
}

// matchesNamespaces passes over objects of the cluster: they have no namespace that
// could be listed.
func (c *constraint) matchesNamespaces(s *subject) bool {
	name := s.namespace
	if s.isNamespace() {
		name = s.name
	}
	if name == "" {
		return true
	}
	matched := func(pattern string) bool { return wildcard(pattern, name) }
	return (len(c.match.Namespaces) == 0 || slices.ContainsFunc(c.match.Namespaces, matched)) &&
		!slices.ContainsFunc(c.match.ExcludedNamespaces, matched)
}

func (c *constraint) matchesName(s *subject) bool {
	pattern := c.match.Name
	if pattern == "" || wildcard(pattern, s.name) {
		return true
	}
	return s.name == "" && strings.HasSuffix(pattern, "*") && wildcard(pattern, s.generateName)
}

func (c *constraint) matchesNamespaceLabels(s *subject) bool {
	switch {
	case c.nameSelector == nil:
		return true
	case s.isNamespace():
		return c.nameSelector.Matches(s.labels)
	case s.namespace == "":
		return true
	}
	return c.nameSelector.Matches(s.namespaceLabels)
}

// wildcard matches a name against a text that may start or end in an asterisk
// (pkg/wildcard of Gatekeeper).
func wildcard(pattern, name string) bool {
	open, end := strings.HasPrefix(pattern, "*"), strings.HasSuffix(pattern, "*")
	bare := strings.TrimSuffix(strings.TrimPrefix(pattern, "*"), "*")
	switch {
	case open && end:
		return strings.Contains(name, bare)
	case open:
		return strings.HasSuffix(name, bare)
	case end:
		return strings.HasPrefix(name, bare)
	}
	return pattern == name
}
