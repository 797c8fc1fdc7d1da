package kubernetes

import (
	_ "embed"
	"sync"

	corev1 "k8s.io/api/core/v1"
)

//go:embed tolerations.tsv
var tolerationTable string

// automatic is a toleration that the DaemonSet controller adds.
type automatic struct {
	corev1.Toleration
	onHost bool // to pods in the network of the node only
}

//nolint:gochecknoglobals // a table, which nothing writes
var automatics = sync.OnceValue(func() []automatic {
	var all []automatic
	for _, row := range rows(tolerationTable) {
		all = append(all, automatic{corev1.Toleration{
			Key: row[0], Operator: corev1.TolerationOperator(row[1]), Effect: corev1.TaintEffect(row[2]),
		}, row[3] == "hostNetwork"})
	}
	return all
})

// DaemonTolerations returns the tolerations that the DaemonSet controller adds to a pod.
// No config adds to them: they are compiled into the controller, which asks nobody.
func DaemonTolerations(hostNetwork bool) []corev1.Toleration {
	all := make([]corev1.Toleration, 0, len(automatics()))
	for _, own := range automatics() {
		if hostNetwork || !own.onHost {
			all = append(all, own.Toleration)
		}
	}
	return all
}
