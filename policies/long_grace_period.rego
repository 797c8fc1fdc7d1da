# METADATA
# title: The pods of a DaemonSet may take long to stop, one after another
# description: |
#   An update waits for every old pod to stop. Ten minutes on each of 200 nodes are more than a
#   day.
# custom:
#   severity: info
#   category: rollout
#   off: true
package dslint.long_grace_period

findings contains finding if {
	some workload in input.workloads
	workload.kind == "DaemonSet"
	seconds := workload.pod.terminationGracePeriodSeconds
	seconds > 300
	finding := {
		"at": array.concat(workload.at, ["terminationGracePeriodSeconds"]),
		"message": sprintf("%s may take %v seconds to stop on every node, one after another", [workload.title, seconds]),
		"fix": "Lower terminationGracePeriodSeconds, or raise maxUnavailable",
	}
}
