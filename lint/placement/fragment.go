package placement

import (
	"regexp"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint/manifest"
)

// Fragment reports whether a workload is a patch that is laid over another: what it
// leaves out may stand there. Such files carry kind and apiVersion of the whole object,
// and differ from it in what they lack. Nobody can say where its pods run.
func (w *Workload) Fragment() bool {
	if PatchDirective(w.Object) {
		return true
	}
	named := patchName.MatchString(w.Object.File)
	if selector, selects := w.Selector(); selects && selector != nil {
		return named && !w.hasImage()
	} else if selects {
		return named || len(w.Template.Labels) == 0 || !w.hasImage()
	}
	return !w.hasImage()
}

// patchName is found in the paths of files that hold patches: speaker-patch.yaml,
// patches/agent.yaml.
var patchName = regexp.MustCompile(`(^|[/._-])patch(es)?([/._-]|$)`)

// PatchDirective reports whether the object holds a directive of strategic-merge
// patches: $patch, $retainKeys, $setElementOrder/..., which no API type knows.
func PatchDirective(object *manifest.Object) bool {
	return object.At("$patch").Exists() || slices.ContainsFunc(object.Faults(), func(fault manifest.Fault) bool {
		if fault.Kind != manifest.UnknownField {
			return false
		}
		key, ok := fault.At.Path[len(fault.At.Path)-1].(string)
		return ok && strings.HasPrefix(key, "$")
	})
}

func (w *Workload) hasImage() bool {
	return slices.ContainsFunc(w.Containers(), func(c Container) bool { return c.Image != "" })
}

// Selector returns the pod selector of a workload as it is written, and whether its kind
// has one that the user writes.
func (w *Workload) Selector() (*metav1.LabelSelector, bool) {
	switch typed := w.Object.Typed().(type) {
	case *appsv1.DaemonSet:
		return typed.Spec.Selector, true
	case *appsv1.Deployment:
		return typed.Spec.Selector, true
	case *appsv1.ReplicaSet:
		return typed.Spec.Selector, true
	case *appsv1.StatefulSet:
		return typed.Spec.Selector, true
	}
	return nil, false
}
