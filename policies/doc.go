// Package policies holds the rules that are written in Rego: those that come with
// dslint, NAME.rego with the examples NAME.txtar beside it, and those that a user
// loads from a directory.
//
// A policy is a Rego v1 module of this form:
//
//	# METADATA
//	# title: A pod shares the process ids of its node
//	# description: What is found, and why it matters; shown by dslint explain.
//	# custom:
//	#   severity: info
//	#   category: security
//	package dslint.host_pid
//
//	findings contains finding if {
//		some workload in input.workloads
//		workload.pod.hostPID == true
//		finding := {
//			"at": array.concat(workload.at, ["hostPID"]),
//			"message": sprintf("%s sees every process of its node", [workload.title]),
//			"fix": "Add hostPID: false",
//		}
//	}
//
// The rule is called as its package with dashes: host-pid. custom.severity is error,
// warning or info; custom.category groups rules in lists; custom.off: true keeps the
// rule from running unless the config or the preset strict asks for it, and
// custom.opinion: true keeps that preset from it, for a rule that others say the
// opposite of. Modules of other packages are
// libraries for the policies beside them.
//
// custom.options declares what the config may set beside the severity:
//
//	#   options:
//	#     maximum:
//	#       default: 3
//	#       summary: How many host ports a pod may have
//
// The default gives the type: a boolean, an integer from 0 on, a string (of oneOf, if
// that is there; type: percentage and type: quantity are strings such as 25% and
// 128Mi), a list of strings, or a mapping of names to such lists. The policy reads
// input.config.options.maximum; a percentage is a number from 0 to 1 there.
//
// A finding has a message and "at", the path in input of the field to edit. The
// field need not be there: the finding then points at what would hold it. It may
// have "severity" where that differs from the rule's, "nodes" (names), "related"
// (a list of at and message) and "fix" (what to do, in one imperative sentence).
//
// A fix that dslint can make is an object: "summary" is the sentence, "changes" are
// made in their order, and "safe": true has them made unseen by dslint fix. A change has
// "op" and "at", a path as that of a finding: put sets the field to "value", append adds
// "value" to the list, remove takes the field away, rename gives it the "key".
//
// The input holds
//
//   - the objects of each kind as they are written, under the plural of the kind in
//     lower case: input.daemonsets[0].spec.template, input.limitranges,
//   - input.workloads, whatever makes pods: each has kind, namespace, name, title
//     ("DaemonSet kube-system/agent"), pod (the pod spec), at (the path of the pod
//     spec), metadata (of the pods), containers, class (what kind of agent it is: cni,
//     csi, ccm, proxy, dns, device, security, logs, metrics or other), agent (that
//     in words, with what gave it away: "a log collector (image fluent-bit)") and os
//     (what the pods say that they are made for: "linux", "windows" or ""); where a
//     policy names them also object (all of the manifest) and template (the metadata
//     and spec of the pods with the defaults of the API server),
//   - input.nodes, the Nodes of the inventory as Kubernetes writes them, after what
//     flags like --taint change,
//   - input.placements, what becomes of a workload on nodes that look alike to all
//     workloads: workload (its entry), nodes (their entries), outcome ("scheduled",
//     "pending", "refused", "excluded" or "undecided"), shouldRun,
//     shouldContinueRunning, podCreated, reasons (the words of Kubernetes), fits (how
//     many pods one of the nodes takes), at (the path of the pod spec) and refusals
//     (all that keeps the pod off, each with gate, reason, kubernetes, alone and, where
//     there is one, at, taint and resource),
//   - input.config.options, the options of the policy, beside what else the
//     configuration of the project says: input.config.runsOn,
//   - input.kubernetes, the version of the cluster: "1.37".
//
// Nothing is decided, converted or kept for keys that no policy names. A JSON Schema of
// the input, [Schema], is part of dslint: [Check] holds policies against it.
//
// The containers of a workload are in the order in which they start. Each has name,
// role ("init", "sidecar" or "container"), title (the two: "init container \"copy\""),
// spec, at (its path) and hostMounts: what
// it sees of its node, each with path (clean, with subPath applied), hostPath (as
// written), readOnly, at (the path of the mount) and volumeAt (of the hostPath).
//
// These functions decide as Kubernetes does. They are undefined where an argument is
// not what Kubernetes expects:
//
//   - dslint.tolerates(tolerations, taint): whether a pod tolerates a taint,
//   - dslint.matches(selector, labels): whether a label selector, an object or a text as
//     kubectl -l takes it, matches,
//   - dslint.quantity("1Ki"): the amount as a number, 1024,
//   - dslint.requests(pod): what the scheduler counts for a pod spec, as numbers by
//     resource: {"cpu": 0.1, "memory": 67108864},
//   - dslint.placement(object, node): the entry of input.placements, but for workload
//     and nodes, of an object or an entry of input.workloads on a Node or its name.
//
// Two more dialects are read as they are. Modules of other packages with rules deny,
// warn or violation (deny_NAME ...) are policies of conftest: each is a rule
// PACKAGE.NAME, evaluated with one object as its input, with the exceptions of its
// package and files of data. ConstraintTemplates and Constraints of Gatekeeper, among
// the policies or the manifests, make a rule of the name of the template, and
// ExpansionTemplates have them judge what a controller makes of an object, too. Of a
// template that holds both Rego and CEL the Rego runs. One that holds CEL alone is named
// and not evaluated: cel-go with the functions of the API server would add 8 MiB to a
// program of 51, and 3 ms of initialisation to the 10 ms of every start.
//
// Policies see nothing else: built-in functions that reach the network, the clock,
// the environment or chance do not compile. One that takes more than its time, or 1 GiB
// of memory, is stopped and named, and the others report.
package policies
