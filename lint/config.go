package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/agnivade/levenshtein"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// Config is what a project asks of dslint.
type Config struct {
	// Rules sets the severity of a rule by its name: error, warning, info or off.
	Rules map[string]Level `json:"rules"`
	// Policies are folders of Rego policies, relative to the config.
	Policies []string `json:"policies"`
	// Exclude are globs of files that are not read, relative to the config.
	Exclude []string `json:"exclude"`
	// Nodes are files with Nodes that belong to every run, relative to the config.
	Nodes []string `json:"nodes"`
	// RunsOn says where workloads are meant to run, by "namespace/name" or "Kind
	// namespace/name": all, none or a selector of node labels; see [RunsOn].
	RunsOn map[string]string `json:"runsOn"`
	// Kubernetes is the version of the cluster, the newest that is known where it is
	// empty; see [kubernetes.Parse].
	Kubernetes kubernetes.Release `json:"kubernetes"`
	// PodSecurity is what the cluster enforces where namespaces do not say.
	PodSecurity placement.PodSecurity `json:"podSecurity"`

	object *manifest.Object // nil for a config that is not from a file
}

// Level is the name of a severity, or "off".
type Level string

// UnmarshalJSON takes false for off: unquoted, off is a boolean in YAML 1.1.
func (l *Level) UnmarshalJSON(data []byte) error {
	if string(data) == "false" {
		*l = Level(Off.String())
		return nil
	}
	var name string
	if err := json.Unmarshal(data, &name); err != nil {
		return err
	}
	*l = Level(name)
	return nil
}

// ParseConfig reads a config. The error tells the place of everything that is wrong
// with it, a line each. An empty file is an empty config.
func ParseConfig(file *manifest.File) (*Config, error) {
	config := &Config{}
	var faults []error
	for _, problem := range file.Problems {
		faults = append(faults, fmt.Errorf("%s: %s", problem.Span, problem.Message))
	}
	switch {
	case len(file.Objects) > 1:
		faults = append(faults, fmt.Errorf("%s: a config is one document", file.Name))
	case len(file.Objects) == 1:
		config.object = file.Objects[0]
		faults = append(faults, config.decode()...)
	case len(faults) == 0 && !file.Blank():
		faults = append(faults, fmt.Errorf("%s:1:1: a config is a mapping of keys to values", file.Name))
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return config, nil
}

// keys are what a config may hold.
var keys = []string{
	"enforce", "enforceVersion", "exclude", "exemptNamespaces", "kubernetes", "nodes", "podSecurity", "policies",
	"rules", "runsOn",
}

func (c *Config) decode() []error {
	var faults []error
	for _, fault := range c.object.Decode(c) {
		message := fault.Message
		if name, ok := fault.At.Path[len(fault.At.Path)-1].(string); ok && fault.Kind == manifest.UnknownField {
			message += hint(name, keys)
		}
		faults = append(faults, fmt.Errorf("%s: %s", fault.Place, message))
	}
	for _, name := range slices.Sorted(maps.Keys(c.Rules)) {
		if _, err := ParseSeverity(string(c.Rules[name])); err != nil && c.Rules[name] != "" {
			faults = append(faults, c.wrong(name, err.Error()))
		}
	}
	return append(faults, c.checkCluster()...)
}

// wrong is an error about the entry of a rule, with its place if there is one.
func (c *Config) wrong(rule, message string) error {
	if c.object == nil {
		return errors.New(message)
	}
	return fmt.Errorf("%s: %s", c.object.At("rules", rule).KeySpan(), message)
}

// Choose returns the rules that are to run, with the severities that the config
// asks for: those that are on by default and those that it names. A name that no
// rule has is an error that tells the nearest one.
func (c *Config) Choose(all []*Rule) ([]*Rule, error) {
	names := make([]string, len(all))
	for i, rule := range all {
		names[i] = rule.Name
	}
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(c.Rules)) {
		if !slices.Contains(names, name) {
			faults = append(faults, c.wrong(name, fmt.Sprintf("unknown rule %q%s", name, hint(name, names))))
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	var chosen []*Rule
	for _, rule := range all {
		if set := rule.at(c.Rules[rule.Name]); set != nil {
			chosen = append(chosen, set)
		}
	}
	return chosen, nil
}

// at returns the rule as a level sets it, nil where it is not to run.
func (r *Rule) at(level Level) *Rule {
	severity, err := ParseSeverity(string(level))
	switch {
	case level == "" || err != nil:
		if r.Off {
			return nil
		}
		return r
	case severity == Off:
		return nil
	}
	set := *r
	set.Off, set.Severity, set.override = false, severity, severity
	return &set
}

// hint names the nearest of the known names, if one is near.
func hint(name string, known []string) string {
	best, distance := "", len(name)/2+1
	for _, candidate := range known {
		if d := levenshtein.ComputeDistance(name, candidate); d < distance {
			best, distance = candidate, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf(", did you mean %q?", best)
}
