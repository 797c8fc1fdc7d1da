# METADATA
# title: A pod mounts the socket of the container runtime
# description: |
#   Who can talk to the container runtime can start any container on the node, past
#   the API server and its admission, and so is root there.
# custom:
#   severity: info
#   category: security
package dslint.runtime_socket_mounted

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	mounts := [mount | some mount in container.hostMounts; sockets[shortened(mount)]]
	count(mounts) > 0
	finding := {
		"at": mounts[0].at,
		"message": sprintf(
			"%s gives %s %s%s: it mounts hostPath %q",
			[workload.title, container.title, given(mounts[0]), others(mounts), mounts[0].hostPath],
		),
		"related": array.concat(
			[{"at": mounts[0].volumeAt, "message": "the volume"}],
			[{"at": mount.at, "message": sprintf("%s: hostPath %q", [given(mount), mount.hostPath])} |
				some i, mount in mounts
				i > 0
			],
		),
	}
}

given(mount) := sockets[shortened(mount)]

shortened(mount) := trim_prefix(mount.path, "/var")

others(mounts) := "" if count(mounts) == 1

others(mounts) := sprintf(" and %d more like it", [count(mounts) - 1]) if count(mounts) > 1

# Where the sockets are, and the directories above them. /var/run is a link to /run,
# and so /var is taken off every path.
sockets := {
	"/pipe/containerd-containerd": "the pipe of containerd",
	"/pipe/docker_engine": "the pipe of Docker",
	"/run": "the directory of the container runtime's socket",
	"/run/containerd": "the directory of containerd's socket",
	"/run/containerd/containerd.sock": "the socket of containerd",
	"/run/cri-dockerd.sock": "the socket of cri-dockerd",
	"/run/crio": "the directory of CRI-O's socket",
	"/run/crio/crio.sock": "the socket of CRI-O",
	"/run/docker.sock": "the socket of Docker",
	"/run/dockershim.sock": "the socket of dockershim",
	"/run/host-containerd": "the directory of containerd's socket",
	"/run/host-containerd/containerd.sock": "the socket of containerd",
	"/run/k0s": "the directory of containerd's socket",
	"/run/k0s/containerd.sock": "the socket of containerd",
	"/run/k3s": "the directory of containerd's socket",
	"/run/k3s/containerd": "the directory of containerd's socket",
	"/run/k3s/containerd/containerd.sock": "the socket of containerd",
	"/run/podman": "the directory of Podman's socket",
	"/run/podman/podman.sock": "the socket of Podman",
	"/snap/microk8s/common/run": "the directory of containerd's socket",
	"/snap/microk8s/common/run/containerd.sock": "the socket of containerd",
}
