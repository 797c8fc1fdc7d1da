# METADATA
# title: A container has no memory limit
# description: |
#   Without a limit, a leak in an agent takes the memory of its node and of the pods
#   beside it, on every node at once. It is a warning for DaemonSets that collect logs
#   or metrics: these buffer what they cannot send. Pods that belong to no node, such
#   as those of Deployments, are left to other linters.
# custom:
#   severity: info
#   category: resources
package dslint.missing_memory_limit

findings contains finding if {
	some workload in input.workloads
	workload.kind in {"DaemonSet", "Pod"}
	not limited(workload.pod)
	not workload.namespace in limited_namespaces
	some container in workload.containers
	container.role != "init"
	container.spec.image # without one it patches a container that stands elsewhere
	not limited(container.spec)
	finding := {
		"at": array.concat(container.at, ["resources", "limits", "memory"]),
		"severity": severity(workload),
		"message": sprintf(
			"%s sets no memory limit on %s%s: a leak takes the memory of its node",
			[workload.title, container.title, though(workload)],
		),
		"fix": "Add limits.memory, well above what the container needs at its busiest",
	}
}

# What collects buffers what it cannot send and grows with what it watches, on every node
# at once.
collects(workload) if {
	workload.kind == "DaemonSet"
	workload.class in {"logs", "metrics"}
}

default severity(_) := "info"

severity(workload) := "warning" if collects(workload)

default though(_) := ""

though(workload) := sprintf(", though it is %s", [workload.agent]) if collects(workload)

# A container is limited, and so is a pod with limits of its own.
limited(spec) if spec.resources.limits.memory != null

# A LimitRange gives its default to every container, and its maximum where it has no
# default (k8s.io/kubernetes/pkg/apis/core/v1, SetDefaults_LimitRangeItem).
limited_namespaces contains namespace if {
	some range in input.limitranges
	some item in range.spec.limits
	item.type == "Container"
	some field in ["default", "max"]
	item[field].memory != null
	namespace := object.get(range.metadata, "namespace", "default")
}
