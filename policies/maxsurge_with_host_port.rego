# METADATA
# title: An update starts new pods beside old ones that hold their port
# description: |
#   With maxSurge the new pod of a node starts while the old one still runs. If both want the same
#   port of the node, the new pod stays pending, the old one is never removed, and the update
#   stands still. The API server accepts it.
# custom:
#   severity: warning
#   category: rollout
#   needs: [maxSurge]
package dslint.maxsurge_with_host_port

findings contains finding if {
	some workload in input.workloads
	workload.kind == "DaemonSet"
	surge := input.daemonsets[workload.at[1]].spec.updateStrategy.rollingUpdate.maxSurge
	not surge in {0, "0", "0%"}
	held := ports(workload)
	count(held) > 0
	finding := {
		"at": array.concat(update(workload), ["maxSurge"]),
		"message": sprintf(
			"%s is never updated: maxSurge is %v, and the old pods hold host port %v",
			[workload.title, surge, held[0].number],
		),
		"related": [{"at": held[0].at, "message": "the port"}],
		"fix": {
			"summary": "Set maxSurge to 0 and maxUnavailable to 1",
			"changes": [
				{"op": "put", "at": array.concat(update(workload), ["maxSurge"]), "value": 0},
				{"op": "put", "at": array.concat(update(workload), ["maxUnavailable"]), "value": 1},
			],
		},
	}
}

update(workload) := ["daemonsets", workload.at[1], "spec", "updateStrategy", "rollingUpdate"]

# Under hostNetwork every port is one of the node. Init containers hold none.
ports(workload) := [{"number": number, "at": array.concat(container.at, ["ports", i])} |
	some container in workload.containers
	container.role != "init"
	some i, port in container.spec.ports
	number := number_of(workload.pod, port)
]

number_of(pod, port) := port.hostPort if {
	port.hostPort > 0
} else := port.containerPort if {
	pod.hostNetwork == true
}
