package rules

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

// osProof says which operating system the pods of a workload need, and why; both
// are "" where nothing proves it.
func osProof(w *placement.Workload) (os corev1.OSName, reason string) {
	spec := w.Spec()
	if spec.OS != nil && spec.OS.Name != "" {
		return spec.OS.Name, "os.name " + string(spec.OS.Name)
	}
	if reason := windowsProof(w); reason != "" {
		return corev1.Windows, reason
	}
	if reason := linuxProof(w); reason != "" {
		return corev1.Linux, reason
	}
	return "", ""
}

func windowsProof(w *placement.Workload) string {
	isHostProcess := func(o *corev1.WindowsSecurityContextOptions) bool {
		return o != nil && o.HostProcess != nil && *o.HostProcess
	}
	if pod := w.Spec().SecurityContext; pod != nil && isHostProcess(pod.WindowsOptions) {
		return "hostProcess"
	}
	for _, c := range w.Containers() {
		if c.SecurityContext != nil && isHostProcess(c.SecurityContext.WindowsOptions) {
			return "hostProcess"
		}
	}
	for _, path := range hostPaths(w.Spec()) {
		if strings.Contains(path, `\`) || len(path) > 1 && path[1] == ':' {
			return "hostPath " + path
		}
	}
	return ""
}

// linuxProof looks for what Windows nodes do not have
// (https://kubernetes.io/docs/concepts/windows/intro, compatibility).
func linuxProof(w *placement.Workload) string {
	spec := w.Spec()
	switch {
	case spec.HostPID:
		return "hostPID"
	case spec.HostIPC:
		return "hostIPC"
	}
	for _, c := range w.Containers() {
		if evidence := privilegeEvidence(c.SecurityContext); evidence != "" {
			return evidence
		}
	}
	// Agents of Windows mount /var/log and others, too, which are folders of C: there.
	for _, path := range hostPaths(spec) {
		top, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		if slices.Contains([]string{"proc", "sys", "dev", "lib", "boot"}, top) {
			return "hostPath " + path
		}
	}
	return ""
}

// betaOSLabel is a copy of kubernetes.io/os that Kubernetes keeps for old selectors.
const betaOSLabel = "beta.kubernetes.io/os"

// osLabels are set by the kubelet and tell operating systems apart.
func osLabels() []string {
	return []string{corev1.LabelOSStable, betaOSLabel, corev1.LabelWindowsBuild}
}

// nodeOS returns "linux", "windows", or "" where the Node does not tell.
func nodeOS(node *inventory.Node) corev1.OSName {
	for _, label := range []string{corev1.LabelOSStable, betaOSLabel} {
		if value := node.Labels[label]; value != "" {
			return corev1.OSName(value)
		}
	}
	return corev1.OSName(node.Status.NodeInfo.OperatingSystem)
}

// asksForOS reports whether labels decide which operating system the nodes of the
// workload have.
func asksForOS(w *placement.Workload) bool {
	return everyAlternative(w, func(r requirement) bool { return slices.Contains(osLabels(), r.Key) })
}

// picksNodes reports whether only nodes with some label can take the pods: the
// nodes were chosen, by their pool or their hardware.
func picksNodes(w *placement.Workload) bool {
	return w.Spec().NodeName != "" || everyAlternative(w, requirement.needsLabel)
}
