# METADATA
# title: Nothing restarts a container that hangs
# description: |
#   Without a liveness probe a container that is stuck stays, on one node of many, where nobody
#   looks.
# custom:
#   severity: info
#   category: hygiene
#   off: true
package dslint.missing_liveness_probe

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	workload.kind == "DaemonSet"
	container.role != "init"
	container.spec.image
	not container.spec.livenessProbe
	finding := {
		"at": array.concat(container.at, ["livenessProbe"]),
		"message": sprintf("%s does not watch whether %s hangs", [workload.title, container.title]),
		"fix": "Add a livenessProbe",
	}
}
