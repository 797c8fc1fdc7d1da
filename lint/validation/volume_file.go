package validation

import (
	corev1 "k8s.io/api/core/v1"
)

// checkFileVolume is for volumes of files that the kubelet writes.
func checkFileVolume(c cursor, source *corev1.VolumeSource, kind volumeKind) {
	switch kind {
	case secretVolume:
		require(c.child("secretName"), source.Secret.SecretName)
		checkMode(c.child("defaultMode"), source.Secret.DefaultMode)
		checkItems(c.child("items"), source.Secret.Items)
	case configMapVolume:
		require(c.child("name"), source.ConfigMap.Name)
		checkMode(c.child("defaultMode"), source.ConfigMap.DefaultMode)
		checkItems(c.child("items"), source.ConfigMap.Items)
	case downwardAPIVolume:
		checkMode(c.child("defaultMode"), source.DownwardAPI.DefaultMode)
		for i := range source.DownwardAPI.Items {
			checkDownwardFile(c, c.child("items").index(i), &source.DownwardAPI.Items[i])
		}
	case projectedVolume:
		checkProjected(c, source.Projected)
	default: // others check the other kinds
	}
}

const maxFileMode = 0o777

func checkMode(c cursor, mode *int32) {
	if mode != nil && (*mode < 0 || *mode > maxFileMode) {
		c.invalid(*mode, "must be a number between 0 and 0777 (octal), both inclusive")
	}
}

func checkItems(c cursor, items []corev1.KeyToPath) {
	for i := range items {
		checkItem(c.index(i), &items[i])
	}
}

// checkItem follows validateKeyToPath.
func checkItem(c cursor, item *corev1.KeyToPath) {
	require(c.child("key"), item.Key)
	require(c.child("path"), item.Path)
	checkFilePath(c.child("path"), item.Path)
	checkMode(c.child("mode"), item.Mode)
}

// checkDownwardFile follows validateDownwardAPIVolumeFile, which names the volume
// where it means a file of it.
func checkDownwardFile(c, item cursor, file *corev1.DownwardAPIVolumeFile) {
	at := c.child("path").editing(item.child("path"))
	require(at, file.Path)
	checkFilePath(at, file.Path)
	fieldRef := c.child("fieldRef").editing(item.child("fieldRef"))
	resourceRef := c.child("resourceFieldRef").editing(item.child("resourceFieldRef"))
	switch {
	case file.FieldRef != nil:
		checkFieldRef(fieldRef, file.FieldRef, volumeFields())
		if file.ResourceFieldRef != nil {
			c.editing(item).invalid("resource", "fieldRef and resourceFieldRef can not be specified simultaneously")
		}
	case file.ResourceFieldRef != nil:
		checkResourceFieldRef(resourceRef, file.ResourceFieldRef, true)
	default:
		c.editing(item).required("one of fieldRef and resourceFieldRef is required")
	}
	checkMode(c.child("mode").editing(item.child("mode")), file.Mode)
}
