package validation

import (
	"net"
	"path"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkNetworkVolume is for volumes that a server on the network gives.
func checkNetworkVolume(c cursor, source *corev1.VolumeSource, kind volumeKind) {
	switch kind {
	case nfsVolume:
		require(c.child("server"), source.NFS.Server)
		require(c.child("path"), source.NFS.Path)
		if !path.IsAbs(source.NFS.Path) {
			c.child("path").invalid(source.NFS.Path, "must be an absolute path")
		}
	case iscsiVolume:
		checkISCSI(c, source.ISCSI)
	case glusterfsVolume:
		require(c.child("endpoints"), source.Glusterfs.EndpointsName)
		require(c.child("path"), source.Glusterfs.Path)
	case flockerVolume:
		checkFlocker(c, source.Flocker)
	case rbdVolume:
		requireSome(c.child("monitors"), source.RBD.CephMonitors)
		require(c.child("image"), source.RBD.RBDImage)
	case cephFSVolume:
		requireSome(c.child("monitors"), source.CephFS.Monitors)
	case quobyteVolume:
		checkQuobyte(c, source.Quobyte)
	case fcVolume:
		checkFibreChannel(c, source.FC)
	default: // others check the other kinds
	}
}

func requireSome(c cursor, list []string) {
	if len(list) == 0 {
		c.required("")
	}
}

const maxUnit = 255 // of a logical unit or partition

func checkUnit(c cursor, number int32) {
	if number < 0 || number > maxUnit {
		c.invalid(number, validation.InclusiveRangeError(0, maxUnit))
	}
}

// checkISCSI follows validateISCSIVolumeSource.
func checkISCSI(c cursor, iscsi *corev1.ISCSIVolumeSource) {
	require(c.child("targetPortal"), iscsi.TargetPortal)
	if iscsi.IQN == "" {
		c.child("iqn").required("")
	} else {
		checkIQN(c.child("iqn"), iscsi.IQN)
	}
	checkUnit(c.child("lun"), iscsi.Lun)
	if (iscsi.DiscoveryCHAPAuth || iscsi.SessionCHAPAuth) && iscsi.SecretRef == nil {
		c.child("secretRef").required("")
	}
	if iscsi.InitiatorName != nil {
		checkIQN(c.child("initiatorname").editing(c.child("initiatorName")), *iscsi.InitiatorName)
	}
}

var (
	iqnName = regexp.MustCompile(`iqn\.\d{4}-\d{2}\.([[:alnum:]-.]+)(:[^,;*&$|\s]+)$`)
	euiName = regexp.MustCompile(`^eui.[[:alnum:]]{16}$`)
	naaName = regexp.MustCompile(`^naa.[[:alnum:]]{32}$`)
)

// checkIQN asks for a name of one of the three kinds that RFC 3720 and RFC 3980
// define.
func checkIQN(c cursor, name string) {
	var format *regexp.Regexp
	switch {
	case strings.HasPrefix(name, "iqn"):
		format = iqnName
	case strings.HasPrefix(name, "eui"):
		format = euiName
	case strings.HasPrefix(name, "naa"):
		format = naaName
	default:
		c.invalid(name, "must be valid format starting with iqn, eui, or naa")
		return
	}
	if !format.MatchString(name) {
		c.invalid(name, "must be valid format")
	}
}

const maxPortal = 64

// checkISCSIPortal holds for every volume that has an iscsi field, whatever kind it
// counts as.
func checkISCSIPortal(c cursor, volume *corev1.Volume) {
	iscsi := volume.ISCSI
	if iscsi != nil && iscsi.InitiatorName != nil && len(volume.Name+":"+iscsi.TargetPortal) > maxPortal {
		c.child("name").invalid(volume.Name, "Total length of <volume name>:<iscsi.targetPortal> "+
			"must be under 64 characters if iscsi.initiatorName is specified.")
	}
}

func checkFlocker(c cursor, flocker *corev1.FlockerVolumeSource) {
	switch name, uuid := flocker.DatasetName, flocker.DatasetUUID; {
	case name == "" && uuid == "":
		c.required("one of datasetName and datasetUUID is required")
	case name != "" && uuid != "":
		c.invalid("resource", "datasetName and datasetUUID can not be specified simultaneously")
	}
	if strings.Contains(flocker.DatasetName, "/") {
		c.child("datasetName").invalid(flocker.DatasetName, "must not contain '/'")
	}
}

const maxTenant = 64

// checkQuobyte follows validateQuobyteVolumeSource.
func checkQuobyte(c cursor, quobyte *corev1.QuobyteVolumeSource) {
	const pairs = "must be a host:port pair or multiple pairs separated by commas"
	registry := c.child("registry")
	switch {
	case quobyte.Registry == "":
		registry.required(pairs)
	case len(quobyte.Tenant) > maxTenant:
		c.child("tenant").required("must be a UUID and may not exceed a length of 64 characters")
	default:
		for pair := range strings.SplitSeq(quobyte.Registry, ",") {
			if _, _, err := net.SplitHostPort(pair); err != nil {
				registry.invalid(quobyte.Registry, pairs)
			}
		}
	}
	require(c.child("volume"), quobyte.Volume)
}

// checkFibreChannel follows validateFCVolumeSource.
func checkFibreChannel(c cursor, fc *corev1.FCVolumeSource) {
	targets := c.child("targetWWNs")
	switch {
	case len(fc.TargetWWNs) == 0 && len(fc.WWIDs) == 0:
		targets.required("must specify either targetWWNs or wwids, but not both")
	case len(fc.TargetWWNs) > 0 && len(fc.WWIDs) > 0:
		targets.invalid(fc.TargetWWNs, "targetWWNs and wwids can not be specified simultaneously")
	}
	switch {
	case len(fc.TargetWWNs) == 0:
	case fc.Lun == nil:
		c.child("lun").required("lun is required if targetWWNs is specified")
	default:
		checkUnit(c.child("lun"), *fc.Lun)
	}
}
