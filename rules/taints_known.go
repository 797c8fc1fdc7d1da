package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
)

// taintKind says what a well-known taint is for.
type taintKind int

const (
	// conditionTaint says how a node is doing; it comes and goes.
	conditionTaint taintKind = iota
	// startupTaint keeps pods off until some agent is ready.
	startupTaint
	// leavingTaint is on nodes that are about to go.
	leavingTaint
	// controlPlaneTaint keeps ordinary pods off control planes.
	controlPlaneTaint
	// virtualTaint is on nodes that are no machines, and run no DaemonSets.
	virtualTaint
	// poolTaint sets nodes of a kind aside.
	poolTaint
)

// knownTaint is a taint that Kubernetes or a wide-spread tool puts on nodes by
// itself.
type knownTaint struct {
	key    string // a prefix where it ends in "*"
	kind   taintKind
	source string
}

const (
	sourceAPI        = "k8s.io/api/core/v1, well_known_taints.go"
	sourceKubeadm    = "k8s.io/kubernetes/cmd/kubeadm/app/constants"
	sourceAutoscaler = "k8s.io/autoscaler/cluster-autoscaler/utils/taints"
	sourceKarpenter  = "sigs.k8s.io/karpenter/pkg/apis/v1, taints.go"
	sourceAWSDrain   = "github.com/aws/aws-node-termination-handler/pkg/node"
	sourceAKS        = "https://learn.microsoft.com/azure/aks/use-system-pools"
	sourceGKE        = "https://cloud.google.com/kubernetes-engine/docs/how-to/node-taints"
)

// computeType is the key of a label and of a taint by which EKS tells what a node is.
const computeType = "eks.amazonaws.com/compute-type"

// knownTaints is the table of well-known taints. What an administrator names is
// not in it.
var knownTaints = []knownTaint{
	{"node.kubernetes.io/not-ready", conditionTaint, sourceAPI},
	{"node.kubernetes.io/unreachable", conditionTaint, sourceAPI},
	{"node.kubernetes.io/memory-pressure", conditionTaint, sourceAPI},
	{"node.kubernetes.io/disk-pressure", conditionTaint, sourceAPI},
	{"node.kubernetes.io/pid-pressure", conditionTaint, sourceAPI},
	{"node.kubernetes.io/network-unavailable", conditionTaint, sourceAPI},
	{"node.kubernetes.io/unschedulable", conditionTaint, sourceAPI},
	{"node.kubernetes.io/out-of-service", conditionTaint, sourceAPI},
	{"node.alpha.kubernetes.io/notReady", conditionTaint, "k8s.io/kubernetes/pkg/controller/node of 1.7"},
	{"node.alpha.kubernetes.io/unreachable", conditionTaint, "k8s.io/kubernetes/pkg/controller/node of 1.7"},
	{"node.cloudprovider.kubernetes.io/uninitialized", startupTaint, "k8s.io/cloud-provider/api"},
	{"node.cloudprovider.kubernetes.io/shutdown", conditionTaint, "k8s.io/cloud-provider/api"},
	{"NodeWithImpairedVolumes", conditionTaint, sourceAutoscaler},

	{"node-role.kubernetes.io/control-plane", controlPlaneTaint, sourceKubeadm},
	{"node-role.kubernetes.io/master", controlPlaneTaint, sourceKubeadm + " up to 1.24"},
	{"node-role.kubernetes.io/controlplane", controlPlaneTaint, "github.com/rancher/rke/services"},
	{"node-role.kubernetes.io/etcd", controlPlaneTaint, "github.com/rancher/rke/services"},

	{"virtual-kubelet.io/provider", virtualTaint, "github.com/virtual-kubelet/virtual-kubelet"},
	{computeType, virtualTaint, "https://docs.aws.amazon.com/eks/latest/userguide/fargate.html"},
	{"kwok.x-k8s.io/node", virtualTaint, "https://kwok.sigs.k8s.io/docs/user/kwok-manage-nodes-and-pods"},

	{"ToBeDeletedByClusterAutoscaler", leavingTaint, sourceAutoscaler},
	{"DeletionCandidateOfClusterAutoscaler", leavingTaint, sourceAutoscaler},
	{"karpenter.sh/disrupted", leavingTaint, sourceKarpenter},
	{"karpenter.sh/disruption", leavingTaint, "sigs.k8s.io/karpenter/pkg/apis/v1beta1"},
	{"aws-node-termination-handler/*", leavingTaint, sourceAWSDrain},
	{"cloud.google.com/impending-node-termination", leavingTaint, sourceAutoscaler},
	{"remediator.aks.microsoft.com/unschedulable", leavingTaint, "https://learn.microsoft.com/azure/aks/node-auto-drain"},
	{"node.cluster.x-k8s.io/outdated-revision", leavingTaint, "sigs.k8s.io/cluster-api/api/core"},

	{"karpenter.sh/unregistered", startupTaint, sourceKarpenter},
	{"startup-taint.cluster-autoscaler.kubernetes.io/*", startupTaint, sourceAutoscaler},
	{"ignore-taint.cluster-autoscaler.kubernetes.io/*", startupTaint, sourceAutoscaler},
	{"status-taint.cluster-autoscaler.kubernetes.io/*", conditionTaint, sourceAutoscaler},
	{"node.cilium.io/agent-not-ready", startupTaint, "https://docs.cilium.io/en/stable/installation/taints"},
	{"ebs.csi.aws.com/agent-not-ready", startupTaint, "github.com/kubernetes-sigs/aws-ebs-csi-driver, docs/install.md"},
	{"efs.csi.aws.com/agent-not-ready", startupTaint, "github.com/kubernetes-sigs/aws-efs-csi-driver, docs"},
	{"fsx.csi.aws.com/agent-not-ready", startupTaint, "github.com/kubernetes-sigs/aws-fsx-csi-driver, docs/install.md"},
	{"s3.csi.aws.com/agent-not-ready", startupTaint, "github.com/awslabs/mountpoint-s3-csi-driver, docs"},
	{"cni.istio.io/not-ready", startupTaint, "github.com/istio/istio/pilot/pkg/controllers/untaint"},
	{"node.cluster.x-k8s.io/uninitialized", startupTaint, "sigs.k8s.io/cluster-api/api/core"},

	{"CriticalAddonsOnly", poolTaint, sourceAKS},
	{"kubernetes.azure.com/scalesetpriority", poolTaint, "https://learn.microsoft.com/azure/aks/spot-node-pool"},
	{"nvidia.com/gpu", poolTaint, sourceGKE},
	{"kubernetes.io/arch", poolTaint, sourceGKE},
	{"sandbox.gke.io/runtime", poolTaint, sourceGKE},
	{"node.kubernetes.io/os", poolTaint, sourceGKE},
	{"node.ocs.openshift.io/storage", poolTaint, "OpenShift Data Foundation"},
}

