package rules

import (
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

// oldAnnotation is an annotation of a pod that a field has replaced.
type oldAnnotation struct {
	pod  *placement.Workload
	fact *facts.Annotation
	at   manifest.Ref
}

// remedy sets the field that an annotation stood for, where it is certain what it said.
// To do so is not safe: most were not heeded until now.
func (a oldAnnotation) remedy() lint.Detail {
	text, _ := a.at.Text()
	switch name := lastStep(a.fact.Field); name {
	case "priorityClassName":
		return a.criticalPod(text)
	case "tolerations":
		return writtenAs[[]corev1.Toleration](a, text)
	case "affinity":
		return writtenAs[corev1.Affinity](a, text)
	case "initContainers":
		return writtenAs[[]corev1.Container](a, text)
	case "sysctls":
		return a.sysctls(text)
	default:
		return a.profile(text, name)
	}
}

// removeAnnotation is safe where nothing reads it.
func removeAnnotation(at manifest.Ref) lint.Detail {
	return lint.SafeFix("Remove the annotation", at.Prune())
}

func (a oldAnnotation) suggest() lint.Detail { return lint.Suggest("Set " + a.fact.Field) }

// criticalPod gives a pod the class that the annotation gave it, which counted in
// kube-system alone, and without a value (k8s.io/kubernetes up to 1.15,
// plugin/pkg/admission/priority, and IsCritical of pkg/kubelet/types). Elsewhere it never
// did a thing, and such a class may need a quota there.
func (a oldAnnotation) criticalPod(text string) lint.Detail {
	const class = "system-cluster-critical"
	if a.pod.Namespace() != "kube-system" || text != "" {
		return removeAnnotation(a.at)
	}
	return lint.UnsafeFix("Set spec.priorityClassName to "+class+", which the annotation stood for",
		a.pod.At("spec", "priorityClassName").Put(class), a.at.Prune())
}

// writtenAs sets a field to the JSON that an annotation holds, if all of it is known.
func writtenAs[T any](a oldAnnotation, text string) lint.Detail {
	var value T
	if !decodeWhole(text, &value) || text == "null" || text == "[]" || text == "{}" {
		return a.suggest()
	}
	field := a.pod.At("spec", lastStep(a.fact.Field))
	return lint.UnsafeFix("Set "+field.Path.String(), field.Put(json.RawMessage(text)), a.at.Prune())
}

// decodeWhole reads JSON that holds known fields, and nothing behind it.
func decodeWhole(text string, value any) bool {
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(value); err != nil {
		return false
	}
	_, err := decoder.Token()
	return errors.Is(err, io.EOF)
}

// sysctls adds what an annotation lists: name=value, between commas.
func (a oldAnnotation) sysctls(text string) lint.Detail {
	all, ok := sysctlsOf(text)
	if !ok {
		return a.suggest()
	}
	var changes []manifest.Change
	for _, one := range all {
		if !hasSysctl(a.pod, one.Name) {
			changes = append(changes, a.pod.At("spec", "securityContext", "sysctls").Append(one))
		}
	}
	return lint.UnsafeFix("Set spec.securityContext.sysctls", append(changes, a.at.Prune())...)
}

// sysctlsOf reads the value of an annotation for sysctls (k8s.io/kubernetes up to 1.10,
// SysctlsFromPodAnnotation of pkg/apis/core/helper).
func sysctlsOf(text string) ([]corev1.Sysctl, bool) {
	var all []corev1.Sysctl
	for pair := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(pair, "=")
		if !ok || name == "" || name != strings.TrimSpace(name) {
			return nil, false
		}
		all = append(all, corev1.Sysctl{Name: name, Value: value})
	}
	return all, true
}

func hasSysctl(w *placement.Workload, name string) bool {
	context := w.Spec().SecurityContext
	return context != nil && slices.ContainsFunc(context.Sysctls, func(s corev1.Sysctl) bool { return s.Name == name })
}

// sysctlsSet reports whether the field has all that an annotation lists.
func sysctlsSet(w *placement.Workload, text string) bool {
	all, ok := sysctlsOf(text)
	return ok && !slices.ContainsFunc(all, func(s corev1.Sysctl) bool { return !hasSysctl(w, s.Name) })
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

// profile moves a profile from an annotation to the field of a container, or of the pod
// where it names none. One for a container that is not there goes if nothing reads it.
func (a oldAnnotation) profile(text, field string) lint.Detail {
	summary, at := "Set spec.securityContext."+field, a.pod.At("spec")
	if a.fact.Container != "" {
		summary, at = "Set securityContext."+field+" of the container", containerOf(a.pod, a.fact.Container)
	}
	named, ok := profileOf(text)
	switch {
	case at.IsZero() && !a.fact.Heeded:
		return removeAnnotation(a.at)
	case at.IsZero() || !ok:
		return lint.Suggest(summary)
	}
	return lint.UnsafeFix(summary, at.At("securityContext", field).Put(named), a.at.Prune())
}
