package lint

import (
	"context"
	"fmt"
)

// Severity says how sure a finding is. The zero value stands for "not set".
type Severity int

// The severities, from the lowest.
const (
	// Info is hygiene.
	Info Severity = iota + 1
	// Warning is a likely mistake.
	Warning
	// Error is a proven one: the API server refuses the object, it cannot run on a
	// node that is named, or it breaks an intent that is written down.
	Error
)

// Off stands where a severity is asked for and says that a rule is not to run.
const Off Severity = -1

var severityNames = map[Severity]string{Info: "info", Warning: "warning", Error: "error", Off: "off"}

// String returns "info", "warning", "error" or "off".
func (s Severity) String() string { return severityNames[s] }

// ParseSeverity reads what String writes.
func ParseSeverity(name string) (Severity, error) {
	for severity, known := range severityNames {
		if known == name {
			return severity, nil
		}
	}
	return 0, fmt.Errorf("unknown severity %q: use error, warning, info or off", name)
}

// Category groups rules in lists.
type Category string

// The categories of rules.
const (
	Placement     Category = "placement"     // who runs where
	Tolerations   Category = "tolerations"   // tolerations against taints
	Affinity      Category = "affinity"      // node selectors and node affinity
	Resources     Category = "resources"     // requests and limits
	Validity      Category = "validity"      // what the API server refuses
	Compatibility Category = "compatibility" // what a version of Kubernetes took away
	Rollout       Category = "rollout"       // how pods are replaced
	References    Category = "references"    // what a workload names
	Security      Category = "security"      // what a pod may do to its node
	Inventory     Category = "inventory"     // what the Nodes that are given say
	Hygiene       Category = "hygiene"       // dslint's own order: suppressions
)

// Rule is one thing that can be wrong. A Go rule and a Rego policy are the same
// struct with another Check.
type Rule struct {
	// Name is in kebab case and reads after "allow": untolerated-taint.
	Name     string
	Category Category
	Severity Severity
	// Off keeps the rule from running unless the config asks for it.
	Off bool
	// Opinion tells that others say the opposite: no preset turns the rule on.
	Opinion bool
	// Upgrade tells that the preset upgrade runs the rule, as it does all rules about
	// compatibility.
	Upgrade bool
	// Whole tells that a finding is about the run as a whole, and not about the object
	// that it stands at.
	Whole bool
	// Options are what the config may change beside the severity.
	Options []Option
	// Summary is one sentence without a full stop.
	Summary string
	// Examples is a txtar archive: prose, then files bad/NAME.yaml,
	// good/NAME.yaml and fixed/NAME.yaml, each of which is run as a test.
	Examples []byte
	// Check reports the findings to the pass. An error means that the rule failed,
	// not the manifest.
	Check func(context.Context, *Pass) error

	override Severity       // what the config sets for all findings of the rule
	floor    Severity       // what a preset raises findings to
	set      map[string]any // the options that the config sets
}
