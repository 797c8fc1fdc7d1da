package placement

import (
	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/validation"
)

// Workload is an object that makes pods: DaemonSet, Deployment, StatefulSet,
// ReplicaSet, Job, CronJob, or a Pod itself.
type Workload struct {
	Object *manifest.Object
	// Template is the pod as the API server stores it, but for defaults: as it is
	// written, without the fields that its version drops.
	Template *corev1.PodTemplateSpec
	// DaemonSet is the decoded object, nil for the other kinds.
	DaemonSet *appsv1.DaemonSet
	// Replicas is how many pods are wanted at once: spec.replicas, the parallelism of
	// a Job, 1 for a Pod. It is 0 for DaemonSets, which have one a node.
	Replicas int

	path    manifest.Path // of Template
	server  *validation.Server
	request *validation.Request
	memo    map[any]any
}

// String returns "Kind namespace/name".
func (w *Workload) String() string { return w.Object.String() }

// Namespace returns the namespace that the workload runs in.
func (w *Workload) Namespace() string { return w.Object.EffectiveNamespace() }

// At returns a field of the pod template, by its path from there:
// w.At("spec", "tolerations", 0).
func (w *Workload) At(path ...any) manifest.Ref { return w.Object.At(w.path.Join(path...)...) }

// Memo returns what compute gives, which is computed when the key is first asked for.
// The key is of a type of its own; rules run one after another.
func (w *Workload) Memo(key any, compute func() any) any {
	value, known := w.memo[key]
	if !known {
		if w.memo == nil {
			w.memo = map[any]any{}
		}
		value = compute()
		w.memo[key] = value
	}
	return value
}

// Errors returns why the API server refuses the workload, nothing where it takes it.
func (w *Workload) Errors() []validation.Error { return w.request.Errors() }

// Absent returns the fields of the workload that its version of Kubernetes does not
// know, or drops. Template holds none of those that are dropped.
func (w *Workload) Absent() []kubernetes.Absence { return w.request.Absent }

// Spec returns the pod spec as it is written.
func (w *Workload) Spec() *corev1.PodSpec { return &w.Template.Spec }

// Standalone reports whether the workload is a Pod that no controller owns.
func (w *Workload) Standalone() bool { return w.Object.Kind == "Pod" }

// Workloads returns workloads as the newest Kubernetes takes them; see
// [Cluster.Workloads].
func Workloads(set *manifest.Set) []*Workload { return Cluster{}.Workloads(set) }

// Workloads returns the workloads of a set in order. An object is a workload
// whatever version of its API it names.
func (c Cluster) Workloads(set *manifest.Set) []*Workload {
	var workloads []*Workload
	server := validation.NewServer(c.Version)
	for _, object := range set.Objects() {
		if workload := newWorkload(object, server); workload != nil {
			workloads = append(workloads, workload)
		}
	}
	return workloads
}

func newWorkload(object *manifest.Object, server *validation.Server) *Workload {
	w := &Workload{
		Object: object, path: manifest.Path{"spec", "template"}, server: server, request: server.Receive(object),
	}
	switch typed := w.request.Stored.(type) {
	case *appsv1.DaemonSet:
		w.Template, w.DaemonSet = &typed.Spec.Template, typed
	case *appsv1.Deployment:
		w.Template, w.Replicas = &typed.Spec.Template, atLeastOne(typed.Spec.Replicas)
	case *appsv1.StatefulSet:
		w.Template, w.Replicas = &typed.Spec.Template, atLeastOne(typed.Spec.Replicas)
	case *appsv1.ReplicaSet:
		w.Template, w.Replicas = &typed.Spec.Template, atLeastOne(typed.Spec.Replicas)
	case *batchv1.Job:
		w.Template, w.Replicas = &typed.Spec.Template, parallelism(&typed.Spec)
	case *batchv1.CronJob:
		job := &typed.Spec.JobTemplate.Spec
		w.Template, w.Replicas = &job.Template, parallelism(job)
		w.path = manifest.Path{"spec", "jobTemplate", "spec", "template"}
	case *corev1.Pod:
		w.Template = &corev1.PodTemplateSpec{ObjectMeta: typed.ObjectMeta, Spec: typed.Spec}
		w.path, w.Replicas = manifest.Path{}, 1
	default:
		return nil
	}
	return w
}

// atLeastOne is the number that is written, 1 where none is.
func atLeastOne(written *int32) int {
	if written == nil {
		return 1
	}
	return int(*written)
}

// parallelism is how many pods of a Job run at once: never more than it needs in all.
func parallelism(job *batchv1.JobSpec) int {
	parallel := atLeastOne(job.Parallelism)
	if job.Completions != nil {
		return min(parallel, int(*job.Completions))
	}
	return parallel
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
