package validation

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
)

// Error is one reason why the API server refuses an object.
type Error struct {
	// At is the field to edit. The API server names some fields by another path.
	At manifest.Ref
	// Field and Message are what Status.details.causes gives: the path of the field,
	// empty where the answer names none, and what is wrong with it.
	Field, Message string

	// alone tells that Message is the whole answer, which lists no causes.
	alone bool
}

// String returns "field: message", and the message alone for answers that list no
// causes.
func (e Error) String() string {
	if e.alone {
		return e.Message
	}
	return e.Field + ": " + e.Message
}

// Validate answers as the newest API server; see [Server.Receive].
func Validate(object *manifest.Object) []Error {
	return NewServer(kubernetes.Latest).Receive(object).Errors()
}

func (r *Request) check(c cursor) {
	namespace := r.object.EffectiveNamespace()
	switch typed := r.Stored.(type) {
	case *appsv1.DaemonSet:
		checkDaemonSet(c, typed, namespace)
	case *appsv1.Deployment:
		checkDeployment(c, typed, namespace)
	case *appsv1.ReplicaSet:
		checkReplicaSet(c, typed, namespace)
	case *appsv1.StatefulSet:
		checkStatefulSet(c, typed, namespace)
	case *batchv1.Job:
		checkJob(c, typed, namespace)
	case *batchv1.CronJob:
		checkCronJob(c, typed, namespace)
	case *corev1.Pod:
		pod := typed.DeepCopy()
		r.server.DefaultPod(pod)
		r.server.PreparePod(pod)
		checkMeta(c.child("metadata"), &pod.ObjectMeta, namespace, nameIsDNSSubdomain)
		checkPod(c, pod)
	}
}

// ValidatePod answers as the newest API server; see [Server.ValidatePod].
func ValidatePod(pod *corev1.Pod, template manifest.Ref) []Error {
	return NewServer(kubernetes.Latest).ValidatePod(pod, template)
}
