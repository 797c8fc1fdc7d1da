package policies

import (
	"bytes"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"

	"github.com/dslint/dslint/lint"
)

// ownPolicy is the category of policies that name none.
const ownPolicy lint.Category = "policy"

// describe sets what the metadata of a policy say of its rule. The description
// comes before the examples.
func describe(rule *lint.Rule, module *ast.Module) error {
	annotations := packageAnnotations(module)
	if annotations == nil {
		return faultAt(module.Package.Location, "%s has no METADATA above it: title and custom.severity", module.Package.Path)
	}
	rule.Summary = strings.TrimSpace(annotations.Title)
	if rule.Summary == "" {
		return faultAt(annotations.Location, "METADATA has no title, which sums the rule up in a sentence")
	}
	if text := strings.TrimSpace(annotations.Description); text != "" {
		rule.Examples = bytes.Join([][]byte{[]byte(text), rule.Examples}, []byte("\n\n"))
	}
	return customize(rule, annotations)
}

func packageAnnotations(module *ast.Module) *ast.Annotations {
	for _, annotations := range module.Annotations {
		if annotations.Scope == "package" {
			return annotations
		}
	}
	return nil
}

// customize reads the custom metadata: severity, category and off. Other keys
// belong to other tools.
func customize(rule *lint.Rule, annotations *ast.Annotations) error {
	text, ok := annotations.Custom["severity"].(string)
	if !ok {
		return faultAt(annotations.Location, "METADATA has no custom.severity: error, warning or info")
	}
	severity, err := lint.ParseSeverity(text)
	if err != nil {
		return faultAt(annotations.Location, "custom.severity: %w", err)
	}
	rule.Severity, rule.Category = severity, ownPolicy
	if category, given := annotations.Custom["category"]; given {
		word, ok := category.(string)
		if !ok || word == "" {
			return faultAt(annotations.Location, "custom.category is not a word")
		}
		rule.Category = lint.Category(word)
	}
	if off, given := annotations.Custom["off"]; given {
		if rule.Off, ok = off.(bool); !ok {
			return faultAt(annotations.Location, "custom.off is neither true nor false")
		}
	}
	return nil
}
