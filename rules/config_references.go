package rules

import (
	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

const (
	configMap = "ConfigMap"
	secret    = "Secret"
)

// configReference is what a pod does not start without.
type configReference struct {
	kind, name string
	key        string // "" for all of it
	at, keyAt  manifest.Ref
}

// configReferences returns the ConfigMaps and Secrets that the pods of a workload need,
// without those that are optional.
func configReferences(w *placement.Workload) []configReference {
	var all []configReference
	for _, c := range w.Containers() {
		for i := range c.Env {
			all = append(all, envReferences(c.Env[i].ValueFrom, c.At.At("env", i, "valueFrom"))...)
		}
		for i, from := range c.EnvFrom {
			at := c.At.At("envFrom", i)
			if ref := from.ConfigMapRef; ref != nil && !isTrue(ref.Optional) {
				all = append(all, configReference{kind: configMap, name: ref.Name, at: at.At("configMapRef", "name")})
			}
			if ref := from.SecretRef; ref != nil && !isTrue(ref.Optional) {
				all = append(all, configReference{kind: secret, name: ref.Name, at: at.At("secretRef", "name")})
			}
		}
	}
	volumes := w.Spec().Volumes
	for i := range volumes {
		all = append(all, volumeReferences(&volumes[i], w.At("spec", "volumes", i))...)
	}
	return all
}

func envReferences(from *corev1.EnvVarSource, at manifest.Ref) []configReference {
	var all []configReference
	if from == nil {
		return nil
	}
	if ref := from.ConfigMapKeyRef; ref != nil && !isTrue(ref.Optional) {
		field := at.At("configMapKeyRef")
		all = append(all, configReference{configMap, ref.Name, ref.Key, field.At("name"), field.At("key")})
	}
	if ref := from.SecretKeyRef; ref != nil && !isTrue(ref.Optional) {
		field := at.At("secretKeyRef")
		all = append(all, configReference{secret, ref.Name, ref.Key, field.At("name"), field.At("key")})
	}
	return all
}

func volumeReferences(volume *corev1.Volume, at manifest.Ref) []configReference {
	var all []configReference
	if source := volume.ConfigMap; source != nil && !isTrue(source.Optional) {
		all = append(all, itemReferences(configMap, source.Name, "name", source.Items, at.At("configMap"))...)
	}
	if source := volume.Secret; source != nil && !isTrue(source.Optional) {
		all = append(all, itemReferences(secret, source.SecretName, "secretName", source.Items, at.At("secret"))...)
	}
	if volume.Projected == nil {
		return all
	}
	for i := range volume.Projected.Sources {
		source, field := &volume.Projected.Sources[i], at.At("projected", "sources", i)
		if ref := source.ConfigMap; ref != nil && !isTrue(ref.Optional) {
			all = append(all, itemReferences(configMap, ref.Name, "name", ref.Items, field.At("configMap"))...)
		}
		if ref := source.Secret; ref != nil && !isTrue(ref.Optional) {
			all = append(all, itemReferences(secret, ref.Name, "name", ref.Items, field.At("secret"))...)
		}
	}
	return all
}

// itemReferences is the whole object, or each key that is picked from it.
func itemReferences(kind, name, nameField string, items []corev1.KeyToPath, at manifest.Ref) []configReference {
	whole := configReference{kind: kind, name: name, at: at.At(nameField)}
	if len(items) == 0 {
		return []configReference{whole}
	}
	var all []configReference
	for i := range items {
		whole.key, whole.keyAt = items[i].Key, at.At("items", i, "key")
		all = append(all, whole)
	}
	return all
}

func isTrue(value *bool) bool { return value != nil && *value }
