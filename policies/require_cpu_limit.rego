# METADATA
# title: A container has no cpu limit
# description: |
#   Without a limit a container takes whatever cpu is idle, and with a request it is given that
#   much under pressure. Some want the limit nevertheless, so that agents never take more of a
#   node than was planned. The opposite opinion is the rule forbid-cpu-limit.
# custom:
#   severity: info
#   category: resources
#   off: true
#   opinion: true
package dslint.require_cpu_limit

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	container.role != "init"
	container.spec.image
	not container.spec.resources.limits.cpu
	not workload.pod.resources.limits.cpu
	finding := {
		"at": array.concat(container.at, ["resources", "limits", "cpu"]),
		"message": sprintf("%s sets no cpu limit on %s", [workload.title, container.title]),
		"fix": "Add limits.cpu",
	}
}
