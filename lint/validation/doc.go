// Package validation says what the API server of a version of Kubernetes answers to a
// workload that is created, in its words and with its field names: word for word those
// of 1.37.2; of older ones what they take and refuse (room kubernetes).
//
// [Server.Receive] judges a manifest: what does not decode, then what the validation of
// DaemonSets, Deployments, ReplicaSets, StatefulSets, Jobs, CronJobs and Pods
// refuses. [Server.ValidatePod] judges a pod that a workload makes, which has values that
// its template had not. Feature gates have their default: fields behind a gate that
// is off are dropped by the server and pass here.
//
// An absent field counts as what the server defaults it to; nothing is written
// into the objects. Not judged is what only a cluster knows: existing objects,
// quotas, webhooks, and whether a cron schedule parses.
package validation
