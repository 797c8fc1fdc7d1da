# METADATA
# title: A pod sees the processes or the shared memory of its node
# description: |
#   With hostPID a container sees every process of the node, its environment included, and with
#   enough power stops it; with hostIPC it reaches their shared memory.
# custom:
#   severity: info
#   category: security
#   off: true
package dslint.host_namespace_shared

findings contains finding if {
	some workload in input.workloads
	some field, what in {"hostPID": "processes", "hostIPC": "shared memory"}
	workload.pod[field] == true
	finding := {
		"at": array.concat(workload.at, [field]),
		"message": sprintf("%s sees the %s of its node: %s is true", [workload.title, what, field]),
		"fix": sprintf("Remove %s", [field]),
	}
}
