// Package placement decides on which nodes the pods of a workload run, as
// Kubernetes 1.37 decides it: the DaemonSet controller (who gets a pod), admission
// (whose pod is refused), and the scheduler (whose pod is bound).
//
// [Decide] gives one [Verdict] for every workload and every group of nodes that
// look alike. A verdict holds every reason that is known; Kubernetes itself names
// only the first.
package placement
