package placement

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// Namespaces are the names of the namespaces that a set declares.
type Namespaces map[string]bool

// DeclaredNamespaces returns the namespaces that the objects of a set make.
func DeclaredNamespaces(set *manifest.Set) Namespaces {
	declared := Namespaces{}
	for _, object := range set.Objects() {
		if object.Kind == "Namespace" && object.Group() == "" {
			declared[object.Name] = true
		}
	}
	return declared
}

// Missing reports whether a namespace does not exist in a cluster that holds the set
// and nothing else. A set that declares none leaves all of them to somebody else, and
// four are in every cluster (k8s.io/kubernetes/pkg/controlplane, systemNamespaces).
func (n Namespaces) Missing(name string) bool {
	switch name {
	case corev1.NamespaceDefault, "kube-system", "kube-public", corev1.NamespaceNodeLease:
		return false
	}
	return len(n) > 0 && !n[name] && !manifest.Placeholder(name) && !n.open()
}

// open reports whether a name is a placeholder: any namespace may be declared.
func (n Namespaces) open() bool {
	for name := range n {
		if manifest.Placeholder(name) {
			return true
		}
	}
	return false
}

// Errors returns why the API server refuses a workload: for itself
// ([Workload.Errors]) or because its namespace is missing. It needs no Nodes.
func (m *Matrix) Errors(w *Workload) []validation.Error {
	if m.namespaces.Missing(w.Namespace()) {
		return validation.InMissingNamespace(w.Object, w.Errors())
	}
	return w.Errors()
}

// accepted are the workloads that the API server takes.
func (m *Matrix) accepted() []*Workload {
	var accepted []*Workload
	for _, w := range m.Workloads {
		if len(m.Errors(w)) == 0 {
			accepted = append(accepted, w)
		}
	}
	return accepted
}
