# METADATA
# title: A container may write to its image
# description: |
#   What breaks into a container with a writable root leaves its tools there, and what the agent
#   writes by mistake fills the disk of the node.
# custom:
#   severity: info
#   category: security
#   off: true
package dslint.writable_root_filesystem

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	container.spec.image
	workload.os != "windows" # where roots are always writable
	object.get(object.get(container.spec, "securityContext", {}), "readOnlyRootFilesystem", false) != true
	finding := {
		"at": array.concat(container.at, ["securityContext", "readOnlyRootFilesystem"]),
		"message": sprintf("%s lets %s write to its image", [workload.title, container.title]),
		"fix": "Set readOnlyRootFilesystem to true, and mount an emptyDir where it writes",
	}
}
