package lint

import (
	"fmt"
	"slices"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/manifest"
)

// Exemption takes the findings of rules on some objects back, for manifests that
// cannot be annotated. An object is meant that fits all that is given; of each list it
// fits one pattern, in which * stands for any text.
type Exemption struct {
	// Rules are the names of the rules whose findings are taken back.
	Rules []string `json:"rules"`
	// Namespaces are the namespaces that objects are applied to.
	Namespaces []string `json:"namespaces"`
	// Names are the names of the objects.
	Names []string `json:"names"`
	// Kinds are the kinds of the objects.
	Kinds []string `json:"kinds"`
	// Paths are files relative to the config, where ** crosses folders.
	Paths []string `json:"paths"`
	// Labels is a selector of labels of the objects, as kubectl get -l takes it.
	Labels string `json:"labels"`
	// Reason says why the findings are accepted.
	Reason string `json:"reason"`
	// Until is the last day of the exemption, as 2027-01-31.
	Until string `json:"until"`
}

const exemptKey = "exempt"

// exemptFaults tells what is wrong with the exemptions, whatever the rules.
func (c *Config) exemptFaults() []error {
	var faults []error
	for i := range c.Exempt {
		e := &c.Exempt[i]
		fault := func(field, message string) {
			faults = append(faults, c.wrong(message, false, exemptKey, i, field))
		}
		if len(e.Rules) == 0 {
			fault("rules", "the exemption names no rule")
		}
		if e.Reason == "" {
			fault("reason", "the exemption gives no reason")
		}
		if len(e.Namespaces)+len(e.Names)+len(e.Kinds)+len(e.Paths) == 0 && e.Labels == "" {
			fault("names", "the exemption names no object: a rule is turned off by its name under rules")
		}
		if _, err := time.Parse(DateFormat, e.Until); e.Until != "" && err != nil {
			fault("until", fmt.Sprintf("until is %q and no date such as 2027-01-31", e.Until))
		}
		if _, err := labels.Parse(e.Labels); err != nil {
			fault("labels", fmt.Sprintf("labels: %q is no label selector", e.Labels))
		}
		e.eachWrongPattern(fault)
	}
	return faults
}

func (e *Exemption) eachWrongPattern(fault func(field, message string)) {
	for _, list := range []struct {
		key      string
		patterns []string
	}{{"namespaces", e.Namespaces}, {"names", e.Names}, {"kinds", e.Kinds}, {"paths", e.Paths}} {
		for _, pattern := range list.patterns {
			if !doublestar.ValidatePattern(pattern) {
				fault(list.key, fmt.Sprintf("%s: %q is no pattern", list.key, pattern))
			}
		}
	}
}

// unknownExempt tells the names under exemptions that no rule has.
func (c *Config) unknownExempt(names []string) []error {
	var faults []error
	for i := range c.Exempt {
		for j, name := range c.Exempt[i].Rules {
			if !slices.Contains(names, name) {
				faults = append(faults, c.wrong(fmt.Sprintf("unknown rule %q%s", name, Hint(name, names)), false, exemptKey, i, "rules", j))
			}
		}
	}
	return faults
}

// exemptions returns those of the config as suppressions that stand in it.
func exemptions(snapshot *Snapshot) []*suppression {
	config := snapshot.Config
	if config == nil {
		return nil
	}
	all := make([]*suppression, len(config.Exempt))
	for i := range config.Exempt {
		e := &config.Exempt[i]
		selector, err := labels.Parse(e.Labels)
		if err != nil {
			selector = labels.Nothing()
		}
		meant := func(object *manifest.Object, file string) bool {
			return e.fits(object) && e.fitsPath(config.relative(file)) && (e.Labels == "" || selector.Matches(labelsOf(object)))
		}
		all[i] = &suppression{
			what: "exemption", rules: e.Rules, until: e.Until, reason: e.Reason, used: map[string]bool{},
			covers: func(f *Finding) bool { return meant(f.Object, f.At.File) },
			applies: snapshot.Complete || slices.ContainsFunc(snapshot.Set.Objects(), func(object *manifest.Object) bool {
				return meant(object, object.File)
			}),
		}
		if config.object != nil {
			all[i].at = config.object.At(exemptKey, i).Span()
		}
	}
	return all
}

// fits compares an object, which may be nil for a finding about a file.
func (e *Exemption) fits(object *manifest.Object) bool {
	if object == nil {
		return len(e.Namespaces)+len(e.Names)+len(e.Kinds) == 0 && e.Labels == ""
	}
	return fitsOne(e.Namespaces, object.EffectiveNamespace()) && fitsOne(e.Names, object.Name) && fitsOne(e.Kinds, object.Kind)
}

func (e *Exemption) fitsPath(file string) bool {
	return len(e.Paths) == 0 || fitsOne(e.Paths, file) || slices.ContainsFunc(e.Paths, func(folder string) bool {
		return fitsOne([]string{folder + "/**"}, file)
	})
}

// fitsOne reports whether a text fits one of the patterns; where there are none, any
// text does.
func fitsOne(patterns []string, text string) bool {
	return len(patterns) == 0 || slices.ContainsFunc(patterns, func(pattern string) bool {
		matched, err := doublestar.Match(pattern, text)
		return matched && err == nil
	})
}

func labelsOf(object *manifest.Object) labels.Set {
	set := labels.Set{}
	if object == nil {
		return set
	}
	written, _ := object.At("metadata", "labels").Value().(map[string]any)
	for key, value := range written {
		if text, ok := value.(string); ok {
			set[key] = text
		}
	}
	return set
}

// relative returns a file as the config sees it.
func (c *Config) relative(file string) string {
	if c.Relative == nil {
		return file
	}
	return c.Relative(file)
}
