package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

// objectsOf returns the objects of a kind.
func objectsOf(set *manifest.Set, kind string) []*manifest.Object {
	return slices.DeleteFunc(set.Objects(), func(object *manifest.Object) bool { return object.Kind != kind })
}

// mayShare reports whether two objects may be in one namespace: where one is not
// written, another tool may fill it in.
func mayShare(a, b *manifest.Object) bool {
	return a.Namespace == "" || b.Namespace == "" || a.Namespace == b.Namespace
}

// beside reports whether two objects are kept in one folder.
func beside(a, b *manifest.Object) bool { return path.Dir(a.File) == path.Dir(b.File) }

// rendersMore reports whether there is more than the set holds: files that could not be
// read, bases that lie elsewhere, and objects that make others which nobody sees here,
// such as applications that are fetched, and operators.
func rendersMore(set *manifest.Set) bool {
	unread := func(file *manifest.File) bool { return len(file.Problems) > 0 }
	return slices.ContainsFunc(set.Files, unread) || slices.ContainsFunc(set.Objects(), makesMore)
}

// makesMore takes a Kustomization for one of Flux: those of kustomize are built, and
// are no objects of a set.
func makesMore(object *manifest.Object) bool {
	switch object.Kind {
	case "HelmRelease", "HelmChart", "HelmChartConfig", "Kustomization", "Application", "ApplicationSet", "Subscription",
		"ClusterServiceVersion", "Terraform", "ClusterConfig", "Composition", "ResourceGraphDefinition":
		return true
	}
	return false
}

type mentionsKey struct{}

// mentioned reports whether a name stands anywhere but where pods ask for what bears
// it: a custom resource, a generator, the arguments of a job, the resourceNames of a
// role may all make it.
func mentioned(pass *lint.Pass, name string) bool {
	texts, _ := pass.Memo(mentionsKey{}, func() any { return newMentions(pass.Set) }).(*mentions)
	return texts.exact[name] || slices.ContainsFunc(texts.long, func(text string) bool { return strings.Contains(text, name) })
}

// mentions are the texts of a set.
type mentions struct {
	exact map[string]bool
	long  []string // scripts, arguments, files
}

func newMentions(set *manifest.Set) *mentions {
	m := &mentions{exact: map[string]bool{}}
	for _, object := range set.Objects() {
		m.collect(object.Value(), object.Kind)
	}
	return m
}

// asked are the fields in which objects ask for what is made elsewhere, and in which
// labels and names stand that happen to be equal.
func asked(field, kind string) bool {
	switch field {
	case "configMap", "configMapRef", "configMapKeyRef", "secret", "secretRef", "secretKeyRef", "imagePullSecrets", "volumes",
		"volumeMounts", "metadata", "labels", "matchLabels", "selector", "serviceAccountName", "serviceAccount", "subjects",
		"roleRef", "image", "ports", "priorityClassName":
		return true
	case "name":
		return kind != "Kustomization"
	}
	return false
}

func (m *mentions) collect(value any, kind string) {
	switch value := value.(type) {
	case map[string]any:
		for field, item := range value {
			if !asked(field, kind) || custom(kind) {
				m.collect(item, kind)
			}
		}
	case []any:
		for _, item := range value {
			m.collect(item, kind)
		}
	case string:
		const longest = 253 // of a name
		if len(value) <= longest && !strings.ContainsAny(value, " \n=:/,") {
			m.exact[value] = true
		} else {
			m.long = append(m.long, value)
		}
	}
}

// custom reports whether a kind belongs to nobody that is known: its object may make
// whatever it names.
func custom(kind string) bool {
	return !slices.Contains([]string{
		"DaemonSet", "Deployment", "StatefulSet", "ReplicaSet", "Job", "CronJob", "Pod", "Service", "ServiceAccount", "ConfigMap",
		"Secret", "Role", "ClusterRole", "RoleBinding", "ClusterRoleBinding", "Namespace", "Node", "PriorityClass", "RuntimeClass",
		"StorageClass", "PersistentVolume", "PersistentVolumeClaim", "PodDisruptionBudget", "NetworkPolicy", "Ingress",
		"CustomResourceDefinition", "HorizontalPodAutoscaler", "PodSecurityPolicy", "SecurityContextConstraints", "ServiceMonitor",
		"PodMonitor", "LimitRange", "ResourceQuota", "CSIDriver",
	}, kind)
}
