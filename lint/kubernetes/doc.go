// Package kubernetes knows the versions of Kubernetes that dslint decides for, and
// what differs between them for workloads: feature gates (gates.tsv), fields that an API
// lacks or drops (fields.tsv), checks (checks.tsv) and versions of APIs (apis.tsv); and the
// tolerations that the DaemonSet controller adds (tolerations.tsv). Each row says where it
// is taken from.
package kubernetes
