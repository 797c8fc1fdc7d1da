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

// customize reads the custom metadata: severity, category, off, opinion and options. Other keys
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
	if rule.Off, err = flag(annotations, "off"); err != nil {
		return err
	}
	if rule.Opinion, err = flag(annotations, "opinion"); err != nil {
		return err
	}
	if declared, given := annotations.Custom["options"]; given {
		if rule.Options, err = options(declared); err != nil {
			return faultAt(annotations.Location, "%w", err)
		}
	}
	return nil
}

// flag reads a key of the custom metadata that is true or false, false where it is not
// there.
func flag(annotations *ast.Annotations, key string) (bool, error) {
	value, given := annotations.Custom[key]
	if !given {
		return false, nil
	}
	set, ok := value.(bool)
	if !ok {
		return false, faultAt(annotations.Location, "custom.%s is neither true nor false, but %s", key, kindOf(value))
	}
	return set, nil
}
