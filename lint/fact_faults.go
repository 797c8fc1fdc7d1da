package lint

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/kubernetes"
)

// wrongRenames tells what is wrong with labels that are said to be replaced.
func (c *Config) wrongRenames() []error {
	var faults []error
	for i, rename := range c.Facts.Renames {
		for _, label := range []struct{ field, key string }{{"old", rename.Old}, {"successor", rename.Successor}} {
			if label.key == "" {
				faults = append(faults, c.wrong("a rename has no "+label.field, false, "facts", "renames", i, label.field))
			}
		}
	}
	return faults
}

// wrongAPIs tells what is wrong with the versions that are served and not served.
func (c *Config) wrongAPIs() []error {
	var faults []error
	for i := range c.Facts.RemovedAPIs {
		faults = append(faults, c.wrongRemovedAPI(i)...)
	}
	for _, group := range slices.Sorted(maps.Keys(c.Facts.ServedAPIs)) {
		served := c.Facts.ServedAPIs[group]
		if len(served) == 0 {
			faults = append(faults, c.wrong(group+" has no version that is served", false, "facts", "servedApis", group))
		}
		for i, version := range served {
			if strings.Contains(version, "/") {
				faults = append(faults, c.wrong(fmt.Sprintf("%q holds a group: only the version belongs here, such as v1", version),
					false, "facts", "servedApis", group, i))
			}
		}
	}
	return faults
}

func (c *Config) wrongRemovedAPI(i int) []error {
	api, at := &c.Facts.RemovedAPIs[i], []any{"facts", "removedApis", i}
	c.written(&api.Removed, append(slices.Clone(at), "removed")...)
	var faults []error
	if !isAPIVersion(api.APIVersion) {
		faults = append(faults, c.wrong(fmt.Sprintf("%q is no version with its group, such as cert-manager.io/v1alpha2", api.APIVersion),
			false, append(slices.Clone(at), "apiVersion")...))
	}
	if api.Successor != "" && !isAPIVersion(api.Successor) {
		faults = append(faults, c.wrong(fmt.Sprintf("%q is no version with its group, such as cert-manager.io/v1", api.Successor),
			false, append(slices.Clone(at), "successor")...))
	}
	if api.Removed == "" {
		return faults
	}
	if _, err := kubernetes.Parse(string(api.Removed)); err != nil {
		faults = append(faults, c.wrong(err.Error(), false, append(slices.Clone(at), "removed")...))
	}
	return faults
}

// isAPIVersion reports whether a text is a version with its group; the core group has
// none, and one version.
func isAPIVersion(text string) bool {
	group, version, inGroup := strings.Cut(text, "/")
	return text == "v1" || inGroup && group != "" && version != "" && !strings.Contains(version, "/")
}

// wrongMachine asks for all that the scheduler looks at on every node: of what is left
// out there, a node has none.
func (c *Config) wrongMachine(i int) []error {
	machine := &c.Facts.Allocatable[i]
	at := []any{"facts", "allocatable", i}
	if c.object != nil {
		machine.At = c.place("facts", "allocatable", i, "resources")
	}
	faults := c.wrongSelector(machine.Nodes, append(slices.Clone(at), "nodes")...)
	for _, name := range machine.Lacks() {
		faults = append(faults, c.wrong(fmt.Sprintf("it says nothing of %s: resources belong here, as {cpu: 1930m, memory: 7Gi, pods: 29}", name),
			false, append(slices.Clone(at), "resources")...))
	}
	return append(faults, wrongAmounts(c, machine.Resources, append(slices.Clone(at), "resources")...)...)
}
