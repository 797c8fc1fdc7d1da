package lint

import (
	"fmt"
	"maps"
	"slices"

	"k8s.io/apimachinery/pkg/api/resource"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// ClusterConfig is what a project says of one of its clusters. What it leaves out is as
// the config says for all of them.
type ClusterConfig struct {
	// Name is what reports call the cluster.
	Name string `json:"name"`
	// Manifests are the files, folders and globs that are applied to the cluster,
	// relative to the config.
	Manifests []string `json:"manifests"`
	// Nodes are files with its Nodes, relative to the config.
	Nodes []string `json:"nodes"`
	// Substitute are the values of ${NAME} in its manifests, by NAME. They go before those
	// of all clusters.
	Substitute map[string]string `json:"substitute"`
	// Kubernetes is its version; see [kubernetes.Parse].
	Kubernetes kubernetes.Release `json:"kubernetes"`
	// Packs are the kinds of clusters that it is of; see [Packs].
	Packs []string `json:"packs"`
	// Facts are what the project knows of it beside the packs; a list that it leaves out
	// is as the config says for all clusters.
	Facts Facts `json:"facts"`
	// PodSecurity is what it enforces where namespaces do not say.
	PodSecurity placement.PodSecurity `json:"podSecurity"`
	// RunsOn says where workloads are meant to run.
	RunsOn map[string]string `json:"runsOn"`
	// Reserve is room on its nodes that is taken by what the manifests do not hold.
	Reserve []placement.Reserve `json:"reserve"`
	// Pods are files with Pods that run there already, relative to the config.
	Pods []string `json:"pods"`
}

// Cluster returns what the config says of the cluster, an empty one where it says
// nothing. The Pods that run there are in files, and left out.
func (c *Config) Cluster() placement.Cluster {
	cluster := placement.Cluster{PodSecurity: c.PodSecurity, Reserve: c.Reserve, PriorityClasses: c.Facts.PriorityClasses}
	if c.Kubernetes != "" {
		cluster.Version, _ = kubernetes.Parse(string(c.Kubernetes)) // ParseConfig has looked at it
	}
	if c.object != nil && cluster.PodSecurity.At.IsZero() {
		cluster.PodSecurity.At = c.place("podSecurity", "enforce")
	}
	return cluster
}

// Of returns the config as it is for one of its clusters, by its number.
func (c *Config) Of(number int) *Config {
	own, derived := c.own(number), *c
	if own.Nodes != nil {
		derived.Nodes = own.Nodes
	}
	if own.Kubernetes != "" {
		derived.Kubernetes = own.Kubernetes
	}
	if own.Packs != nil {
		derived.Packs = own.Packs
	}
	derived.Facts = own.Facts.over(c.Facts)
	if security := own.PodSecurity; security.Enforce != "" || security.EnforceVersion != "" || security.ExemptNamespaces != nil {
		derived.PodSecurity = security
		derived.PodSecurity.At = own.place("podSecurity", "enforce")
	}
	if own.RunsOn != nil {
		derived.RunsOn = own.RunsOn
	}
	if own.Reserve != nil {
		derived.Reserve = own.Reserve
	}
	if own.Pods != nil {
		derived.Pods = own.Pods
	}
	derived.variables = own.under(c)
	return &derived
}

// own is what the config says of one cluster alone.
func (c *Config) own(number int) *Config {
	said := &c.Clusters[number]
	return &Config{
		Nodes: said.Nodes, Kubernetes: said.Kubernetes, Packs: said.Packs, Facts: said.Facts, PodSecurity: said.PodSecurity,
		RunsOn: said.RunsOn, Reserve: said.Reserve, Pods: said.Pods,
		Substitute: said.Substitute,
		object:     c.object, at: manifest.Path{"clusters", number},
	}
}

// clusterFaults tells what is wrong with the clusters.
func (c *Config) clusterFaults() []error {
	var faults []error
	known := map[string]bool{}
	for i := range c.Clusters {
		cluster, own := &c.Clusters[i], c.own(i)
		switch {
		case cluster.Name == "":
			faults = append(faults, own.wrong("a cluster has no name", false))
		case known[cluster.Name]:
			faults = append(faults, own.wrong(fmt.Sprintf("two clusters are called %q", cluster.Name), false, "name"))
		}
		known[cluster.Name] = true
		if len(cluster.Manifests) == 0 {
			faults = append(faults, own.wrong("the cluster names no manifests", false, "manifests"))
		}
		faults = append(faults, own.factFaults()...)
		faults = append(faults, own.variableFaults()...)
		faults = append(faults, own.checkCluster()...)
		cluster.Kubernetes, cluster.PodSecurity = own.Kubernetes, own.PodSecurity
	}
	return faults
}

// checkCluster reads versions as they are written and returns what is wrong with what
// the config says of the cluster.
func (c *Config) checkCluster() []error {
	c.written(&c.Kubernetes, "kubernetes")
	c.written(&c.PodSecurity.EnforceVersion, "podSecurity", "enforceVersion")
	var faults []error
	if c.Kubernetes != "" {
		if _, err := kubernetes.Parse(string(c.Kubernetes)); err != nil {
			faults = append(faults, c.wrong(err.Error(), false, "kubernetes"))
		}
	}
	if key, err := c.PodSecurity.Validate(); err != nil {
		faults = append(faults, c.wrong(fmt.Sprintf("%s %v", key, err), false, "podSecurity", key))
	}
	for i := range c.Reserve {
		faults = append(faults, c.reserveFaults(i)...)
	}
	return faults
}

// reserveFaults tells what is wrong with one entry of what is reserved.
func (c *Config) reserveFaults(i int) []error {
	entry, at := &c.Reserve[i], []any{"reserve", i}
	faults := c.wrongSelector(entry.Nodes, append(slices.Clone(at), "nodes")...)
	if len(entry.Resources) == 0 {
		faults = append(faults, c.wrong("nothing is reserved: resources belong here, as {cpu: 500m, memory: 1Gi}", false, "reserve", i, "resources"))
	}
	return append(faults, wrongAmounts(c, entry.Resources, append(slices.Clone(at), "resources")...)...)
}

// wrongSelector tells that a text is no selector of labels.
func (c *Config) wrongSelector(text string, at ...any) []error {
	if _, err := labels.Parse(text); err != nil {
		return []error{c.wrong(fmt.Sprintf("nodes: %q is no label selector", text), false, at...)}
	}
	return nil
}

// wrongAmounts tells which resources there is less than nothing of.
func wrongAmounts[N ~string](c *Config, amounts map[N]resource.Quantity, at ...any) []error {
	var faults []error
	for _, name := range slices.Sorted(maps.Keys(amounts)) {
		if quantity := amounts[name]; quantity.Sign() < 0 {
			faults = append(faults, c.wrong(string(name)+" is negative", false, append(slices.Clone(at), string(name))...))
		}
	}
	return faults
}

// written puts the text of the file in the place of a version that is set.
func (c *Config) written(version *kubernetes.Release, path ...any) {
	if text, ok := c.place(path...).Text(); ok && *version != "" {
		*version = kubernetes.Release(text)
	}
}

// WrongPath puts the place of an item of the manifests of a cluster before an error.
func (c *Config) WrongPath(number, item int, err error) error {
	return c.own(number).wrong(err.Error(), false, "manifests", item)
}
