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
		"fix": {"summary": "Remove limits.cpu and keep the request", "changes": unlimited(container)},
	}
}

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
