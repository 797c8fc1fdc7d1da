# METADATA
# title: Pods lack the label by which tools group them
# description: |
#   Dashboards, network policies and people find the parts of an application by
#   app.kubernetes.io/name.
# custom:
#   severity: info
#   category: hygiene
#   off: true
package dslint.missing_recommended_labels

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	container.spec.image
	not workload.metadata.labels["app.kubernetes.io/name"]
	finding := {
		"at": array.concat(array.slice(workload.at, 0, count(workload.at) - 1), ["metadata", "labels", "app.kubernetes.io/name"]),
		"message": sprintf("%s does not label its pods with app.kubernetes.io/name", [workload.title]),
		"fix": "Add the label app.kubernetes.io/name to the pods",
	}
}
