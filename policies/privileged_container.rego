# METADATA
# title: A container is privileged
# description: |
#   A privileged container holds every capability and sees every device: it may do to
#   its node what root may do. Network and storage plugins are privileged for a reason;
#   for the rest, this is the list of those to look at.
# custom:
#   severity: info
#   category: security
package dslint.privileged_container

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	container.spec.securityContext.privileged == true
	finding := {
		"at": array.concat(container.at, ["securityContext", "privileged"]),
		"message": sprintf(
			"%s runs %s privileged: it holds every capability and device of its node",
			[workload.title, container.title],
		),
		"fix": "Add the capabilities that the container needs, and take privileged: true away",
	}
}
