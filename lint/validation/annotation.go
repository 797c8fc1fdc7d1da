package validation

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// Annotations that the server reads.
const (
	mirrorAnnotation       = "kubernetes.io/config.mirror"
	deletionCostAnnotation = "controller.kubernetes.io/pod-deletion-cost"
)

// checkPodAnnotations follows ValidatePodSpecificAnnotations.
func checkPodAnnotations(c cursor, annotations map[string]string, spec *corev1.PodSpec) {
	if len(annotations) == 0 {
		return
	}
	if value, mirror := annotations[mirrorAnnotation]; mirror && spec.NodeName == "" {
		c.key(mirrorAnnotation).invalid(value, "must set spec.nodeName if mirror pod annotation is set")
	}
	if text := annotations[corev1.TolerationsAnnotationKey]; text != "" {
		checkAnnotatedTolerations(c, text)
	}
	if cost, set := annotations[deletionCostAnnotation]; set && !isDeletionCost(cost) {
		c.key(deletionCostAnnotation).invalid(cost, "must be a 32bit integer")
	}
	for key, value := range sorted(annotations) {
		container, isAppArmor := strings.CutPrefix(key, corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix)
		isSeccomp := key == corev1.SeccompPodAnnotationKey ||
			strings.HasPrefix(key, corev1.SeccompContainerAnnotationKeyPrefix)
		switch {
		case isAppArmor:
			checkAppArmorAnnotation(c.key(key), container, value, spec)
		case isSeccomp:
			checkSeccompAnnotation(c.child(key).editing(c.key(key)), value)
		}
	}
}

// isDeletionCost follows GetDeletionCostFromPodAnnotations
// (k8s.io/kubernetes/pkg/apis/core/helper): neither a plus nor leading zeros.
func isDeletionCost(text string) bool {
	if text != "0" && (strings.HasPrefix(text, "0") || strings.HasPrefix(text, "+")) {
		return false
	}
	_, err := strconv.ParseInt(text, 10, 32)
	return err == nil
}

// checkSeccompAnnotation follows ValidateSeccompProfile.
func checkSeccompAnnotation(c cursor, profile string) {
	switch profile {
	case corev1.SeccompProfileRuntimeDefault, corev1.DeprecatedSeccompProfileDockerDefault,
		corev1.SeccompProfileNameUnconfined:
		return
	}
	file, local := strings.CutPrefix(profile, corev1.SeccompLocalhostProfileNamePrefix)
	if !local {
		c.invalid(profile, "must be a valid seccomp profile")
		return
	}
	checkDescendingPath(c, file)
}

// checkAppArmorAnnotation follows ValidateAppArmorPodAnnotations.
func checkAppArmorAnnotation(c cursor, container, profile string, spec *corev1.PodSpec) {
	if !hasContainer(spec, container) {
		c.invalid(container, "container not found")
	}
	switch profile {
	case "", corev1.DeprecatedAppArmorBetaProfileRuntimeDefault, corev1.DeprecatedAppArmorBetaProfileNameUnconfined:
		return
	}
	if !strings.HasPrefix(profile, corev1.DeprecatedAppArmorBetaProfileNamePrefix) {
		c.invalid(profile, fmt.Sprintf("invalid AppArmor profile name: %q", profile))
	}
}

func hasContainer(spec *corev1.PodSpec, name string) bool {
	for container := range everyContainer(spec) {
		if container.Name == name {
			return true
		}
	}
	return false
}

// checkAnnotatedTolerations follows ValidateTolerationsInPodAnnotations: nobody reads
// tolerations there any more, but they have to make sense.
func checkAnnotatedTolerations(c cursor, text string) {
	edit := c.key(corev1.TolerationsAnnotationKey)
	var tolerations []corev1.Toleration
	if err := json.Unmarshal([]byte(text), &tolerations); err != nil {
		// The server decodes into its internal type of the same name.
		msg := strings.ReplaceAll(err.Error(), "v1.Toleration", "core.Toleration")
		c.editing(edit).invalid(corev1.TolerationsAnnotationKey, msg)
		return
	}
	list := c.child(corev1.TolerationsAnnotationKey)
	for i := range tolerations {
		// A path into the text of an annotation leads nowhere in the manifest.
		checkToleration(list.index(i), &tolerations[i], func(cursor) cursor { return edit })
	}
}
