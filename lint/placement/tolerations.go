package placement

import (
	corev1 "k8s.io/api/core/v1"
	helper "k8s.io/component-helpers/scheduling/corev1"
	"k8s.io/klog/v2"

	"github.com/dslint/dslint/lint/kubernetes"
)

// defaultTolerations are what the DefaultTolerationSeconds admission plugin gives
// to pods that tolerate neither taint themselves.
var defaultTolerations = []corev1.Toleration{
	exists(corev1.TaintNodeNotReady, corev1.TaintEffectNoExecute),
	exists(corev1.TaintNodeUnreachable, corev1.TaintEffectNoExecute),
}

func exists(key string, effect corev1.TaintEffect) corev1.Toleration {
	return corev1.Toleration{Key: key, Operator: corev1.TolerationOpExists, Effect: effect}
}

// AutomaticTolerations returns the tolerations that the DaemonSet controller adds
// to a pod of this spec, whatever the manifest says.
func AutomaticTolerations(spec *corev1.PodSpec) []corev1.Toleration {
	return kubernetes.DaemonTolerations(spec.HostNetwork)
}

// mergeTolerations adds tolerations as AddOrUpdateTolerationInPod does: one that
// is equal in all but its seconds is replaced.
func mergeTolerations(own, added []corev1.Toleration) []corev1.Toleration {
	merged := append([]corev1.Toleration{}, own...)
next:
	for _, toleration := range added {
		for i := range merged {
			if merged[i].MatchToleration(&toleration) {
				merged[i] = toleration
				continue next
			}
		}
		merged = append(merged, toleration)
	}
	return merged
}

// Tolerates reports whether one of the tolerations tolerates the taint. The
// comparison operators Lt and Gt tolerate nothing: their feature gate
// TaintTolerationComparisonOperators is off by default.
func Tolerates(tolerations []corev1.Toleration, taint *corev1.Taint) bool {
	return helper.TolerationsTolerateTaint(klog.Logger{}, tolerations, taint, false)
}

// KeepsOut reports whether an untolerated taint keeps pods away:
// PreferNoSchedule does not.
func KeepsOut(taint *corev1.Taint) bool {
	return taint.Effect == corev1.TaintEffectNoSchedule || taint.Effect == corev1.TaintEffectNoExecute
}
