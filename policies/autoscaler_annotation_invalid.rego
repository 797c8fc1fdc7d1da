# METADATA
# title: An annotation for the cluster autoscaler stands where it does not look
# description: |
#   The cluster autoscaler reads its annotations on pods, and knows "true" and "false" only. On
#   the DaemonSet, or with another word, they change nothing.
# custom:
#   severity: warning
#   category: references
#   needs: [cluster-autoscaler.kubernetes.io/]
package dslint.autoscaler_annotation_invalid

findings contains finding if {
	some workload in input.workloads
	some key in keys
	value := workload.metadata.annotations[key]
	is_string(value)
	not value in {"true", "false"}
	finding := {
		"at": array.concat(array.slice(workload.at, 0, count(workload.at) - 1), ["metadata", "annotations", key]),
		"message": sprintf("%s sets %s to %q, which the cluster autoscaler passes over", [workload.title, key, value]),
		"fix": remedy(array.concat(array.slice(workload.at, 0, count(workload.at) - 1), ["metadata", "annotations", key]), value),
	}
}

# Only the case of the letters leaves no doubt about what is meant.
remedy(at, value) := {
	"summary": sprintf("Write %q", [meant]),
	"safe": true,
	"changes": [{"op": "put", "at": at, "value": meant}],
} if {
	meant := trim_space(lower(value))
	meant in {"true", "false"}
} else := "Write \"true\" or \"false\""

findings contains finding if {
	some workload in input.workloads
	workload.kind == "DaemonSet"
	some key in keys
	input.daemonsets[workload.at[1]].metadata.annotations[key]
	not workload.metadata.annotations[key]
	finding := {
		"at": ["daemonsets", workload.at[1], "metadata", "annotations", key],
		"message": sprintf("%s has %s, which the cluster autoscaler reads on pods only", [workload.title, key]),
		"fix": {
			"summary": "Move the annotation to spec.template.metadata.annotations",
			"changes": [
				{
					"op": "put",
					"at": ["daemonsets", workload.at[1], "spec", "template", "metadata", "annotations", key],
					"value": input.daemonsets[workload.at[1]].metadata.annotations[key],
				},
				{"op": "remove", "at": array.concat(["daemonsets", workload.at[1], "metadata"], held(workload, key))},
			],
		},
	}
}

# The annotations go as a whole where there are no others.
held(workload, key) := ["annotations", key] if {
	count(input.daemonsets[workload.at[1]].metadata.annotations) > 1
} else := ["annotations"]

keys := {
	"cluster-autoscaler.kubernetes.io/enable-ds-eviction",
	"cluster-autoscaler.kubernetes.io/safe-to-evict",
}
