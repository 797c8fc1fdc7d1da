package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint/placement"
)

// kubeSystem is the namespace of what belongs to the cluster.
const kubeSystem = metav1.NamespaceSystem

// hostPaths returns the paths of the node that a pod mounts, but for the time zone,
// which any program may want.
func hostPaths(spec *corev1.PodSpec) []string {
	var paths []string
	for i := range spec.Volumes {
		if host := spec.Volumes[i].HostPath; host != nil && host.Path != "/etc/localtime" && !strings.Contains(host.Path, "zoneinfo") {
			paths = append(paths, host.Path)
		}
	}
	return paths
}

// agentEvidence says what makes the pods of a workload agents of their node, ""
// where nothing does: losing one is losing a service of that node.
func agentEvidence(spec *corev1.PodSpec) string {
	switch paths := hostPaths(spec); {
	case spec.HostNetwork:
		return "uses the network of the node"
	case spec.HostPID:
		return "sees the processes of the node"
	case len(paths) > 0:
		return "mounts " + paths[0] + " of the node"
	}
	return ""
}

// systemEvidence says what makes the pods of a workload part of what keeps a node
// going: network and storage plugins, device plugins, proxies, security agents.
// They have reason to run on every node, whatever its taints. It is "" where
// nothing does.
func systemEvidence(w *placement.Workload) string {
	spec := w.Spec()
	if strings.HasPrefix(spec.PriorityClassName, "system-") {
		return "priority class " + spec.PriorityClassName
	}
	for _, path := range hostPaths(spec) {
		if slices.ContainsFunc(systemPaths(), func(prefix string) bool { return isUnder(path, prefix) }) {
			return "mounts " + path
		}
	}
	for _, c := range w.Containers() {
		if evidence := privilegeEvidence(c.SecurityContext); evidence != "" {
			return evidence
		}
	}
	if w.Namespace() == kubeSystem {
		return "namespace kube-system"
	}
	return ""
}

// systemPaths are where plugins of the kubelet, the runtime and the network put
// themselves.
func systemPaths() []string {
	return []string{
		"/etc/cni", "/opt/cni", "/var/lib/cni", "/var/run/netns", "/run/netns",
		"/var/lib/kubelet/plugins", "/var/lib/kubelet/plugins_registry", "/var/lib/kubelet/device-plugins",
		"/lib/modules", "/sys/kernel/security", "/sys/fs/bpf",
	}
}

// isUnder takes C:\var\lib for /var/lib, as the kubelet does on Windows.
func isUnder(path, folder string) bool {
	path = strings.ReplaceAll(path, `\`, "/")
	if drive := strings.Index(path, ":"); drive == 1 {
		path = path[2:]
	}
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// privilegeEvidence names the power over the node that a container has.
func privilegeEvidence(context *corev1.SecurityContext) string {
	if context == nil {
		return ""
	}
	if context.Privileged != nil && *context.Privileged {
		return "privileged"
	}
	if context.Capabilities == nil {
		return ""
	}
	for _, capability := range context.Capabilities.Add {
		if slices.Contains([]string{"ALL", "NET_ADMIN", "SYS_ADMIN", "SYS_MODULE", "BPF", "SYS_PTRACE"}, string(capability)) {
			return "capability " + string(capability)
		}
	}
	return ""
}
