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
	some mount in container.hostMounts
	names := split(trim_prefix(mount.path, "/var"), "/")
	finding := {
		"at": mount.at,
		"message": sprintf(
			"%s gives container %q %s: it mounts hostPath %q",
			[workload.title, container.name, exposed(names), mount.hostPath],
		),
		"related": [{"at": mount.volumeAt, "message": "the volume"}],
	}
}

exposed(names) := sprintf("the socket of %s", [sockets[names[count(names) - 1]]])

exposed(names) := "the directory of the container runtime's socket" if concat("/", names) in directories

# The sockets and pipes have a file name of their own wherever a distribution puts
# them.
sockets := {
	"docker.sock": "Docker",
	"docker_engine": "Docker",
	"containerd.sock": "containerd",
	"containerd-containerd": "containerd",
	"crio.sock": "CRI-O",
	"cri-dockerd.sock": "cri-dockerd",
	"dockershim.sock": "dockershim",
	"podman.sock": "Podman",
}

# The directories that hold one; /var/run is a link to /run.
directories := {
	"/run",
	"/run/containerd",
	"/run/crio",
	"/run/host-containerd",
	"/run/k0s",
	"/run/k3s",
	"/run/k3s/containerd",
	"/run/podman",
}
