package placement

import (
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

// Cluster is what manifests do not say of the cluster that they are for. The zero
// value is a cluster of [kubernetes.Latest] as it is installed.
type Cluster struct {
	Version     kubernetes.Version
	PodSecurity PodSecurity
	// NamespacesExist takes the namespaces that the set does not declare for made by
	// somebody else, though it declares others.
	NamespacesExist bool
}

// PodSecurity is how the PodSecurity admission plugin of a cluster is configured: what
// it enforces in namespaces whose labels say nothing, and where it enforces nothing
// (k8s.io/pod-security-admission/admission/api, PodSecurityConfiguration).
type PodSecurity struct {
	// Enforce is privileged, baseline or restricted; privileged where it is empty.
	Enforce string `json:"enforce"`
	// EnforceVersion is "latest", which an empty one is, or a version: v1.29.
	EnforceVersion kubernetes.Release `json:"enforceVersion"`
	// ExemptNamespaces are namespaces whose pods are not looked at, labels or not.
	ExemptNamespaces []string `json:"exemptNamespaces"`
	// At is where Enforce is written, zero where it is in no file.
	At manifest.Ref `json:"-"`
}
