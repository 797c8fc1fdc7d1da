package manifest

import (
	"slices"
	"strings"
)

// scope says whether objects of a kind have a namespace.
type scope int

const (
	scopeUnknown scope = iota
	scopeCluster
	scopeNamespaced
)

// clusterScoped lists the kinds of Kubernetes without a namespace.
var clusterScoped = map[string]bool{
	"APIService": true, "CSIDriver": true, "CSINode": true, "CertificateSigningRequest": true, "ClusterRole": true,
	"ClusterRoleBinding": true, "ClusterTrustBundle": true, "CustomResourceDefinition": true, "DeviceClass": true,
	"DeviceTaintRule": true, "FlowSchema": true, "IPAddress": true, "IngressClass": true, "MutatingAdmissionPolicy": true,
	"MutatingAdmissionPolicyBinding": true, "MutatingWebhookConfiguration": true, "Namespace": true, "Node": true,
	"PersistentVolume": true, "PodSecurityPolicy": true, "PriorityClass": true, "PriorityLevelConfiguration": true,
	"ResourceSlice": true, "RuntimeClass": true, "ServiceCIDR": true, "StorageClass": true, "StorageVersionMigration": true,
	"ValidatingAdmissionPolicy": true, "ValidatingAdmissionPolicyBinding": true, "ValidatingWebhookConfiguration": true,
	"VolumeAttachment": true, "VolumeAttributesClass": true,
}

// ClusterScoped reports whether objects of this kind have no namespace: for kinds of
// Kubernetes, and for those that a CustomResourceDefinition of the set says so of.
func (o *Object) ClusterScoped() bool {
	if o.scope != scopeUnknown {
		return o.scope == scopeCluster
	}
	return clusterScoped[o.Kind]
}

// ScopeKnown reports whether ClusterScoped is certain: it is not for custom kinds of
// which nothing tells.
func (o *Object) ScopeKnown() bool {
	return o.scope != scopeUnknown || clusterScoped[o.Kind] || o.Namespace != "" || isOfKubernetes(o.Group())
}

// isOfKubernetes tells the groups of the API that Kubernetes serves itself.
func isOfKubernetes(group string) bool {
	if !strings.Contains(group, ".") {
		return true
	}
	return slices.Contains([]string{
		"admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io", "authentication.k8s.io",
		"authorization.k8s.io", "certificates.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "events.k8s.io",
		"flowcontrol.apiserver.k8s.io", "internal.apiserver.k8s.io", "networking.k8s.io", "node.k8s.io",
		"rbac.authorization.k8s.io", "resource.k8s.io", "scheduling.k8s.io", "storage.k8s.io", "storagemigration.k8s.io",
	}, group)
}

// LearnScopes lets objects know what the CustomResourceDefinitions of the set say of
// their kinds. It comes before anybody asks.
func (s *Set) LearnScopes() {
	scopes := map[[2]string]scope{} // by group and kind
	for _, file := range s.Files {
		for _, object := range file.Objects {
			if object.Kind == "CustomResourceDefinition" {
				object.learnScope(scopes)
			}
		}
	}
	if len(scopes) == 0 {
		return
	}
	for _, file := range s.Files {
		for _, object := range file.Objects {
			if told := scopes[[2]string{object.Group(), object.Kind}]; told != scopeUnknown {
				object.scope = told
			}
		}
	}
}

func (o *Object) learnScope(scopes map[[2]string]scope) {
	group, _ := o.At("spec", "group").Text()
	kind, _ := o.At("spec", "names", "kind").Text()
	switch written, _ := o.At("spec", "scope").Text(); written {
	case "Cluster":
		scopes[[2]string{group, kind}] = scopeCluster
	case "Namespaced":
		scopes[[2]string{group, kind}] = scopeNamespaced
	}
}
