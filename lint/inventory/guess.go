package inventory

import (
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// signs are prefixes of labels and annotations of Nodes, and parts of the version of
// their kubelet, by the pack of facts about the kind of cluster that leaves them there.
var signs = []struct{ pack, key, version string }{
	{"kubeadm", "kubeadm.alpha.kubernetes.io/", ""},
	{"eks", "eks.amazonaws.com/", "-eks-"},
	{"gke", "cloud.google.com/gke-", "-gke."},
	{"aks", "kubernetes.azure.com/", ""},
	{"openshift", "node.openshift.io/", ""},
	{"openshift", "machineconfiguration.openshift.io/", ""},
	{"karpenter", "karpenter.sh/", ""},
	{"k3s", "k3s.io/", "+k3s"},
}

// Packs returns the packs of facts that Nodes show signs of, in a fixed order.
func Packs(nodes []*Node) []string {
	var packs []string
	for _, sign := range signs {
		shows := slices.ContainsFunc(nodes, func(node *Node) bool {
			version := node.Status.NodeInfo.KubeletVersion
			return hasKey(node.Labels, sign.key) || hasKey(node.Annotations, sign.key) ||
				sign.version != "" && strings.Contains(version, sign.version)
		})
		if shows && !slices.Contains(packs, sign.pack) {
			packs = append(packs, sign.pack)
		}
	}
	return packs
}

func hasKey(texts map[string]string, prefix string) bool {
	for key := range texts {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// KubeletVersions returns the versions of Kubernetes that the kubelets of Nodes are of,
// as they write them, each once.
func KubeletVersions(nodes []*Node) []string {
	var versions []string
	for _, node := range nodes {
		if version := node.Status.NodeInfo.KubeletVersion; version != "" && !slices.Contains(versions, version) {
			versions = append(versions, version)
		}
	}
	return versions
}

// Holds reports whether an object is a Node.
func Holds(object *manifest.Object) bool {
	_, ok := asNode(object)
	return ok
}
