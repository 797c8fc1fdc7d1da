package validation

import (
	"fmt"
	"path"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkLocalVolume is for what the node itself gives, and for claims, images and
// CSI drivers.
func checkLocalVolume(c cursor, source *corev1.VolumeSource, kind volumeKind) {
	switch kind {
	case emptyDirVolume:
		if limit := source.EmptyDir.SizeLimit; limit != nil && limit.Sign() < 0 {
			c.child("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity")
		}
	case hostPathVolume:
		checkHostPath(c, source.HostPath)
	case gitRepoVolume:
		require(c.child("repository"), source.GitRepo.Repository)
		checkDescendingPath(c.child("directory"), source.GitRepo.Directory)
	case claimVolume:
		require(c.child("claimName"), source.PersistentVolumeClaim.ClaimName)
	case csiVolume:
		checkCSI(c, source.CSI)
	case imageVolume:
		require(c.child("reference"), source.Image.Reference)
		checkPullPolicy(c.child("pullPolicy"), source.Image.PullPolicy)
	default: // others check the other kinds
	}
}

// checkHostPath follows validateHostPathVolumeSource.
func checkHostPath(c cursor, host *corev1.HostPathVolumeSource) {
	if host.Path == "" {
		c.child("path").required("")
		return
	}
	refuseBacksteps(c.child("path"), host.Path)
	optionalOneOf(c.child("type"), host.Type, corev1.HostPathUnset, corev1.HostPathBlockDev, corev1.HostPathCharDev,
		corev1.HostPathDirectory, corev1.HostPathDirectoryOrCreate, corev1.HostPathFile,
		corev1.HostPathFileOrCreate, corev1.HostPathSocket)
}

// checkDescendingPath follows validateLocalDescendingPath.
func checkDescendingPath(c cursor, target string) {
	if path.IsAbs(target) {
		c.invalid(target, "must be a relative path")
	}
	refuseBacksteps(c, target)
}

// checkFilePath follows ValidateLocalNonReservedPath: names that start with two dots
// are kept for the files that the kubelet writes itself.
func checkFilePath(c cursor, target string) {
	checkDescendingPath(c, target)
	if strings.HasPrefix(target, "..") && !strings.HasPrefix(target, "../") {
		c.invalid(target, "must not start with '..'")
	}
}

const maxDriverName = 63

// checkCSI follows validateCSIVolumeSource and ValidateCSIDriverName.
func checkCSI(c cursor, csi *corev1.CSIVolumeSource) {
	driver := c.child("driver")
	if csi.Driver == "" {
		driver.required("")
	} else {
		if len(csi.Driver) > maxDriverName {
			driver.tooLong(maxDriverName)
		}
		messages(driver, csi.Driver, validation.IsDNS1123Subdomain(strings.ToLower(csi.Driver)))
	}
	if csi.NodePublishSecretRef == nil {
		return
	}
	secret := c.child("nodePublishSecretRef", "name")
	if csi.NodePublishSecretRef.Name == "" {
		secret.required("")
		return
	}
	checkName(c.child("name").editing(secret), csi.NodePublishSecretRef.Name)
}

// checkEphemeralVolume follows validateEphemeralVolumeSource. The claim of a pod is
// named after the pod and the volume.
func (p *podCheck) checkEphemeralVolume(c cursor, volume *corev1.Volume) {
	template := volume.Ephemeral.VolumeClaimTemplate
	at := c.child(string(ephemeralVolume), "volumeClaimTemplate")
	if template == nil {
		at.required("")
	} else {
		checkClaimMeta(at, &template.ObjectMeta)
		checkClaimSpec(at.child("spec"), &template.Spec)
	}
	if p.owner == nil || p.owner.Name == "" || volume.Name == "" {
		return
	}
	claim := p.owner.Name + "-" + volume.Name
	for _, msg := range nameIsDNSSubdomain(claim, false) {
		c.child("name").invalid(volume.Name, fmt.Sprintf("PVC name %q: %v", claim, msg))
	}
}
