# METADATA
# title: A pod that has no account of its own gets a token for the API server
# description: |
#   Every pod gets a token of its ServiceAccount unless automountServiceAccountToken is false.
#   Whoever reads it speaks to the API server as that account, from every node.
# custom:
#   severity: info
#   category: security
#   off: true
package dslint.service_account_token_mounted

findings contains finding if {
	some workload in input.workloads
	object.get(workload.pod, "automountServiceAccountToken", true) != false
	object.get(workload.pod, "serviceAccountName", "default") == "default"
	object.get(workload.pod, "serviceAccount", "default") == "default"
	not workload.namespace in quiet
	finding := {
		"at": array.concat(workload.at, ["automountServiceAccountToken"]),
		"message": sprintf("%s gets a token of the ServiceAccount default", [workload.title]),
		"fix": {
			"summary": "Set automountServiceAccountToken to false",
			"changes": [{"op": "put", "at": array.concat(workload.at, ["automountServiceAccountToken"]), "value": false}],
		},
	}
}

# A ServiceAccount may say it for its pods.
quiet contains namespace if {
	some account in input.serviceaccounts
	account.metadata.name == "default"
	account.automountServiceAccountToken == false
	namespace := object.get(account.metadata, "namespace", "default")
}
