package lint

import (
	"fmt"
	"slices"
	"strings"
)

// Preset says which rules run where the config does not name them.
type Preset string

// The presets.
const (
	// Recommended runs the rules that are on by default.
	Recommended Preset = "recommended"
	// Strict runs all rules but those that say the opposite of others, and makes
	// warnings of what is hygiene.
	Strict Preset = "strict"
	// Upgrade runs what depends on the version of Kubernetes, and what keeps a manifest
	// from being read as it is meant: which fields there are and what they may hold
	// depends on the version too, and nothing else can be told of a field that is lost.
	Upgrade Preset = "upgrade"
)

// Presets returns the names of the presets, the default first.
func Presets() []string { return []string{string(Recommended), string(Strict), string(Upgrade)} }

// Check says what is wrong with the name of a preset; the empty one is recommended.
func (p Preset) Check() error {
	if p == "" || slices.Contains(Presets(), string(p)) {
		return nil
	}
	return fmt.Errorf("unknown preset %q%s: there are %s", string(p), Hint(string(p), Presets()), strings.Join(Presets(), ", "))
}

// apply turns a rule on or off as the preset asks.
func (p Preset) apply(rule *Rule) {
	switch p {
	case Strict:
		rule.Off = rule.Off && rule.Opinion
		if rule.Severity == Info {
			rule.Severity, rule.floor = Warning, Warning
		}
	case Upgrade:
		rule.Off = rule.Category != Compatibility && !rule.Upgrade
	case Recommended:
	}
}

// presetFaults tells what is wrong with the preset of the config.
func (c *Config) presetFaults() []error {
	if err := c.Preset.Check(); err != nil {
		return []error{c.wrong(err.Error(), false, "preset")}
	}
	return nil
}
