# METADATA
# title: An image has no fixed tag or digest
# description: |
#   A node that joins later pulls what the tag means by then, so that the nodes of one
#   DaemonSet run different versions. A tag with a version is taken for fixed: whether
#   it takes a digest is an opinion.
# custom:
#   severity: info
#   category: security
#   off: true
#   options:
#     digest:
#       default: false
#       summary: Take a tag for moving too, and ask for a digest
#     allowed:
#       default: []
#       summary: The images that need not be pinned, where * stands for any text
package dslint.image_not_pinned

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	reason := moving(container.spec.image)
	not allowed(container.spec.image)
	finding := {
		"at": array.concat(container.at, ["image"]),
		"message": sprintf(
			"%s runs %s from image %q: %s",
			[workload.title, container.title, container.spec.image, reason],
		),
		"fix": "Add a tag with a version, or a digest",
	}
}

moving(image) := "it has no tag and means latest" if {
	literal(image)
	not contains(last_part(image), ":")
}

moving(image) := "tag latest moves" if {
	literal(image)
	endswith(image, ":latest")
}

moving(image) := "a tag can be moved, and it has no digest" if {
	input.config.options.digest
	literal(image)
	not endswith(image, ":latest")
	contains(last_part(image), ":")
}

allowed(image) if {
	some pattern in input.config.options.allowed
	glob.match(pattern, [], image)
}

# literal holds for an image that is written out and has no digest: whatever a
# template or another tool puts in is judged when it is there.
literal(image) if regex.match(`^[a-z0-9_.:/-]+$`, image)

last_part(image) := regex.replace(image, `^.*/`, "")
