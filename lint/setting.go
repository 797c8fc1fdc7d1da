package lint

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Level is the name of a severity, "on" or "off".
type Level string

// The levels that are no severity.
const (
	// LevelOn runs a rule with the severities that it gives by itself.
	LevelOn Level = "on"
	// LevelOff keeps a rule from running.
	LevelOff Level = "off"
)

// Levels returns the words that stand for a level.
func Levels() []string {
	return []string{"error", "warning", "info", string(LevelOn), string(LevelOff)}
}

// Check says what is wrong with a level.
func (l Level) Check() error {
	levels := Levels()
	if slices.Contains(levels, string(l)) {
		return nil
	}
	return fmt.Errorf("unknown severity %q: use error, warning, info, on or off%s", string(l), Hint(string(l), levels))
}

// Setting is what a config says of a rule: a level, or a mapping of the key
// "severity" and the options of the rule.
type Setting struct {
	// Level is empty where the config leaves it to the preset and the rule.
	Level Level
	// Options are the values as the config holds them.
	Options map[string]any

	fault string // what is wrong with it, whatever the rule
	at    []any  // the place of the fault below the rule
}

// severityKey is the key of a setting that is no option.
const severityKey = "severity"

// UnmarshalJSON takes any value: what is wrong with one is told when its place is
// known.
func (s *Setting) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(strings.NewReader(string(data)))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return err
	}
	mapping, isMapping := value.(map[string]any)
	if !isMapping {
		s.read(value)
		return nil
	}
	if level, given := mapping[severityKey]; given {
		s.at = []any{severityKey}
		s.read(level)
		delete(mapping, severityKey)
	}
	s.Options = mapping
	return nil
}

// read takes true for on and false for off: unquoted, these are booleans in YAML 1.1. A
// key without a value sets nothing.
func (s *Setting) read(value any) {
	switch value := value.(type) {
	case nil:
	case bool:
		s.Level = LevelOff
		if value {
			s.Level = LevelOn
		}
	case string:
		s.Level = Level(value)
		if err := s.Level.Check(); err != nil {
			s.fault = err.Error()
		}
	default:
		s.fault = fmt.Sprintf("%s stands where a severity belongs", describe(value))
	}
}

// settingFaults tells what is wrong with settings, whatever their rules.
func (c *Config) settingFaults() []error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(c.Rules)) {
		if setting := c.Rules[name]; setting.fault != "" {
			at := c.object.At("rules", name).At(setting.at...)
			faults = append(faults, fmt.Errorf("%s: %s", at.Span(), setting.fault))
		}
	}
	return faults
}

// Choose returns the rules that are to run, with the severities and options that the
// config asks for: those that are on by default and those that it names. A name that
// no rule or option has is an error that tells the nearest one, and so is a value of
// another type than that of the option.
func (c *Config) Choose(all []*Rule) ([]*Rule, error) {
	c.known = RuleNames(all)
	faults := append(c.unknownRules(all), c.unknownExempt(c.known)...)
	var chosen []*Rule
	for _, rule := range all {
		set := *rule
		c.Preset.apply(&set)
		faults = append(faults, c.setOptions(&set)...)
		if set.turn(c.Rules[rule.Name].Level) {
			chosen = append(chosen, &set)
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	return chosen, nil
}

func (c *Config) unknownRules(all []*Rule) []error {
	names := RuleNames(all)
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(c.Rules)) {
		if !slices.Contains(names, name) {
			faults = append(faults, c.wrong(fmt.Sprintf("unknown rule %q%s", name, Hint(name, names)), true, "rules", name))
		}
	}
	return faults
}

// RuleNames returns the names of rules in order.
func RuleNames(rules []*Rule) []string {
	names := make([]string, len(rules))
	for i, rule := range rules {
		names[i] = rule.Name
	}
	return names
}

// setOptions gives the rule the options that the config holds.
func (c *Config) setOptions(rule *Rule) []error {
	given := c.Rules[rule.Name].Options
	if len(given) == 0 {
		return nil
	}
	var faults []error
	known := []string{severityKey}
	for _, option := range rule.Options {
		known = append(known, option.Name)
	}
	rule.set = make(map[string]any, len(given))
	for _, name := range slices.Sorted(maps.Keys(given)) {
		option := rule.findOption(name)
		if option == nil {
			message := fmt.Sprintf("rule %s has no option %q%s", rule.Name, name, Hint(name, known))
			faults = append(faults, c.wrong(message, true, "rules", rule.Name, name))
			continue
		}
		value, err := option.Parse(given[name])
		if err != nil {
			faults = append(faults, c.wrong(err.Error(), false, "rules", rule.Name, name))
		}
		rule.set[name] = value
	}
	return faults
}

// turn gives the rule a level, and reports whether it is to run.
func (r *Rule) turn(level Level) bool {
	switch level {
	case "":
		return !r.Off
	case LevelOff:
		return false
	case LevelOn:
		r.Off = false
		return true
	}
	severity, err := ParseSeverity(string(level))
	if err == nil {
		r.Off, r.Severity, r.override = false, severity, severity
	}
	return true
}