// known returns the entry of the table for a key.
func known(key string) (knownTaint, bool) {
	i := slices.IndexFunc(knownTaints, func(k knownTaint) bool {
		prefix, isPrefix := strings.CutSuffix(k.key, "*")
		return k.key == key || isPrefix && strings.HasPrefix(key, prefix)
	})
	if i < 0 {
		return knownTaint{}, false
	}
	return knownTaints[i], true
}

// passes reports whether the taint comes and goes with the state of a node: an
// inventory shows it by chance.
func (k knownTaint) passes() bool {
	return k.kind == conditionTaint || k.kind == startupTaint || k.kind == leavingTaint
}

// isKind reports whether a taint is a well-known one of a kind.
func isKind(taint *corev1.Taint, kind taintKind) bool {
	entry, ok := known(taint.Key)
	return ok && entry.kind == kind
}

// isPassing reports whether a taint is there only for a while.
func isPassing(taint *corev1.Taint) bool {
	entry, ok := known(taint.Key)
	return ok && entry.passes()
}

// isStamped reports whether the value of the taint is the time at which it was put
// on, which nobody can know beforehand (k8s.io/autoscaler/cluster-autoscaler/utils/taints).
func isStamped(key string) bool {
	return key == "ToBeDeletedByClusterAutoscaler" || key == "DeletionCandidateOfClusterAutoscaler"
}

// isVirtual reports whether a Node stands for a service that runs pods elsewhere:
// it runs no DaemonSets, whatever they tolerate.
func isVirtual(node *inventory.Node) bool {
	if node.Labels[computeType] == "fargate" ||
		node.Labels["type"] == "virtual-kubelet" || node.Labels["type"] == "kwok" {
		return true
	}
	return slices.ContainsFunc(node.Spec.Taints, func(taint corev1.Taint) bool {
		return isKind(&taint, virtualTaint)
	})
}
