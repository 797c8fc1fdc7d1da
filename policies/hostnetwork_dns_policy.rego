# METADATA
# title: A pod in the network of its node asks for Services by name and cannot resolve them
# description: |
#   With hostNetwork the DNS policy ClusterFirst, which is the default, silently means that of the
#   node: names of Services are unknown there.
# custom:
#   severity: warning
#   category: references
#   needs: [.svc]
package dslint.hostnetwork_dns_policy

findings contains finding if {
	some workload in input.workloads
	workload.pod.hostNetwork == true
	not workload.class in {"cni", "ccm", "proxy", "dns"}
	object.get(workload.pod, "dnsPolicy", "ClusterFirst") == "ClusterFirst"
	not on_windows(workload.pod)
	found := [use |
		some container in workload.containers
		some use in uses(container)
	]
	count(found) > 0
	finding := {
		"at": array.concat(workload.at, ["dnsPolicy"]),
		"message": sprintf(
			"%s does not resolve %q: with hostNetwork, dnsPolicy ClusterFirst is that of the node",
			[workload.title, found[0].name],
		),
		"related": [{"at": found[0].at, "message": "the name"}],
		"fix": {
			"summary": "Set dnsPolicy to ClusterFirstWithHostNet",
			"changes": [{"op": "put", "at": array.concat(workload.at, ["dnsPolicy"]), "value": "ClusterFirstWithHostNet"}],
		},
	}
}

# The policy for both is there on Linux only.
on_windows(pod) if pod.nodeSelector["kubernetes.io/os"] == "windows"

on_windows(pod) if pod.os.name == "windows"

# uses are the names of Services in what a container is started with.
uses(container) := array.concat(
	[{"name": name, "at": array.concat(container.at, [field, i])} |
		some field in ["command", "args"]
		some i, text in container.spec[field]
		some name in names(text)
	],
	[{"name": name, "at": array.concat(container.at, ["env", i, "value"])} |
		some i, variable in container.spec.env
		some name in names(variable.value)
	],
)

names(text) := regex.find_n(`[a-z0-9]([a-z0-9-]*[a-z0-9])?\.[a-z0-9]([a-z0-9-]*[a-z0-9])?\.svc(\.[a-z0-9.-]+)?\b`, text, 1)
