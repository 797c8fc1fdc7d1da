# METADATA
# title: A log collector may fill the disk of its node
# description: |
#   An emptyDir without sizeLimit grows until the disk of the node is full, and then the kubelet
#   evicts pods, on every node where the receiver of the logs is slow.
# custom:
#   severity: info
#   category: resources
#   needs: [emptyDir]
package dslint.ephemeral_storage_unbounded

findings contains finding if {
	some workload in input.workloads
	workload.kind == "DaemonSet"
	workload.class == "logs"
	not limited(workload)
	some i, volume in workload.pod.volumes
	is_object(object.get(volume, "emptyDir", null))
	not volume.emptyDir.sizeLimit
	object.get(volume.emptyDir, "medium", "") != "Memory"
	not holds_settings(workload, volume.name)
	finding := {
		"at": array.concat(workload.at, ["volumes", i, "emptyDir", "sizeLimit"]),
		"message": sprintf(
			"%s is %s and sets no limit on volume %q: what it buffers fills the disk of its node",
			[workload.title, workload.agent, volume.name],
		),
		"fix": "Add sizeLimit to the volume, or limits.ephemeral-storage to the container",
	}
}

limited(workload) if {
	some container in workload.containers
	container.spec.resources.limits["ephemeral-storage"]
}

# What an init container lays out for the collector to read does not grow.
holds_settings(workload, volume) if {
	paths := {mount.mountPath |
		some container in workload.containers
		container.role != "init"
		some mount in container.spec.volumeMounts
		mount.name == volume
	}
	count(paths) > 0
	every path in paths {
		regex.match(`(?i)(^|[/_.-])(etc|conf|config|settings|certs?|tls|secrets?)([/_.-]|$)`, path)
	}
}
