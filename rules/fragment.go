package rules

import (
	"regexp"
	"slices"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// fragment reports whether a workload is a patch that is laid over another: what
// it leaves out may stand there. Such files carry kind and apiVersion of the whole
// object, and differ from it only in what they lack.
func fragment(w *placement.Workload) bool {
	if patchDirective(w.Object) || !hasImage(w) {
		return true
	}
	selector, selects := selectorOf(w)
	return selects && selector == nil && (len(w.Template.Labels) == 0 || patchName.MatchString(w.Object.File))
}

// patchName is found in the paths of files that hold patches: speaker-patch.yaml,
// patches/agent.yaml.
var patchName = regexp.MustCompile(`(^|[/._-])patch(es)?([/._-]|$)`)

// patchDirective reports whether the object holds a directive of strategic-merge
// patches: $patch, $retainKeys, $setElementOrder/..., which no API type knows.
func patchDirective(object *manifest.Object) bool {
	return slices.ContainsFunc(object.Faults(), func(fault manifest.Fault) bool {
		key, ok := fault.At.Path[len(fault.At.Path)-1].(string)
		return ok && fault.Kind == manifest.UnknownField && strings.HasPrefix(key, "$")
	})
}

func hasImage(w *placement.Workload) bool {
	return slices.ContainsFunc(w.Containers(), func(c placement.Container) bool { return c.Image != "" })
}

// selectorOf returns the pod selector of a workload, and whether its kind has one
// that the user writes.
func selectorOf(w *placement.Workload) (*metav1.LabelSelector, bool) {
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
