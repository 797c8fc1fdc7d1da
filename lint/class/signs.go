package class

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/placement"
)

// byImage looks at the containers in their order: the agent comes before its helpers.
func byImage(w *placement.Workload) Kind {
	for _, init := range []bool{false, true} {
		for _, c := range w.Containers() {
			name := Repository(c.Image)
			if c.Init != init || isHelper(name) {
				continue
			}
			if found := classOfName(name); found != "" {
				return Kind{found, "image " + name}
			}
		}
	}
	return Kind{}
}

// isHelper tells images that stand beside agents of all kinds.
func isHelper(name string) bool {
	return strings.HasSuffix(name, "livenessprobe") || strings.HasSuffix(name, "kube-rbac-proxy")
}

// Repository returns what an image is called without registry, tag and digest.
func Repository(image string) string {
	image, _, _ = strings.Cut(image, "@")
	first, rest, found := strings.Cut(image, "/")
	if found && strings.ContainsAny(first, ".:") {
		image = rest
	}
	if colon := strings.LastIndex(image, ":"); colon > strings.LastIndex(image, "/") {
		image = image[:colon]
	}
	return image
}

// byName looks at the name of the object: images may be filled in later, or come from
// a registry where they are called otherwise.
func byName(w *placement.Workload) Kind {
	if found := classOfName(w.Object.Name); found != "" {
		return Kind{found, "name " + w.Object.Name}
	}
	return Kind{}
}

// PullsImages tells workloads that only bring images to the nodes, and then sleep: what
// they carry in their names are the agents whose images they pull.
func PullsImages(w *placement.Workload) bool {
	name := "-" + strings.ToLower(w.Object.Name) + "-"
	return slices.ContainsFunc([]string{"-image-pull", "-images-pull", "-imagepull", "-prepull", "-pre-pull"},
		func(word string) bool { return strings.Contains(name, word) })
}

// byPlugins looks for the directories in which plugins put themselves. Who only reads
// there is none.
func byPlugins(w *placement.Workload) Kind {
	for _, place := range []struct {
		folder string
		class  Class
	}{
		{"/var/lib/kubelet/device-plugins", Device},
		{"/var/lib/kubelet/plugins", CSI},
		{"/var/lib/kubelet/plugins_registry", CSI},
		{"/var/lib/csi", CSI},
		{"/etc/cni", CNI},
		{"/opt/cni", CNI},
		{"/var/lib/cni", CNI},
	} {
		for _, path := range writtenPaths(w) {
			if isUnder(path, place.folder) {
				return Kind{place.class, "mounts " + path}
			}
		}
	}
	return Kind{}
}

// byPower looks at capabilities that one kind of agent needs.
func byPower(w *placement.Workload) Kind {
	for _, c := range w.Containers() {
		if c.SecurityContext == nil || c.SecurityContext.Capabilities == nil {
			continue
		}
		for _, capability := range c.SecurityContext.Capabilities.Add {
			switch capability {
			case "AUDIT_CONTROL", "AUDIT_READ":
				return Kind{Security, "capability " + string(capability)}
			case "NET_ADMIN":
				if w.Spec().HostNetwork && slices.ContainsFunc(hostPaths(w.Spec()), isKernelNetwork) {
					return Kind{Proxy, "capability NET_ADMIN in the network of the node"}
				}
			}
		}
	}
	return Kind{}
}

// isKernelNetwork tells what is mounted to change the filters of the kernel.
func isKernelNetwork(path string) bool {
	return isUnder(path, "/lib/modules") || strings.HasSuffix(path, "/xtables.lock")
}

// byReading looks at what the pods read of the node.
func byReading(w *placement.Workload) Kind {
	paths := hostPaths(w.Spec())
	for _, path := range paths {
		switch strings.TrimSuffix(path, "/") {
		case "/var/log", "/var/log/containers", "/var/log/pods", "/var/log/journal", "/var/lib/docker/containers":
			return Kind{Logs, "mounts " + path}
		case "/var/log/audit", "/sys/kernel/security":
			return Kind{Security, "mounts " + path}
		}
	}
	trimmed := func(wanted string) func(string) bool {
		return func(path string) bool { return strings.TrimSuffix(path, "/") == wanted }
	}
	if slices.ContainsFunc(paths, trimmed("/proc")) && slices.ContainsFunc(paths, trimmed("/sys")) {
		return Kind{Metrics, "mounts /proc and /sys"}
	}
	return Kind{}
}

// byPort looks at the ports of the node that stand for a service.
func byPort(w *placement.Workload) Kind {
	services := map[int32]Class{
		53: DNS, 514: Logs, 24224: Logs,
		8125: Metrics, 8126: Metrics, 9100: Metrics, 4317: Metrics, 4318: Metrics, 6831: Metrics,
	}
	for _, c := range w.Containers() {
		for i := range c.Ports {
			number := portOfNode(&c.Ports[i], w.Spec())
			if found := services[number]; found != "" {
				return Kind{found, fmt.Sprintf("host port %d", number)}
			}
		}
	}
	return Kind{}
}

// portOfNode returns the port of the node that a container asks for, 0 where none.
func portOfNode(port *corev1.ContainerPort, spec *corev1.PodSpec) int32 {
	if port.HostPort == 0 && spec.HostNetwork {
		return port.ContainerPort
	}
	return port.HostPort
}

// hostPaths returns the paths of the node that a pod mounts.
func hostPaths(spec *corev1.PodSpec) []string {
	var paths []string
	for i := range spec.Volumes {
		if host := spec.Volumes[i].HostPath; host != nil {
			paths = append(paths, host.Path)
		}
	}
	return paths
}

// isUnder takes C:\var\lib for /var/lib, as the kubelet does on Windows.
func isUnder(path, folder string) bool {
	path = strings.ReplaceAll(path, `\`, "/")
	if drive := strings.Index(path, ":"); drive == 1 {
		path = path[2:]
	}
	return path == folder || strings.HasPrefix(path, folder+"/")
}

// writtenPaths returns the paths of the node that some container may write to.
func writtenPaths(w *placement.Workload) []string {
	written := map[string]bool{}
	for _, c := range w.Containers() {
		for i := range c.VolumeMounts {
			written[c.VolumeMounts[i].Name] = written[c.VolumeMounts[i].Name] || !c.VolumeMounts[i].ReadOnly
		}
	}
	var paths []string
	volumes := w.Spec().Volumes
	for i := range volumes {
		if volumes[i].HostPath != nil && written[volumes[i].Name] {
			paths = append(paths, volumes[i].HostPath.Path)
		}
	}
	return paths
}
