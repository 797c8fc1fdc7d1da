package kubernetes

import (
	_ "embed"
)

//go:embed checks.tsv
var checkTable string

// Change is something that the validation or the defaults of pods do since a version;
// checks.tsv says what and where it comes from.
type Change string

// The changes.
const (
	ContainerRestartPolicy Change = "container-restart-policy"
	InitRestartOnResize    Change = "init-restart-on-resize"
	RestartAllContainers   Change = "restart-all-containers"
	RelaxedEnvNames        Change = "relaxed-env-names"
	RelaxedDNSSearches     Change = "relaxed-dns-searches"
	ZeroSleep              Change = "zero-sleep"
	AffinityLabelValues    Change = "affinity-label-values"
	ComparisonOperators    Change = "comparison-operators"
	UserNamespaceDevices   Change = "user-namespace-devices"
	PodResourcesFix        Change = "pod-resources-fix"
)

// Changes are those that a version has.
type Changes struct {
	all  bool
	have map[Change]bool
}

// ChangesOf returns the changes that a version has.
func ChangesOf(v Version) *Changes {
	if v.AtLeast(Latest) {
		return &Changes{all: true}
	}
	changes := &Changes{have: map[Change]bool{}}
	for _, row := range rows(checkTable) {
		changes.have[Change(row[0])] = v.AtLeast(versionIn(row[1]))
	}
	return changes
}

// Has reports whether the version has the change.
func (c *Changes) Has(change Change) bool { return c.all || c.have[change] }
