# METADATA
# title: A container is given a capability that is nearly root
# description: |
#   Some capabilities let a process take over its node: to mount, to load modules, to read any
#   file or to trace any process.
# custom:
#   severity: info
#   category: security
#   off: true
package dslint.dangerous_capability_added

findings contains finding if {
	some workload in input.workloads
	some container in workload.containers
	some i, capability in container.spec.securityContext.capabilities.add
	power := powers[trim_prefix(upper(capability), "CAP_")]
	finding := {
		"at": array.concat(container.at, ["securityContext", "capabilities", "add", i]),
		"message": sprintf("%s gives %s capability %s, %s", [
			workload.title, container.title, capability, power,
		]),
		"fix": "Add only the capabilities that the container uses",
	}
}

powers := {
	"ALL": "which is every one",
	"BPF": "which loads programs into the kernel",
	"DAC_READ_SEARCH": "which reads every file",
	"SYS_ADMIN": "which is most of root",
	"SYS_MODULE": "which loads modules into the kernel",
	"SYS_PTRACE": "which reads and changes other processes",
	"SYS_RAWIO": "which writes to devices and memory",
}
