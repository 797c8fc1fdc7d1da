package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed deprecated_pod_annotations.txtar
var deprecatedPodAnnotationsExamples []byte

var deprecatedPodAnnotations = &lint.Rule{
	Name:     "deprecated-pod-annotations",
	Category: lint.Compatibility,
	Severity: lint.Warning,
	Summary:  "An annotation of a pod has no effect any more: a field took its place",
	Examples: deprecatedPodAnnotationsExamples,
	Check:    checkDeprecatedPodAnnotations,
}

// oldAnnotation is an annotation that was a field before there was one.
type oldAnnotation struct {
	key   string // a prefix of the name of a container where it ends in "/"
	since string // the version that heeds it no longer
	field string // what took its place
	// set reports whether the field is set, for the container that the annotation names.
	set    func(spec *corev1.PodSpec, container string) bool
	source string
}

const (
	podWarnings      = "k8s.io/kubernetes/pkg/api/pod, warningsForPodSpecAndMeta"
	appArmorPrefix   = "container.apparmor.security.beta.kubernetes.io/"
	appArmorFieldsIn = kubernetes.Version(30)
	seccompField     = "seccompProfile"
)

// oldAnnotations are those that the API server warns of, or reads over.
var oldAnnotations = []oldAnnotation{
	{"scheduler.alpha.kubernetes.io/critical-pod", "1.16", "spec.priorityClassName", func(s *corev1.PodSpec, _ string) bool {
		return s.PriorityClassName != ""
	}, podWarnings},
	{"scheduler.alpha.kubernetes.io/tolerations", "1.6", "spec.tolerations", func(s *corev1.PodSpec, _ string) bool {
		return len(s.Tolerations) > 0
	}, "https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.6.md"},
	{"scheduler.alpha.kubernetes.io/affinity", "1.6", "spec.affinity", func(s *corev1.PodSpec, _ string) bool {
		return s.Affinity != nil
	}, "https://github.com/kubernetes/kubernetes/blob/master/CHANGELOG/CHANGELOG-1.6.md"},
	{"security.alpha.kubernetes.io/sysctls", "1.11", "spec.securityContext.sysctls", hasSysctls, podWarnings},
	{"security.alpha.kubernetes.io/unsafe-sysctls", "1.11", "spec.securityContext.sysctls", hasSysctls, podWarnings},
	{"seccomp.security.alpha.kubernetes.io/pod", "1.27", "spec.securityContext.seccompProfile", hasSeccomp, podWarnings},
	{"container.seccomp.security.alpha.kubernetes.io/", "1.27", "securityContext.seccompProfile", hasSeccomp, podWarnings},
	{"pod.beta.kubernetes.io/init-containers", "1.8", "spec.initContainers", hasInits, "k8s.io/kubernetes/pkg/api/pod, DropInitContainerAnnotations"},
	{"pod.alpha.kubernetes.io/init-containers", "1.8", "spec.initContainers", hasInits, "k8s.io/kubernetes/pkg/api/pod, DropInitContainerAnnotations"},
}

func hasInits(spec *corev1.PodSpec, _ string) bool { return len(spec.InitContainers) > 0 }

func hasSysctls(spec *corev1.PodSpec, _ string) bool {
	return spec.SecurityContext != nil && len(spec.SecurityContext.Sysctls) > 0
}

func hasSeccomp(spec *corev1.PodSpec, container string) bool {
	own := securityOf(spec, container)
	return spec.SecurityContext != nil && spec.SecurityContext.SeccompProfile != nil ||
		own != nil && own.SeccompProfile != nil
}

func hasAppArmor(spec *corev1.PodSpec, container string) bool {
	own := securityOf(spec, container)
	return spec.SecurityContext != nil && spec.SecurityContext.AppArmorProfile != nil ||
		own != nil && own.AppArmorProfile != nil
}

