package placement

import (
	"cmp"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	apiequality "k8s.io/apimachinery/pkg/api/equality"
)

// Rolls reports whether a controller replaces the pods that run once the template of
// the workload changes. A DaemonSet says so in its update strategy, RollingUpdate by
// default (k8s.io/kubernetes/pkg/apis/apps/v1, SetDefaults_DaemonSet); the pods of a
// Job and of a ReplicaSet stay as they are.
func (w *Workload) Rolls() bool {
	switch typed := w.Object.Typed().(type) {
	case *appsv1.DaemonSet:
		return typed.Spec.UpdateStrategy.Type != appsv1.OnDeleteDaemonSetStrategyType
	case *appsv1.StatefulSet:
		return typed.Spec.UpdateStrategy.Type != appsv1.OnDeleteStatefulSetStrategyType
	case *appsv1.Deployment:
		return true
	}
	return false
}

// SameTemplate reports whether two workloads have equal templates. A field that is
// left out equals one that holds its default, for the fields that are often written
// out (k8s.io/kubernetes/pkg/apis/core/v1, SetDefaults_PodSpec, SetDefaults_Container).
func SameTemplate(a, b *Workload) bool {
	return apiequality.Semantic.DeepEqual(complete(a.Template), complete(b.Template))
}

func complete(written *corev1.PodTemplateSpec) *corev1.PodTemplateSpec {
	template := written.DeepCopy()
	spec := &template.Spec
	spec.RestartPolicy = cmp.Or(spec.RestartPolicy, corev1.RestartPolicyAlways)
	spec.DNSPolicy = cmp.Or(spec.DNSPolicy, corev1.DNSClusterFirst)
	spec.SchedulerName = cmp.Or(spec.SchedulerName, corev1.DefaultSchedulerName)
	spec.ServiceAccountName = cmp.Or(spec.ServiceAccountName, spec.DeprecatedServiceAccount)
	spec.DeprecatedServiceAccount = spec.ServiceAccountName
	grace, links := int64(corev1.DefaultTerminationGracePeriodSeconds), corev1.DefaultEnableServiceLinks
	spec.TerminationGracePeriodSeconds = cmp.Or(spec.TerminationGracePeriodSeconds, &grace)
	spec.EnableServiceLinks = cmp.Or(spec.EnableServiceLinks, &links)
	spec.SecurityContext = cmp.Or(spec.SecurityContext, &corev1.PodSecurityContext{})
	for i := range spec.InitContainers {
		defaultContainer(&spec.InitContainers[i])
	}
	for i := range spec.Containers {
		defaultContainer(&spec.Containers[i])
	}
	return template
}

func defaultContainer(c *corev1.Container) {
	c.ImagePullPolicy = cmp.Or(c.ImagePullPolicy, pullPolicy(c.Image))
	c.TerminationMessagePath = cmp.Or(c.TerminationMessagePath, corev1.TerminationMessagePathDefault)
	c.TerminationMessagePolicy = cmp.Or(c.TerminationMessagePolicy, corev1.TerminationMessageReadFile)
	for i := range c.Ports {
		c.Ports[i].Protocol = cmp.Or(c.Ports[i].Protocol, corev1.ProtocolTCP)
	}
}

// pullPolicy is that of an image by its tag: what may move is pulled each time.
func pullPolicy(image string) corev1.PullPolicy {
	name, digest, _ := strings.Cut(image[strings.LastIndex(image, "/")+1:], "@")
	_, tag, _ := strings.Cut(name, ":")
	if tag == "latest" || tag == "" && digest == "" {
		return corev1.PullAlways
	}
	return corev1.PullIfNotPresent
}
