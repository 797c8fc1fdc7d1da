package manifest

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	nodev1 "k8s.io/api/node/v1"
	schedulingv1 "k8s.io/api/scheduling/v1"
)

// newTyped returns an empty value of the type that the object decodes into, nil
// for kinds that nothing here needs.
func newTyped(o *Object) any {
	switch o.Group() {
	case "":
		return newCore(o.Kind)
	case "apps", "extensions":
		return newApps(o.Kind)
	case "batch":
		return newBatch(o.Kind)
	case "scheduling.k8s.io":
		if o.Kind == "PriorityClass" {
			return &schedulingv1.PriorityClass{}
		}
	case "node.k8s.io":
		if o.Kind == "RuntimeClass" {
			return &nodev1.RuntimeClass{}
		}
	}
	return nil
}

func newCore(kind string) any {
	switch kind {
	case "Pod":
		return &corev1.Pod{}
	case "Node":
		return &corev1.Node{}
	case "Namespace":
		return &corev1.Namespace{}
	case "LimitRange":
		return &corev1.LimitRange{}
	case "ResourceQuota":
		return &corev1.ResourceQuota{}
	case "ServiceAccount":
		return &corev1.ServiceAccount{}
	case "PersistentVolumeClaim":
		return &corev1.PersistentVolumeClaim{}
	}
	return nil
}

func newApps(kind string) any {
	switch kind {
	case "DaemonSet":
		return &appsv1.DaemonSet{}
	case "Deployment":
		return &appsv1.Deployment{}
	case "StatefulSet":
		return &appsv1.StatefulSet{}
	case "ReplicaSet":
		return &appsv1.ReplicaSet{}
	}
	return nil
}

func newBatch(kind string) any {
	switch kind {
	case "Job":
		return &batchv1.Job{}
	case "CronJob":
		return &batchv1.CronJob{}
	}
	return nil
}
