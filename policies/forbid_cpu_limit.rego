# METADATA
# title: A container has a cpu limit
# description: |
#   A limit throttles a container while cpu of its node is idle: agents miss their deadlines when
#   they are needed most. The request alone decides how cpu is shared under pressure. The opposite
#   opinion is the rule require-cpu-limit.
# custom:
#   severity: info
#   category: resources
#   off: true
#   opinion: true
package dslint.forbid_cpu_limit

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	limit := container.spec.resources.limits.cpu
	finding := {
		"at": array.concat(container.at, ["resources", "limits", "cpu"]),
		"message": sprintf("%s throttles %s at %v cpu", [workload.title, container.title, limit]),
		"fix": "Remove limits.cpu and keep the request",
	}
}
