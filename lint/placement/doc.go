// Package placement decides on which nodes the pods of a workload run, as
// Kubernetes decides it, 1.37 or the version of the [Cluster]: the DaemonSet controller (who gets a pod), admission
// (whose pod is refused), and the scheduler (whose pod is bound).
//
// [Cluster.Decide] gives one [Verdict] for every workload and every group of nodes that
// look alike. A verdict holds every reason that is known; Kubernetes itself names
// only the first.
package placement
