package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
)

// labelKind says where a well-known label of nodes comes from, and so what its
// absence from an inventory means.
type labelKind int

const (
	// platformLabel tells operating systems and architectures apart. Every node has
	// it; a value that no node has belongs to a machine that is not there.
	platformLabel labelKind = iota
	// runtimeLabel is put on nodes by a controller while the cluster runs.
	runtimeLabel
	// poolLabel names the pool that a node was made in. Such pools shrink to nothing
	// and grow again.
	poolLabel
	// providerLabel is put on nodes by the provider of the cluster.
	providerLabel
)

// knownLabel is a label of nodes that nobody sets by hand.
type knownLabel struct {
	key    string // a prefix where it ends in "*", a suffix where it begins so
	kind   labelKind
	by     string // who sets it
	source string
}

const (
	byKubelet  = "the kubelet"
	byNFD      = "node-feature-discovery"
	byNvidia   = "the NVIDIA GPU operator"
	byGKE      = "GKE"
	byEKS      = "EKS"
	byAKS      = "AKS"
	byProvider = "the cloud provider"

	sourceLabels   = "https://kubernetes.io/docs/reference/labels-annotations-taints"
	sourceNFD      = "https://kubernetes-sigs.github.io/node-feature-discovery"
	sourceNvidia   = "https://docs.nvidia.com/datacenter/cloud-native/gpu-operator"
	sourceEKS      = "https://docs.aws.amazon.com/eks"
	sourceAKSPools = "https://learn.microsoft.com/azure/aks/use-labels"
)

// knownLabels is the table of well-known labels; the first entry that fits counts.
var knownLabels = []knownLabel{
	{"kubernetes.io/os", platformLabel, byKubelet, sourceLabels},
	{"kubernetes.io/arch", platformLabel, byKubelet, sourceLabels},
	{betaOSLabel, platformLabel, byKubelet, sourceLabels},
	{betaArchLabel, platformLabel, byKubelet, sourceLabels},
	{"node.kubernetes.io/windows-build", platformLabel, byKubelet, sourceLabels},

	{"feature.node.kubernetes.io/*", runtimeLabel, byNFD, sourceNFD},
	{"*.feature.node.kubernetes.io", runtimeLabel, byNFD, sourceNFD},
	{"nvidia.com/*", runtimeLabel, byNvidia, sourceNvidia},
	{"amd.com/gpu.*", runtimeLabel, "the AMD GPU operator", "https://instinct.docs.amd.com/projects/gpu-operator"},
	{"gpu.intel.com/*", runtimeLabel, "the Intel device plugins", "github.com/intel/intel-device-plugins-for-kubernetes"},
	{"intel.feature.node.kubernetes.io/*", runtimeLabel, "the Intel device plugins", "github.com/intel/intel-device-plugins-for-kubernetes"},
	{"network.nvidia.com/*", runtimeLabel, "the NVIDIA network operator", "github.com/Mellanox/network-operator"},
	{"kubevirt.io/*", runtimeLabel, "KubeVirt", "https://kubevirt.io/user-guide"},
	{"sustainable-computing.io/*", runtimeLabel, "Kepler", "github.com/sustainable-computing-io/kepler-operator"},
	{"*-ready", runtimeLabel, "a controller of the cluster", "github.com/GoogleCloudPlatform/netd and cluster/addons of Kubernetes"},
	{"container-linux-update.v1.coreos.com/*", runtimeLabel, "the update operator", "github.com/coreos/container-linux-update-operator"},

	{"cloud.google.com/gke-nodepool", poolLabel, byGKE, sourceGKE},
	{"eks.amazonaws.com/nodegroup", poolLabel, byEKS, sourceEKS},
	{"alpha.eksctl.io/nodegroup-name", poolLabel, "eksctl", "https://eksctl.io"},
	{"karpenter.sh/nodepool", poolLabel, "Karpenter", "https://karpenter.sh/docs/concepts/nodepools"},
	{"karpenter.sh/provisioner-name", poolLabel, "Karpenter", "https://karpenter.sh/v0.31"},
	{"kubernetes.azure.com/agentpool", poolLabel, byAKS, sourceAKSPools},
	{"agentpool", poolLabel, byAKS, sourceAKSPools},
	{"doks.digitalocean.com/node-pool", poolLabel, "DigitalOcean", "https://docs.digitalocean.com/products/kubernetes"},
	{"worker.gardener.cloud/pool", poolLabel, "Gardener", "https://gardener.cloud/docs"},
	{"kops.k8s.io/instancegroup", poolLabel, "kOps", "https://kops.sigs.k8s.io/labels"},
	{"lke.linode.com/pool-id", poolLabel, "Linode", "https://techdocs.akamai.com/cloud-computing/docs/linode-kubernetes-engine"},
	{"k8s.scaleway.com/pool-name", poolLabel, "Scaleway", "https://www.scaleway.com/en/docs/kubernetes"},
	{"ibm-cloud.kubernetes.io/worker-pool-id", poolLabel, "IBM Cloud", "https://cloud.ibm.com/docs/containers"},
	{"alibabacloud.com/nodepool-id", poolLabel, "Alibaba Cloud", "https://www.alibabacloud.com/help/en/ack"},

	{"cloud.google.com/*", providerLabel, byGKE, sourceGKE},
	{"*.gke.io", providerLabel, byGKE, sourceGKE},
	{"eks.amazonaws.com/*", providerLabel, byEKS, sourceEKS},
	{"k8s.amazonaws.com/*", providerLabel, byEKS, sourceEKS},
	{"sagemaker.amazonaws.com/*", providerLabel, "SageMaker HyperPod", "https://docs.aws.amazon.com/sagemaker"},
	{"karpenter.sh/*", providerLabel, "Karpenter", "https://karpenter.sh/docs/concepts/scheduling"},
	{"karpenter.k8s.aws/*", providerLabel, "Karpenter", "https://karpenter.sh/docs/concepts/scheduling"},
	{"kubernetes.azure.com/*", providerLabel, byAKS, sourceAKSPools},
	{"node.kubernetes.io/instance-type", providerLabel, byProvider, sourceLabels},
	{"beta.kubernetes.io/instance-type", providerLabel, byProvider, sourceLabels},
	{"topology.kubernetes.io/*", providerLabel, byProvider, sourceLabels},
	{"failure-domain.beta.kubernetes.io/*", providerLabel, byProvider, sourceLabels},
}

