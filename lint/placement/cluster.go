package placement

import (
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/labels"

	"github.com/dslint/dslint/lint/inventory"
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
	// Reserve is what else runs on nodes, and takes room there.
	Reserve []Reserve
	// PriorityClasses are the names of classes that the cluster has beside those of the set.
	PriorityClasses []string
	// Running are the Pods that run already, as the API server returns them. They keep
	// their nodes; those that a DaemonSet of the set controls are passed over.
	Running []*manifest.Object
}

// Reserve is room that is taken on nodes.
type Reserve struct {
	// Nodes is a selector of node labels as kubectl get -l takes it, all nodes where it
	// is left out.
	Nodes string `json:"nodes"`
	// Resources are what is taken of each of the nodes; pods counts pods.
	Resources corev1.ResourceList `json:"resources"`
}

// reserved returns what is taken on a node: all that is said of it, added up.
func (c *Cluster) reserved(node *inventory.Node) corev1.ResourceList {
	sum := corev1.ResourceList{}
	for i := range c.Reserve {
		selector, err := labels.Parse(c.Reserve[i].Nodes)
		if err != nil || !selector.Matches(labels.Set(node.Labels)) {
			continue
		}
		for name, quantity := range c.Reserve[i].Resources {
			total := sum[name]
			total.Add(quantity)
			sum[name] = total
		}
	}
	return sum
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
