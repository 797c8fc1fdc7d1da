package validation

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/dslint/dslint/lint/kubernetes"
)

// checkEnv follows ValidateEnv.
func checkEnv(c cursor, vars []corev1.EnvVar) {
	for i := range vars {
		variable, at := &vars[i], c.index(i)
		if variable.Name == "" {
			at.child("name").required("")
		} else {
			checkEnvName(at.child("name"), variable.Name)
		}
		if variable.ValueFrom != nil {
			checkValueFrom(at.child("valueFrom"), variable)
		}
	}
}

// checkEnvName judges the name of a variable, or the start of names.
func checkEnvName(c cursor, name string) {
	if c.has(kubernetes.RelaxedEnvNames) {
		messages(c, name, validation.IsRelaxedEnvVarName(name))
		return
	}
	messages(c, name, validation.IsEnvVarName(name))
}

// checkValueFrom follows validateEnvVarValueFrom.
func checkValueFrom(c cursor, variable *corev1.EnvVar) {
	sources, from := 0, variable.ValueFrom
	if from.FieldRef != nil {
		sources++
		checkFieldRef(c.child("fieldRef"), from.FieldRef, envFields())
	}
	if from.ResourceFieldRef != nil {
		sources++
		checkResourceFieldRef(c.child("resourceFieldRef"), from.ResourceFieldRef, false)
	}
	if ref := from.ConfigMapKeyRef; ref != nil {
		sources++
		checkKeyRef(c.child("configMapKeyRef"), ref.Name, ref.Key)
	}
	if ref := from.SecretKeyRef; ref != nil {
		sources++
		checkKeyRef(c.child("secretKeyRef"), ref.Name, ref.Key)
	}
	if from.FileKeyRef != nil {
		sources++
		checkFileKeyRef(c.child("fileKeyRef"), from.FileKeyRef)
	}
	switch {
	case sources == 0:
		c.invalid("", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`")
	case variable.Value != "":
		c.invalid("", "may not be specified when `value` is not empty")
	case sources > 1:
		c.invalid("", "may not have more than one field specified at a time")
	}
}

// checkKeyRef follows validateConfigMapKeySelector and validateSecretKeySelector.
func checkKeyRef(c cursor, name, key string) {
	checkName(c.child("name"), name)
	if key == "" {
		c.child("key").required("")
		return
	}
	messages(c.child("key"), key, validation.IsConfigMapKey(key))
}

// checkFileKeyRef follows validateFileKeySelector.
func checkFileKeyRef(c cursor, ref *corev1.FileKeySelector) {
	if ref.Key == "" {
		c.child("key").required("")
	} else {
		messages(c.child("key"), ref.Key, validation.IsRelaxedEnvVarName(ref.Key))
	}
	requireDNSLabel(c.child("volumeName"), ref.VolumeName)
	require(c.child("path"), ref.Path)
	refuseBacksteps(c.child("path"), ref.Path)
}

// checkFileKeys follows validateFileKeyRefVolumes: variables are read only from
// files in emptyDir volumes.
func (p *podCheck) checkFileKeys() {
	for at, container := range p.containers() {
		for i := range container.Env {
			from := container.Env[i].ValueFrom
			if from == nil || from.FileKeyRef == nil {
				continue
			}
			name := from.FileKeyRef.VolumeName
			c := at.child("env").index(i).child("valueFrom", "fileKeyRef", "volumeName")
			switch volume := p.lastVolume(name); {
			case volume == nil:
				c.notFound(name)
			case !isEmptyDir(&volume.VolumeSource):
				c.invalid(name, "referenced volume must be of type emptyDir")
			}
		}
	}
}

// lastVolume returns the volume of a name, valid or not; the last of several.
func (p *podCheck) lastVolume(name string) *corev1.Volume {
	for i := len(p.pod.Volumes) - 1; i >= 0; i-- {
		if p.pod.Volumes[i].Name == name {
			return &p.pod.Volumes[i]
		}
	}
	return nil
}

// checkEnvFrom follows ValidateEnvFrom, which names the list where it means an item.
func checkEnvFrom(c cursor, sources []corev1.EnvFromSource) {
	for i := range sources {
		source, at := &sources[i], c.index(i)
		if source.Prefix != "" {
			checkEnvName(at.child("prefix"), source.Prefix)
		}
		if source.ConfigMapRef != nil {
			checkSourceName(at.child("configMapRef", "name"), source.ConfigMapRef.Name)
		}
		if source.SecretRef != nil {
			checkSourceName(at.child("secretRef", "name"), source.SecretRef.Name)
		}
		switch {
		case source.ConfigMapRef == nil && source.SecretRef == nil:
			c.editing(at).invalid("", "must specify one of: `configMapRef` or `secretRef`")
		case source.ConfigMapRef != nil && source.SecretRef != nil:
			c.editing(at).invalid("", "may not have more than one field specified at a time")
		}
	}
}

// checkSourceName allows what may be a prefix of a name, as the server does.
func checkSourceName(c cursor, name string) {
	if name == "" {
		c.required("")
		return
	}
	messages(c, name, nameIsDNSSubdomain(name, true))
}

// refuseBacksteps follows validatePathNoBacksteps.
func refuseBacksteps(c cursor, path string) {
	if hasBacksteps(path) {
		c.invalid(path, "must not contain '..'")
	}
}

func hasBacksteps(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		if part == ".." {
			return true
		}
	}
	return false
}
