# METADATA
# title: A pod mounts the root of its node
# description: |
#   A hostPath of "/" shows a container every file of its node. Read-only it is how
#   many agents look at a node; writable, and in a container that is not privileged,
#   it is most often a forgotten readOnly: true.
# custom:
#   severity: info
#   category: security
#   options:
#     allowed:
#       default: []
#       summary: The workloads that may mount the root of their node, as NAMESPACE/NAME, where * stands for any text
package dslint.host_path_root

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	some mount in container.hostMounts
	mount.path == "/"
	not allowed(workload)
	finding := object.union(
		{"at": mount.at, "related": [{"at": mount.volumeAt, "message": "the volume"}]},
		verdict(workload.title, container, mount),
	)
}

verdict(title, container, mount) := {"message": sprintf(
	"%s shows %s every file of its node: it mounts hostPath %q read-only",
	[title, container.title, mount.hostPath],
)} if {
	mount.readOnly
}

verdict(title, container, mount) := {
	"severity": severity(container),
	"message": sprintf(
		"%s lets %s write every file of its node: it mounts hostPath %q without readOnly",
		[title, container.title, mount.hostPath],
	),
	"fix": {
		"summary": "Add readOnly: true to the mount, or mount only the directories that are needed",
		"changes": [{"op": "put", "at": array.concat(mount.at, ["readOnly"]), "value": true}],
	},
} if {
	not mount.readOnly
}

allowed(workload) if {
	some pattern in input.config.options.allowed
	glob.match(pattern, ["/"], sprintf("%s/%s", [workload.namespace, workload.name]))
}

# A privileged container writes every file of its node whatever it mounts.
default severity(_) := "warning"

severity(container) := "info" if container.spec.securityContext.privileged == true
