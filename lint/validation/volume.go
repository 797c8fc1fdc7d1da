package validation

import (
	corev1 "k8s.io/api/core/v1"
)

// checkVolumes follows ValidateVolumes. A volume with errors does not exist for the
// mounts.
func (p *podCheck) checkVolumes() {
	list := p.at.child("volumes")
	for i := range p.pod.Volumes {
		volume, at := &p.pod.Volumes[i], list.index(i)
		if p.volumesAt != nil {
			at = at.editing(p.volumesAt[i])
		}
		before := len(p.at.of.found)
		p.checkVolumeSource(at, volume)
		requireDNSLabel(at.child("name"), volume.Name)
		if p.volumes[volume.Name] != nil {
			at.child("name").duplicate(volume.Name)
		}
		if len(p.at.of.found) == before {
			p.volumes[volume.Name] = &volume.VolumeSource
		}
		p.checkOwnClaim(at, volume)
	}
}

// checkOwnClaim refuses a claim that the pod itself is going to have made.
func (p *podCheck) checkOwnClaim(c cursor, volume *corev1.Volume) {
	claim := volume.PersistentVolumeClaim
	if claim == nil || p.owner == nil || p.owner.Name == "" {
		return
	}
	for i := range p.pod.Volumes {
		other := &p.pod.Volumes[i]
		if other.Ephemeral != nil && claim.ClaimName == p.owner.Name+"-"+other.Name {
			c.child("persistentVolumeClaim", "claimName").
				invalid(claim.ClaimName, "must not reference a PVC that gets created for an ephemeral volume")
			return
		}
	}
}

// volumeKind is a kind of volume by the name of its field.
type volumeKind string

const (
	emptyDirVolume    volumeKind = "emptyDir"
	hostPathVolume    volumeKind = "hostPath"
	gitRepoVolume     volumeKind = "gitRepo"
	gceDiskVolume     volumeKind = "gcePersistentDisk"
	awsDiskVolume     volumeKind = "awsElasticBlockStore"
	secretVolume      volumeKind = "secret"
	nfsVolume         volumeKind = "nfs"
	iscsiVolume       volumeKind = "iscsi"
	glusterfsVolume   volumeKind = "glusterfs"
	flockerVolume     volumeKind = "flocker"
	claimVolume       volumeKind = "persistentVolumeClaim"
	rbdVolume         volumeKind = "rbd"
	cinderVolume      volumeKind = "cinder"
	cephFSVolume      volumeKind = "cephfs"
	quobyteVolume     volumeKind = "quobyte"
	downwardAPIVolume volumeKind = "downwardAPI"
	fcVolume          volumeKind = "fc"
	flexVolume        volumeKind = "flexVolume"
	configMapVolume   volumeKind = "configMap"
	azureFileVolume   volumeKind = "azureFile"
	vsphereVolume     volumeKind = "vsphereVolume"
	photonVolume      volumeKind = "photonPersistentDisk"
	portworxVolume    volumeKind = "portworxVolume"
	azureDiskVolume   volumeKind = "azureDisk"
	storageOSVolume   volumeKind = "storageos"
	projectedVolume   volumeKind = "projected"
	scaleIOVolume     volumeKind = "scaleIO"
	csiVolume         volumeKind = "csi"
	ephemeralVolume   volumeKind = "ephemeral"
	imageVolume       volumeKind = "image"
)

// kindsOf returns the kinds that a volume claims to be, in the order in which the
// server looks for them.
func kindsOf(s *corev1.VolumeSource) []volumeKind {
	var kinds []volumeKind
	for _, candidate := range [...]struct {
		set  bool
		kind volumeKind
	}{
		{s.EmptyDir != nil, emptyDirVolume},
		{s.HostPath != nil, hostPathVolume},
		{s.GitRepo != nil, gitRepoVolume},
		{s.GCEPersistentDisk != nil, gceDiskVolume},
		{s.AWSElasticBlockStore != nil, awsDiskVolume},
		{s.Secret != nil, secretVolume},
		{s.NFS != nil, nfsVolume},
		{s.ISCSI != nil, iscsiVolume},
		{s.Glusterfs != nil, glusterfsVolume},
		{s.Flocker != nil, flockerVolume},
		{s.PersistentVolumeClaim != nil, claimVolume},
		{s.RBD != nil, rbdVolume},
		{s.Cinder != nil, cinderVolume},
		{s.CephFS != nil, cephFSVolume},
		{s.Quobyte != nil, quobyteVolume},
		{s.DownwardAPI != nil, downwardAPIVolume},
		{s.FC != nil, fcVolume},
		{s.FlexVolume != nil, flexVolume},
		{s.ConfigMap != nil, configMapVolume},
		{s.AzureFile != nil, azureFileVolume},
		{s.VsphereVolume != nil, vsphereVolume},
		{s.PhotonPersistentDisk != nil, photonVolume},
		{s.PortworxVolume != nil, portworxVolume},
		{s.AzureDisk != nil, azureDiskVolume},
		{s.StorageOS != nil, storageOSVolume},
		{s.Projected != nil, projectedVolume},
		{s.ScaleIO != nil, scaleIOVolume},
		{s.CSI != nil, csiVolume},
		{s.Ephemeral != nil, ephemeralVolume},
		{s.Image != nil, imageVolume},
	} {
		if candidate.set {
			kinds = append(kinds, candidate.kind)
		}
	}
	return kinds
}

// isEmptyDir reports whether a volume is one, which a volume without a source
// becomes (SetDefaults_Volume).
func isEmptyDir(s *corev1.VolumeSource) bool { return s.EmptyDir != nil || *s == corev1.VolumeSource{} }

// checkVolumeSource follows validateVolumeSource: the first kind counts, and more
// than one is refused.
func (p *podCheck) checkVolumeSource(c cursor, volume *corev1.Volume) {
	kinds := kindsOf(&volume.VolumeSource)
	if len(kinds) == 0 {
		return
	}
	p.checkKind(c, volume, kinds[0])
	for _, extra := range kinds[1:] {
		refused := c.child(string(extra))
		switch extra { // the server misspells two of the fields
		case cephFSVolume:
			refused = c.child("cephFS").editing(refused)
		case downwardAPIVolume:
			refused = c.child("downwarAPI").editing(refused)
		default:
		}
		refused.forbidden("may not specify more than 1 volume type")
	}
	checkISCSIPortal(c, volume)
}

func (p *podCheck) checkKind(c cursor, volume *corev1.Volume, kind volumeKind) {
	at, source := c.child(string(kind)), &volume.VolumeSource
	switch kind {
	case ephemeralVolume:
		p.checkEphemeralVolume(c, volume)
	case emptyDirVolume, hostPathVolume, gitRepoVolume, claimVolume, csiVolume, imageVolume:
		checkLocalVolume(at, source, kind)
	case secretVolume, configMapVolume, downwardAPIVolume, projectedVolume:
		checkFileVolume(at, source, kind)
	case nfsVolume, iscsiVolume, glusterfsVolume, flockerVolume, rbdVolume, cephFSVolume, quobyteVolume, fcVolume:
		checkNetworkVolume(at, source, kind)
	case gceDiskVolume:
		disk := c.child("persistentDisk").editing(at)
		checkDisk(disk, "pdName", source.GCEPersistentDisk.PDName, source.GCEPersistentDisk.Partition)
	default:
		checkCloudVolume(at, source, kind)
	}
}
