package placement

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// Workload is an object that makes pods: DaemonSet, Deployment, StatefulSet,
// ReplicaSet, Job, CronJob, or a Pod itself.
type Workload struct {
	Object *manifest.Object
	// Template is the pod as it is written: nothing is defaulted.
	Template *corev1.PodTemplateSpec
	// DaemonSet is the decoded object, nil for the other kinds.
	DaemonSet *appsv1.DaemonSet

	path manifest.Path // of Template
}

// String returns "Kind namespace/name".
func (w *Workload) String() string { return w.Object.String() }

// Namespace returns the namespace that the workload runs in.
func (w *Workload) Namespace() string { return w.Object.EffectiveNamespace() }

// At returns a field of the pod template, by its path from there:
// w.At("spec", "tolerations", 0).
func (w *Workload) At(path ...any) manifest.Ref { return w.Object.At(w.path.Join(path...)...) }

// Spec returns the pod spec as it is written.
func (w *Workload) Spec() *corev1.PodSpec { return &w.Template.Spec }

// Standalone reports whether the workload is a Pod that no controller owns.
func (w *Workload) Standalone() bool { return w.Object.Kind == "Pod" }

// Workloads returns the workloads of a set in order. An object is a workload
// whatever version of its API it names.
func Workloads(set *manifest.Set) []*Workload {
	var workloads []*Workload
	for _, object := range set.Objects() {
		if workload := newWorkload(object); workload != nil {
			workloads = append(workloads, workload)
		}
	}
	return workloads
}

func newWorkload(object *manifest.Object) *Workload {
	template := manifest.Path{"spec", "template"}
	switch typed := object.Typed().(type) {
	case *appsv1.DaemonSet:
		return &Workload{Object: object, Template: &typed.Spec.Template, DaemonSet: typed, path: template}
	case *appsv1.Deployment:
		return &Workload{Object: object, Template: &typed.Spec.Template, path: template}
	case *appsv1.StatefulSet:
		return &Workload{Object: object, Template: &typed.Spec.Template, path: template}
	case *appsv1.ReplicaSet:
		return &Workload{Object: object, Template: &typed.Spec.Template, path: template}
	case *batchv1.Job:
		return &Workload{Object: object, Template: &typed.Spec.Template, path: template}
	case *batchv1.CronJob:
		return &Workload{
			Object: object, Template: &typed.Spec.JobTemplate.Spec.Template,
			path: manifest.Path{"spec", "jobTemplate", "spec", "template"},
		}
	case *corev1.Pod:
		return &Workload{
			Object:   object,
			Template: &corev1.PodTemplateSpec{ObjectMeta: typed.ObjectMeta, Spec: typed.Spec},
			path:     manifest.Path{},
		}
	}
	return nil
}

// Container is a container of a pod template and where it stands.
type Container struct {
	*corev1.Container
	At manifest.Ref
	// Init tells a plain init container, which ends before the pod is ready.
	Init bool
	// Sidecar tells an init container that is restarted and runs as long as the pod.
	Sidecar bool
}

// Containers returns the init containers and the containers of the template, in
// the order in which they start.
func (w *Workload) Containers() []Container {
	spec := w.Spec()
	all := make([]Container, 0, len(spec.InitContainers)+len(spec.Containers))
	for i := range spec.InitContainers {
		c := &spec.InitContainers[i]
		sidecar := c.RestartPolicy != nil && *c.RestartPolicy == corev1.ContainerRestartPolicyAlways
		all = append(all, Container{c, w.At("spec", "initContainers", i), !sidecar, sidecar})
	}
	for i := range spec.Containers {
		all = append(all, Container{Container: &spec.Containers[i], At: w.At("spec", "containers", i)})
	}
	return all
}
