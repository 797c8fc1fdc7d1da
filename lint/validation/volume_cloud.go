package validation

import (
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkCloudVolume is for the drivers that Kubernetes had in its own tree; their
// fields are still validated.
func checkCloudVolume(c cursor, source *corev1.VolumeSource, kind volumeKind) {
	switch kind {
	case awsDiskVolume:
		checkDisk(c, "volumeID", source.AWSElasticBlockStore.VolumeID, source.AWSElasticBlockStore.Partition)
	case cinderVolume:
		require(c.child("volumeID"), source.Cinder.VolumeID)
		requireSecret(c, source.Cinder.SecretRef)
	case flexVolume:
		checkFlex(c, source.FlexVolume)
	case azureFileVolume:
		require(c.child("secretName"), source.AzureFile.SecretName)
		require(c.child("shareName"), source.AzureFile.ShareName)
	case azureDiskVolume:
		checkAzureDisk(c, source.AzureDisk)
	case vsphereVolume:
		require(c.child("volumePath"), source.VsphereVolume.VolumePath)
	case photonVolume:
		require(c.child("pdID"), source.PhotonPersistentDisk.PdID)
	case portworxVolume:
		require(c.child("volumeID"), source.PortworxVolume.VolumeID)
	case storageOSVolume:
		checkStorageOS(c, source.StorageOS)
	case scaleIOVolume:
		require(c.child("gateway"), source.ScaleIO.Gateway)
		require(c.child("system"), source.ScaleIO.System)
		require(c.child("volumeName"), source.ScaleIO.VolumeName)
	default: // others check the other kinds
	}
}

func checkDisk(c cursor, field, name string, partition int32) {
	require(c.child(field), name)
	if partition < 0 || partition > maxUnit {
		c.child("partition").invalid(partition, validation.InclusiveRangeError(1, maxUnit))
	}
}

func requireSecret(c cursor, secret *corev1.LocalObjectReference) {
	if secret != nil {
		require(c.child("secretRef", "name"), secret.Name)
	}
}

// checkFlex follows validateFlexVolumeSource: options of the Kubernetes project are
// its own.
func checkFlex(c cursor, flex *corev1.FlexVolumeSource) {
	require(c.child("driver"), flex.Driver)
	for option := range sorted(flex.Options) {
		domain, _, _ := strings.Cut(option, "/")
		domain = "." + strings.ToLower(domain)
		if strings.HasSuffix(domain, ".kubernetes.io") || strings.HasSuffix(domain, ".k8s.io") {
			c.child("options").key(option).invalid(option, "kubernetes.io and k8s.io namespaces are reserved")
		}
	}
}

// checkAzureDisk follows validateAzureDisk; a disk without a kind is a shared one
// (the default of the API).
func checkAzureDisk(c cursor, disk *corev1.AzureDiskVolumeSource) {
	require(c.child("diskName"), disk.DiskName)
	require(c.child("diskURI"), disk.DataDiskURI)
	optionalOneOf(c.child("cachingMode"), disk.CachingMode, corev1.AzureDataDiskCachingNone,
		corev1.AzureDataDiskCachingReadOnly, corev1.AzureDataDiskCachingReadWrite)
	optionalOneOf(c.child("kind"), disk.Kind, corev1.AzureDedicatedBlobDisk, corev1.AzureManagedDisk,
		corev1.AzureSharedBlobDisk)
	scheme, example := "https://", "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd"
	if or(disk.Kind, corev1.AzureSharedBlobDisk) == corev1.AzureManagedDisk {
		scheme = "/subscriptions/"
		example = "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}"
	}
	if !strings.HasPrefix(disk.DataDiskURI, scheme) {
		unsupported(c.child("diskURI"), disk.DataDiskURI, example)
	}
}

func checkStorageOS(c cursor, volume *corev1.StorageOSVolumeSource) {
	requireDNSLabel(c.child("volumeName"), volume.VolumeName)
	if volume.VolumeNamespace != "" {
		checkDNSLabel(c.child("volumeNamespace"), volume.VolumeNamespace)
	}
	requireSecret(c, volume.SecretRef)
}
