# METADATA
# title: A container may gain more privileges than its parent
# description: |
#   Unless allowPrivilegeEscalation is false, a program with the set-user-ID bit gives a process
#   that does not run as root the rights of root.
# custom:
#   severity: info
#   category: security
#   off: true
package dslint.privilege_escalation_allowed

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	container.spec.image
	workload.os != "windows" # which knows no set-user-ID bit
	security := object.get(container.spec, "securityContext", {})
	object.get(security, "allowPrivilegeEscalation", true) != false
	object.get(security, "privileged", false) != true
	finding := {
		"at": array.concat(container.at, ["securityContext", "allowPrivilegeEscalation"]),
		"message": sprintf("%s lets %s gain privileges", [workload.title, container.title]),
		"fix": {
			"summary": "Set allowPrivilegeEscalation to false",
			"changes": [{"op": "put", "at": array.concat(container.at, ["securityContext", "allowPrivilegeEscalation"]), "value": false}],
		},
	}
}