// knownLabelOf returns the entry of the table for a key.
func knownLabelOf(key string) (knownLabel, bool) {
	i := slices.IndexFunc(knownLabels, func(k knownLabel) bool { return k.fits(key) })
	if i < 0 {
		return knownLabel{}, false
	}
	return knownLabels[i], true
}

// fits compares a suffix that begins with a dot with the part of the key before
// its slash.
func (k knownLabel) fits(key string) bool {
	if prefix, ok := strings.CutSuffix(k.key, "*"); ok {
		return strings.HasPrefix(key, prefix)
	}
	suffix, ok := strings.CutPrefix(k.key, "*")
	if !ok {
		return key == k.key
	}
	domain, _, _ := strings.Cut(key, "/")
	return strings.HasPrefix(suffix, ".") && strings.HasSuffix(domain, suffix) || strings.HasSuffix(key, suffix)
}

// renamedLabels are labels that were replaced by others with the same values.
var renamedLabels = map[string]string{
	betaOSLabel:                                corev1.LabelOSStable,
	betaArchLabel:                              corev1.LabelArchStable,
	"beta.kubernetes.io/instance-type":         corev1.LabelInstanceTypeStable,
	"failure-domain.beta.kubernetes.io/zone":   corev1.LabelTopologyZone,
	"failure-domain.beta.kubernetes.io/region": corev1.LabelTopologyRegion,
}

// isControlPlaneLabel reports whether a label marks control planes, which managed
// clusters and many inventories do not show
// (k8s.io/kubernetes/cmd/kubeadm/app/constants; github.com/rancher/rke).
func isControlPlaneLabel(key string) bool {
	role, ok := strings.CutPrefix(key, "node-role.kubernetes.io/")
	return ok && slices.Contains([]string{"control-plane", "master", "controlplane", "etcd"}, role)
}

// namesPool reports whether a label that somebody made up tells pools of nodes
// apart.
func namesPool(key string) bool {
	name := strings.NewReplacer("-", "", "_", "", ".", "").Replace(strings.ToLower(lastPart(key)))
	return strings.HasSuffix(name, "pool") || strings.HasSuffix(name, "nodegroup") || strings.HasSuffix(name, "instancegroup")
}

// elastic reports whether the nodes come from pools that grow and shrink: a pool
// without a node today may have some tomorrow.
func (x labelIndex) elastic() bool {
	for key := range x {
		if entry, ok := knownLabelOf(key); ok && entry.kind == poolLabel {
			return true
		}
	}
	return false
}

// labelIndex counts the nodes by label and value.
type labelIndex map[string]map[string]int

func indexLabels(nodes []*inventory.Node) labelIndex {
	index := labelIndex{}
	for _, node := range nodes {
		for key, value := range node.Labels {
			if index[key] == nil {
				index[key] = map[string]int{}
			}
			index[key][value]++
		}
	}
	return index
}

// labelled returns the number of nodes that have a label.
func (x labelIndex) labelled(key string) int {
	sum := 0
	for _, count := range x[key] {
		sum += count
	}
	return sum
}
