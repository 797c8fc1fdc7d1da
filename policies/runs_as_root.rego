# METADATA
# title: A container may run as root
# description: |
#   Unless the manifest says otherwise the image decides, and most run as root: who breaks out of
#   the container is root on the node.
# custom:
#   severity: info
#   category: security
#   off: true
package dslint.runs_as_root

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	container.spec.image
	not ordinary(container.spec, workload.pod)
	workload.os != "windows" # whose users are others
	finding := {
		"at": cause(workload, container),
		"message": sprintf("%s may run %s as root", [workload.title, container.title]),
		"fix": "Set runAsNonRoot to true",
	}
}

# A user who is named is the line to edit.
cause(workload, container) := array.concat(container.at, ["securityContext", "runAsUser"]) if {
	container.spec.securityContext.runAsUser == 0
} else := array.concat(workload.at, ["securityContext", "runAsUser"]) if {
	setting(container.spec, workload.pod, "runAsUser") == 0
} else := array.concat(container.at, ["securityContext", "runAsNonRoot"])

ordinary(container, pod) if {
	is_number(setting(container, pod, "runAsUser"))
	setting(container, pod, "runAsUser") > 0
}

ordinary(container, pod) if {
	setting(container, pod, "runAsNonRoot") == true
	setting(container, pod, "runAsUser") == null
}

# What the container says goes before what the pod says.
setting(container, pod, field) := object.get(
	object.get(container, "securityContext", {}), field,
	object.get(object.get(pod, "securityContext", {}), field, null),
)
