package lint

import (
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/dslint/dslint/lint/manifest"
)

// variableName is what Flux and envsubst take for the name of a variable.
var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Variables returns the fields of the config that hold the values of ${NAME}, by NAME.
func (c *Config) Variables() map[string]manifest.Ref {
	switch {
	case c == nil:
		return nil
	case c.variables != nil || c.object == nil:
		return c.variables
	}
	fields := make(map[string]manifest.Ref, len(c.Substitute))
	for name := range c.Substitute {
		fields[name] = c.place("substitute", name)
	}
	return fields
}

// under returns the values of a cluster, beneath them those of all clusters.
func (c *Config) under(all *Config) map[string]manifest.Ref {
	fields := maps.Clone(all.Variables())
	if fields == nil {
		fields = map[string]manifest.Ref{}
	}
	maps.Copy(fields, c.Variables())
	return fields
}

// variableFaults tells of names that no variable has.
func (c *Config) variableFaults() []error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(c.Substitute)) {
		if !variableName.MatchString(name) {
			faults = append(faults, c.wrong(fmt.Sprintf("%q is no name of a variable: it has letters, digits and _, and no digit in front", name),
				true, "substitute", name))
		}
	}
	return faults
}
