package facts

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/dslint/dslint/lint/kubernetes"
)

//go:embed volumes.tsv
var volumeTable string

// RemovedVolume is a kind of volume whose plugin is gone.
type RemovedVolume struct {
	// Field is that of a volume.
	Field string
	// Removed is the first version that does not mount it any more.
	Removed kubernetes.Version
	// Off is the first version that mounts it only where the feature gate Gate is on, 0 where
	// there was none.
	Off  kubernetes.Version
	Gate string
	// Remedy is what to use in its place.
	Remedy string
	// Source is where the fact comes from.
	Source string
}

var removedVolumes = sync.OnceValue(func() []RemovedVolume {
	var all []RemovedVolume
	for _, row := range rows(volumeTable) {
		all = append(all, RemovedVolume{
			Field: row["volume"], Removed: minorOf(row["removed"]), Off: minorOf(row["off"]), Gate: something(row["gate"]),
			Remedy: row["remedy"], Source: row["source"],
		})
	}
	return all
})

// minorOf reads versions that are older than those of which [kubernetes.Parse] knows, too.
func minorOf(text string) kubernetes.Version {
	minor, _ := strconv.Atoi(strings.TrimPrefix(something(text), "1.")) // 0 for none
	return kubernetes.Version(minor)
}

// RemovedVolumes returns the kinds of volumes that a version of Kubernetes mounts no more,
// or only where a feature gate is on.
func RemovedVolumes(version kubernetes.Version) []RemovedVolume {
	return slices.DeleteFunc(slices.Clone(removedVolumes()), func(v RemovedVolume) bool {
		return version.Before(v.Removed) && (v.Off == 0 || version.Before(v.Off))
	})
}
