package validation

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

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

// Validate returns what the API server answers to the creation of an object of a
// kind that makes pods, nothing where it accepts the object or where the kind is
// another one. As the server does, it stops at a version of the API that is not
// served, and then at what does not decode.
func Validate(object *manifest.Object) []Error {
	if errs := notServed(object); errs != nil {
		return errs
	}
	if errs := undecodable(object); errs != nil {
		return errs
	}
	a := newAnswer()
	check(a.root(), object)
	return a.errors(object.At())
}

func check(c cursor, object *manifest.Object) {
	namespace := object.EffectiveNamespace()
	switch typed := object.Typed().(type) {
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
		DefaultPod(pod)
		PreparePod(pod)
		checkMeta(c.child("metadata"), &pod.ObjectMeta, namespace, nameIsDNSSubdomain)
		checkPod(c, pod)
	}
}

// ValidatePod returns what the API server answers to a pod that a controller
// creates, once the pod is defaulted ([DefaultPod]), changed by admission and
// prepared ([PreparePod]). The field template holds the template that the pod comes
// from; for a Pod that is the object itself. Names of pods are not judged.
func ValidatePod(pod *corev1.Pod, template manifest.Ref) []Error {
	a := newAnswer()
	c := a.root()
	checkLabels(c.child("metadata", "labels"), pod.Labels)
	checkAnnotations(c.child("metadata", "annotations"), pod.Annotations)
	checkPod(c, pod)
	return a.errors(template)
}
