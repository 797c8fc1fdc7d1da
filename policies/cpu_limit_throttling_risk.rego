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
		"fix": {
			"summary": "Raise limits.cpu to several times the request, or remove it",
			"changes": unlimited(container),
		},
	}
}

tight(limit, resources) := sprintf("the cpu limit is %v", [resources.limits.cpu]) if {
	limit <= 0.1
} else := sprintf("the cpu limit of %v is less than twice the request of %v", [resources.limits.cpu, resources.requests.cpu]) if {
	limit < 2 * cores(resources.requests.cpu)
}

cores(quantity) := quantity if is_number(quantity)

cores(quantity) := units.parse(quantity) if is_string(quantity)

# Without a request of its own, that of a container is its limit.
unlimited(container) := [{"op": "remove", "at": whole(container)}] if container.spec.resources.requests.cpu

unlimited(container) := [
	{"op": "put", "at": array.concat(container.at, ["resources", "requests", "cpu"]), "value": container.spec.resources.limits.cpu},
	{"op": "remove", "at": whole(container)},
] if {
	not container.spec.resources.requests.cpu
}

# An empty mapping would be left where cpu is all that is limited.
whole(container) := array.concat(container.at, ["resources", "limits"]) if count(container.spec.resources.limits) == 1

whole(container) := array.concat(container.at, ["resources", "limits", "cpu"]) if count(container.spec.resources.limits) > 1
