# METADATA
# title: A cpu limit leaves a node agent little more than it uses
# description: |
#   A limit of 100m stops a program with ten busy threads after a millisecond of every tenth of a
#   second. DNS, proxies and CSI drivers answer late then, while cpu of the node is idle.
# custom:
#   severity: info
#   category: resources
#   off: true
package dslint.cpu_limit_throttling_risk

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	workload.kind == "DaemonSet"
	container.role != "init"
	limit := cores(container.spec.resources.limits.cpu)
	not limit < cores(container.spec.resources.requests.cpu) # request-exceeds-limit tells
	reason := tight(limit, container.spec.resources)
	finding := {
		"at": array.concat(container.at, ["resources", "limits", "cpu"]),
		"message": sprintf("%s throttles %s when it is busy: %s", [workload.title, container.title, reason]),
		"fix": "Raise limits.cpu to several times the request, or remove it",
	}
}

tight(limit, resources) := sprintf("the cpu limit is %v", [resources.limits.cpu]) if {
	limit <= 0.1
} else := sprintf("the cpu limit of %v is less than twice the request of %v", [resources.limits.cpu, resources.requests.cpu]) if {
	limit < 2 * cores(resources.requests.cpu)
}

cores(quantity) := quantity if is_number(quantity)

cores(quantity) := units.parse(quantity) if is_string(quantity)
