package validation

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// checkSeccomp follows validateSeccompProfileField.
func checkSeccomp(c cursor, profile *corev1.SeccompProfile) {
	if profile == nil {
		return
	}
	at := c.child("type")
	if profile.Type == "" {
		at.required("type is required when seccompProfile is set")
	} else {
		oneOf(at, profile.Type, corev1.SeccompProfileTypeLocalhost,
			corev1.SeccompProfileTypeRuntimeDefault, corev1.SeccompProfileTypeUnconfined)
	}
	file := c.child("localhostProfile")
	switch own := profile.LocalhostProfile; {
	case profile.Type != corev1.SeccompProfileTypeLocalhost:
		if own != nil {
			file.invalid(internal{profile}, "can only be set when seccomp type is Localhost")
		}
	case own == nil:
		file.required("must be set when seccomp type is Localhost")
	default:
		checkDescendingPath(file, *own)
	}
}

// checkAppArmor follows ValidateAppArmorProfileField.
func checkAppArmor(c cursor, profile *corev1.AppArmorProfile) {
	if profile == nil {
		return
	}
	at, file := c.child("type"), c.child("localhostProfile")
	switch profile.Type {
	case corev1.AppArmorProfileTypeLocalhost:
		checkAppArmorFile(file, profile.LocalhostProfile)
	case corev1.AppArmorProfileTypeRuntimeDefault, corev1.AppArmorProfileTypeUnconfined:
		if profile.LocalhostProfile != nil {
			file.invalid(profile.LocalhostProfile, "can only be set when AppArmor type is Localhost")
		}
	case "":
		at.required("type is required when appArmorProfile is set")
	default:
		unsupported(at, profile.Type, corev1.AppArmorProfileTypeLocalhost,
			corev1.AppArmorProfileTypeRuntimeDefault, corev1.AppArmorProfileTypeUnconfined)
	}
}

const maxPath = 4095 // PATH_MAX without the byte that ends it

func checkAppArmorFile(c cursor, name *string) {
	if name == nil {
		c.required("must be set when AppArmor type is Localhost")
		return
	}
	switch trimmed := strings.TrimSpace(*name); {
	case trimmed != *name:
		c.invalid(*name, "must not be padded with whitespace")
	case trimmed == "":
		c.required("must be set when AppArmor type is Localhost")
	}
	if len(*name) > maxPath {
		c.tooLong(maxPath)
	}
}

// seccompAgrees follows validateSeccompAnnotationsAndFields: the annotations that
// came before the fields may not say something else.
func (p *podCheck) seccompAgrees(annotations map[string]string) {
	if own := p.pod.SecurityContext; own != nil {
		compareSeccomp(p.at.child("securityContext", "seccompProfile"), own.SeccompProfile,
			annotations, corev1.SeccompPodAnnotationKey)
	}
	for at, container := range p.containers() {
		if own := container.SecurityContext; own != nil {
			compareSeccomp(at.child("securityContext", "seccompProfile"), own.SeccompProfile,
				annotations, corev1.SeccompContainerAnnotationKeyPrefix+container.Name)
		}
	}
}

func compareSeccomp(c cursor, profile *corev1.SeccompProfile, annotations map[string]string, key string) {
	annotation, set := annotations[key]
	if profile == nil || !set {
		return
	}
	agrees := true
	switch profile.Type {
	case corev1.SeccompProfileTypeUnconfined:
		agrees = annotation == corev1.SeccompProfileNameUnconfined
	case corev1.SeccompProfileTypeRuntimeDefault:
		agrees = annotation == corev1.SeccompProfileRuntimeDefault ||
			annotation == corev1.DeprecatedSeccompProfileDockerDefault
	case corev1.SeccompProfileTypeLocalhost:
		file, local := strings.CutPrefix(annotation, corev1.SeccompLocalhostProfileNamePrefix)
		if local && (profile.LocalhostProfile == nil || file != *profile.LocalhostProfile) {
			c.child("localhostProfile").forbidden("seccomp profile in annotation and field must match")
		}
		agrees = local
	}
	if !agrees {
		c.child("type").forbidden("seccomp type in annotation and field must match")
	}
}

// appArmorAgrees follows validateAppArmorAnnotationsAndFieldsMatchOnCreate. In a Pod
// an annotation that makes sense stands in for a field that is absent
// (k8s.io/kubernetes/pkg/registry/core/pod, applyAppArmorVersionSkew).
func (p *podCheck) appArmorAgrees(annotations map[string]string) {
	if p.pod.OS != nil && p.pod.OS.Name == corev1.Windows {
		return
	}
	var inherited *corev1.AppArmorProfile
	if p.pod.SecurityContext != nil {
		inherited = p.pod.SecurityContext.AppArmorProfile
	}
	for at, container := range p.containers() {
		profile := inherited
		if own := container.SecurityContext; own != nil && own.AppArmorProfile != nil {
			profile = own.AppArmorProfile
		} else if p.owner != nil && standsForProfile(annotations[appArmorKey(container)]) {
			continue
		}
		annotation, set := annotations[appArmorKey(container)]
		if set && profile != nil {
			compareAppArmor(at.child("securityContext", "appArmorProfile"), profile, annotation)
		}
	}
}

func appArmorKey(container *corev1.Container) string {
	return corev1.DeprecatedAppArmorBetaContainerAnnotationKeyPrefix + container.Name
}

// standsForProfile reports whether the server makes a field of the annotation.
func standsForProfile(annotation string) bool {
	file, local := strings.CutPrefix(annotation, corev1.DeprecatedAppArmorBetaProfileNamePrefix)
	return local && file != "" && file == strings.TrimSpace(file) && len(file) <= maxPath ||
		annotation == corev1.DeprecatedAppArmorBetaProfileRuntimeDefault ||
		annotation == corev1.DeprecatedAppArmorBetaProfileNameUnconfined
}

func compareAppArmor(c cursor, profile *corev1.AppArmorProfile, annotation string) {
	agrees := true
	switch profile.Type {
	case corev1.AppArmorProfileTypeUnconfined:
		agrees = annotation == corev1.DeprecatedAppArmorBetaProfileNameUnconfined
	case corev1.AppArmorProfileTypeRuntimeDefault:
		agrees = annotation == corev1.DeprecatedAppArmorBetaProfileRuntimeDefault
	case corev1.AppArmorProfileTypeLocalhost:
		file, local := strings.CutPrefix(annotation, corev1.DeprecatedAppArmorBetaProfileNamePrefix)
		if local && (profile.LocalhostProfile == nil || file != *profile.LocalhostProfile) {
			c.child("localhostProfile").forbidden("apparmor profile in annotation and field must match")
		}
		agrees = local
	}
	if !agrees {
		c.child("type").forbidden("apparmor type in annotation and field must match")
	}
}
