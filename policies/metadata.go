package policies

import (
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
)

// ownPolicy is the category of policies that name none.
const ownPolicy lint.Category = "policy"

// newRule returns the rule that a policy stands for, all but its check: what the
// metadata of the package say, and the examples with the description before them.
func newRule(module *ast.Module, examples []byte) (*lint.Rule, error) {
	name, err := nameOf(module)
	if err != nil {
		return nil, err
	}
	annotations := packageAnnotations(module)
	if annotations == nil {
		return nil, faultAt(module.Package.Location, "%s has no METADATA above it: title and custom.severity", module.Package.Path)
	}
	rule := &lint.Rule{Name: name, Summary: strings.TrimSpace(annotations.Title), Examples: examples}
	if rule.Summary == "" {
		return nil, faultAt(annotations.Location, "METADATA has no title, which sums the rule up in a sentence")
	}
	rule.Examples = withProse(strings.TrimSpace(annotations.Description), examples)
	return rule, customize(rule, annotations)
}

func packageAnnotations(module *ast.Module) *ast.Annotations {
	for _, annotations := range module.Annotations {
		if annotations.Scope == "package" {
			return annotations
		}
	}
	return nil
}

// customize reads the custom metadata: severity, category, off and options. Other keys
// belong to other tools.
func customize(rule *lint.Rule, annotations *ast.Annotations) error {
	value, given := annotations.Custom["severity"]
	if !given {
		return faultAt(annotations.Location, "METADATA has no custom.severity: error, warning or info")
	}
	severity, err := severityOf(value)
	if err != nil {
		return faultAt(annotations.Location, "custom.%w", err)
	}
	rule.Severity, rule.Category = severity, ownPolicy
	if category, given := annotations.Custom["category"]; given {
		if text(category) == "" {
			return faultAt(annotations.Location, "custom.category is not a word, but %s", kindOf(category))
		}
		rule.Category = lint.Category(text(category))
	}
	if off, given := annotations.Custom["off"]; given {
		isOff, ok := off.(bool)
		if !ok {
			return faultAt(annotations.Location, "custom.off is neither true nor false, but %s", kindOf(off))
		}
		rule.Off = isOff
	}
	if rule.Options, err = options(annotations); err != nil {
		return faultAt(annotations.Location, "%w", err)
	}
	return nil
}
