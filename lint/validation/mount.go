package validation

import (
	corev1 "k8s.io/api/core/v1"
)

// checkMounts follows ValidateVolumeMounts, which names the list where it means a
// field of an item.
func (p *podCheck) checkMounts(c cursor, container *corev1.Container) {
	points := map[string]bool{}
	for i := range container.VolumeMounts {
		mount, at := &container.VolumeMounts[i], c.index(i)
		p.checkMountName(at.child("name"), mount.Name)
		require(at.child("mountPath"), mount.MountPath)
		if points[mount.MountPath] {
			at.child("mountPath").invalid(mount.MountPath, "must be unique")
		}
		points[mount.MountPath] = true
		checkMountAgainstDevices(at, mount, container.VolumeDevices)
		item := func(name string) cursor { return c.child(name).editing(at.child(name)) }
		checkSubPath(item, at, mount)
		checkPropagation(item("mountPropagation"), mount, container)
		checkRecursiveReadOnly(item("recursiveReadOnly"), mount)
	}
}

func (p *podCheck) checkMountName(c cursor, name string) {
	require(c, name)
	if p.volumes[name] == nil {
		c.notFound(name)
	}
}

// checkMountAgainstDevices compares a mount with the devices of the container, the
// last of which counts where several have one name.
func checkMountAgainstDevices(c cursor, mount *corev1.VolumeMount, devices []corev1.VolumeDevice) {
	paths := make(map[string]string, len(devices))
	for i := range devices {
		paths[devices[i].Name] = devices[i].DevicePath
	}
	if _, taken := paths[mount.Name]; taken {
		c.child("name").invalid(mount.Name, "must not already exist in volumeDevices")
	}
	if hasValue(paths, mount.MountPath) {
		c.child("mountPath").invalid(mount.MountPath, "must not already exist as a path in volumeDevices")
	}
}

func hasValue(m map[string]string, value string) bool {
	for _, candidate := range m {
		if candidate == value {
			return true
		}
	}
	return false
}

func checkSubPath(item func(string) cursor, c cursor, mount *corev1.VolumeMount) {
	if mount.SubPath != "" {
		checkDescendingPath(item("subPath"), mount.SubPath)
	}
	if mount.SubPathExpr == "" {
		return
	}
	if mount.SubPath != "" {
		c.child("subPathExpr").invalid(mount.SubPathExpr, "subPathExpr and subPath are mutually exclusive")
	}
	checkDescendingPath(item("subPathExpr"), mount.SubPathExpr)
}

// checkPropagation follows validateMountPropagation.
func checkPropagation(c cursor, mount *corev1.VolumeMount, container *corev1.Container) {
	optionalOneOf(c, mount.MountPropagation, corev1.MountPropagationBidirectional,
		corev1.MountPropagationHostToContainer, corev1.MountPropagationNone)
	privileged := container.SecurityContext != nil && isTrue(container.SecurityContext.Privileged)
	if or(mount.MountPropagation, "") == corev1.MountPropagationBidirectional && !privileged {
		c.forbidden("Bidirectional mount propagation is available only to privileged containers")
	}
}

// checkRecursiveReadOnly follows validateMountRecursiveReadOnly.
func checkRecursiveReadOnly(c cursor, mount *corev1.VolumeMount) {
	if mount.RecursiveReadOnly == nil {
		return
	}
	switch *mount.RecursiveReadOnly {
	case corev1.RecursiveReadOnlyDisabled:
	case corev1.RecursiveReadOnlyEnabled, corev1.RecursiveReadOnlyIfPossible:
		if !mount.ReadOnly {
			c.forbidden("may only be specified when readOnly is true")
		}
		if or(mount.MountPropagation, corev1.MountPropagationNone) != corev1.MountPropagationNone {
			c.forbidden("may only be specified when mountPropagation is None or not specified")
		}
	default:
		unsupported(c, *mount.RecursiveReadOnly, corev1.RecursiveReadOnlyDisabled,
			corev1.RecursiveReadOnlyEnabled, corev1.RecursiveReadOnlyIfPossible)
	}
}

// checkDevices follows ValidateVolumeDevices.
func (p *podCheck) checkDevices(c cursor, container *corev1.Container) {
	if len(container.VolumeDevices) == 0 {
		return
	}
	mounts := make(map[string]string, len(container.VolumeMounts))
	for i := range container.VolumeMounts {
		mounts[container.VolumeMounts[i].Name] = container.VolumeMounts[i].MountPath
	}
	names, paths := map[string]bool{}, map[string]bool{}
	for i := range container.VolumeDevices {
		device, at := &container.VolumeDevices[i], c.index(i)
		p.checkDeviceName(at.child("name"), device.Name, names)
		checkDevicePath(at.child("devicePath"), device.DevicePath, paths)
		if _, taken := mounts[device.Name]; taken {
			at.child("name").invalid(device.Name, "must not already exist in volumeMounts")
		}
		if hasValue(mounts, device.DevicePath) {
			at.child("devicePath").invalid(device.DevicePath, "must not already exist as a path in volumeMounts")
		}
	}
}

func (p *podCheck) checkDeviceName(c cursor, name string, taken map[string]bool) {
	require(c, name)
	if taken[name] {
		c.invalid(name, "must be unique")
	}
	switch volume := p.volumes[name]; {
	case volume == nil:
		c.notFound(name)
	case volume.PersistentVolumeClaim == nil && volume.Ephemeral == nil:
		c.invalid(name, "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode")
	}
	if name != "" {
		taken[name] = true
	}
}

func checkDevicePath(c cursor, path string, taken map[string]bool) {
	require(c, path)
	if taken[path] {
		c.invalid(path, "must be unique")
	}
	if hasBacksteps(path) {
		c.invalid(path, "can not contain backsteps ('..')")
		return
	}
	taken[path] = true
}
