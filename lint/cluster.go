package lint

import (
	"fmt"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/placement"
)

// Cluster returns what the config says of the cluster, an empty one where it says
// nothing.
func (c *Config) Cluster() placement.Cluster {
	cluster := placement.Cluster{PodSecurity: c.PodSecurity}
	if c.Kubernetes != "" {
		cluster.Version, _ = kubernetes.Parse(string(c.Kubernetes)) // ParseConfig has looked at it
	}
	if c.object != nil {
		cluster.PodSecurity.At = c.object.At("podSecurity", "enforce")
	}
	return cluster
}

// checkCluster reads versions as they are written and returns what is wrong with what
// the config says of the cluster.
func (c *Config) checkCluster() []error {
	c.written(&c.Kubernetes, "kubernetes")
	c.written(&c.PodSecurity.EnforceVersion, "podSecurity", "enforceVersion")
	var faults []error
	if c.Kubernetes != "" {
		if _, err := kubernetes.Parse(string(c.Kubernetes)); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", c.object.At("kubernetes").Span(), err))
		}
	}
	if key, err := c.PodSecurity.Validate(); err != nil {
		faults = append(faults, fmt.Errorf("%s: %s %w", c.object.At("podSecurity", key).Span(), key, err))
	}
	return faults
}

// written puts the text of the file in the place of a version that is set.
func (c *Config) written(version *kubernetes.Release, path ...any) {
	if text, ok := c.object.At(path...).Text(); ok && *version != "" {
		*version = kubernetes.Release(text)
	}
}
