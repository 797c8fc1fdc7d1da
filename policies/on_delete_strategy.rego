# METADATA
# title: A DaemonSet is updated only where somebody deletes its pods
# description: |
#   With the update strategy OnDelete a merged change, a mended image among them, reaches a node
#   when its pod is deleted by hand. It suits storage and network agents that are updated node by
#   node with care, and surprises everybody else.
# custom:
#   severity: info
#   category: rollout
#   needs: [OnDelete]
package dslint.on_delete_strategy

findings contains finding if {
	some workload in input.workloads
	workload.kind == "DaemonSet"
	input.daemonsets[workload.at[1]].spec.updateStrategy.type == "OnDelete"
	finding := {
		"at": ["daemonsets", workload.at[1], "spec", "updateStrategy", "type"],
		"message": sprintf("%s keeps its old pods after a change: updateStrategy is OnDelete", [workload.title]),
		"fix": "Set updateStrategy.type to RollingUpdate",
	}
}