// securityOf returns the security context of a container, nil where there is none.
func securityOf(spec *corev1.PodSpec, name string) *corev1.SecurityContext {
	for _, containers := range [][]corev1.Container{spec.InitContainers, spec.Containers} {
		for i := range containers {
			if containers[i].Name == name {
				return containers[i].SecurityContext
			}
		}
	}
	return nil
}

func checkDeprecatedPodAnnotations(_ context.Context, pass *lint.Pass) error {
	for _, w := range pass.Workloads() {
		for _, key := range slices.Sorted(maps.Keys(w.Template.Annotations)) {
			reportOldAnnotation(pass, w, key)
		}
	}
	return nil
}

func reportOldAnnotation(pass *lint.Pass, w *placement.Workload, key string) {
	field := w.At("metadata", "annotations", key)
	at := field.KeySpan()
	if container, found := strings.CutPrefix(key, appArmorPrefix); found {
		if pass.Cluster.Version.AtLeast(appArmorFieldsIn) && !hasAppArmor(w.Spec(), container) {
			pass.ReportAt(w.Object, at, fmt.Sprintf("%s has the annotation %s, which the field appArmorProfile has replaced since %s",
				w, key, appArmorFieldsIn), lint.As(lint.Info), profileField(w, field, container, "appArmorProfile"))
		}
		return
	}
	i := slices.IndexFunc(oldAnnotations, func(old oldAnnotation) bool {
		return key == old.key || strings.HasSuffix(old.key, "/") && strings.HasPrefix(key, old.key)
	})
	if i < 0 {
		return
	}
	old := oldAnnotations[i]
	severity, remedy := lint.Warning, lint.Suggest("Set "+old.field)
	if strings.HasSuffix(old.field, seccompField) {
		remedy = profileField(w, field, strings.TrimPrefix(key, old.key), seccompField)
	}
	if old.set(w.Spec(), strings.TrimPrefix(key, old.key)) {
		severity, remedy = lint.Info, lint.SafeFix("Remove the annotation", removeWhole(field))
	}
	pass.ReportAt(w.Object, at, fmt.Sprintf("%s has the annotation %s, which has had no effect since Kubernetes %s",
		w, key, old.since), lint.As(severity), remedy)
}

// profile is a seccomp or AppArmor profile as the fields name it
// (k8s.io/api/core/v1, SeccompProfile and AppArmorProfile).
type profile struct {
	Type string `json:"type"`
	Path string `json:"localhostProfile,omitempty"`
}

// profileOf reads what annotations call a profile.
func profileOf(text string) (profile, bool) {
	local, isLocal := strings.CutPrefix(text, "localhost/")
	switch {
	case text == "runtime/default" || text == "docker/default":
		return profile{Type: "RuntimeDefault"}, true
	case text == "unconfined":
		return profile{Type: "Unconfined"}, true
	case isLocal && local != "":
		return profile{"Localhost", local}, true
	}
	return profile{}, false
}

// profileField moves a profile from an annotation to the field of a container, or of
// the pod for "".
func profileField(w *placement.Workload, annotation manifest.Ref, container, field string) lint.Detail {
	summary, at := "Set spec.securityContext."+field, w.At("spec")
	if container != "" {
		summary, at = "Set securityContext."+field+" of the container", containerOf(w, container)
	}
	text, _ := annotation.Text()
	named, ok := profileOf(text)
	if !ok || at.IsZero() {
		return lint.Suggest(summary)
	}
	return lint.UnsafeFix(summary, at.At("securityContext", field).Put(named), removeWhole(annotation))
}

// containerOf returns a container by its name, nothing where there is none.
func containerOf(w *placement.Workload, name string) manifest.Ref {
	for i := range w.Spec().InitContainers {
		if w.Spec().InitContainers[i].Name == name {
			return w.At("spec", "initContainers", i)
		}
	}
	for i := range w.Spec().Containers {
		if w.Spec().Containers[i].Name == name {
			return w.At("spec", "containers", i)
		}
	}
	return manifest.Ref{}
}
