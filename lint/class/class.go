// Package class tells what kind of agent a workload is to its nodes: what is normal for
// one kind is a mistake in another.
package class

import (
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// Class is a kind of agent.
type Class string

// The classes, as an annotation names them.
const (
	CNI      Class = "cni"      // sets up the network of the pods
	CSI      Class = "csi"      // mounts their volumes
	Cloud    Class = "ccm"      // tells the cluster what the cloud knows of a node
	Proxy    Class = "proxy"    // forwards the traffic of Services, or announces them
	DNS      Class = "dns"      // answers their questions
	Device   Class = "device"   // offers devices, finds them, or installs their drivers
	Security Class = "security" // watches or protects
	Logs     Class = "logs"     // collects what is written
	Metrics  Class = "metrics"  // collects what is measured or traced
	Other    Class = "other"    // whatever else
)

// All returns the classes that an annotation may name.
func All() []string {
	return []string{
		string(CNI), string(CSI), string(Cloud), string(Proxy), string(DNS),
		string(Device), string(Security), string(Logs), string(Metrics), string(Other),
	}
}

// Title names an agent of the class, after "as" or "it is".
func (c Class) Title() string {
	switch c {
	case CNI:
		return "a CNI plugin"
	case CSI:
		return "a CSI driver"
	case Cloud:
		return "a cloud controller"
	case Proxy:
		return "a network agent"
	case DNS:
		return "a DNS server"
	case Device:
		return "a device agent"
	case Security:
		return "a security agent"
	case Logs:
		return "a log collector"
	case Metrics:
		return "a metrics agent"
	default:
		return "an agent"
	}
}

// Plural names agents of the class.
func (c Class) Plural() string {
	_, noun, _ := strings.Cut(c.Title(), " ")
	return noun + "s"
}

// KeepsNodeGoing reports whether pods of other workloads fail on a node without an
// agent of the class: it has reason to run on every node, whatever its taints.
func (c Class) KeepsNodeGoing() bool {
	return c != Logs && c != Metrics && c != Other
}

// Networks reports whether a node has no network for its pods before an agent of the
// class runs there.
func (c Class) Networks() bool { return c == CNI || c == Proxy || c == Cloud }

// Annotation overrides what is guessed.
const Annotation = "dslint.dev/class"

// Kind is the class of a workload and what gives it away.
type Kind struct {
	Class
	Evidence string // "mounts /etc/cni/net.d"
}

// String is "a CNI plugin (mounts /etc/cni/net.d)".
func (k Kind) String() string {
	if k.Evidence == "" {
		return k.Title()
	}
	return k.Title() + " (" + k.Evidence + ")"
}

// Of decides what kind of agent a workload is, by the surest sign that there is: what
// its author says, the images that are known, the directories of the node where plugins
// live, the names, what it reads of the node, its ports. Many rules ask, and it is
// decided once.
func Of(w *placement.Workload) Kind {
	kind, _ := w.Memo(memoKey{}, func() any { return decide(w) }).(Kind)
	return kind
}

// memoKey is the key of the class among what is known of a workload.
type memoKey struct{}

func decide(w *placement.Workload) Kind {
	for _, at := range Annotations(w) {
		if text, ok := at.Text(); ok && slices.Contains(All(), text) {
			return Kind{Class(text), "annotation " + Annotation}
		}
	}
	if PullsImages(w) {
		return Kind{Class: Other}
	}
	for _, sign := range []func(*placement.Workload) Kind{byImage, byPlugins, byName, byPower, byReading, byPort} {
		if found := sign(w); found.Class != "" {
			return found
		}
	}
	return Kind{Class: Other}
}

// Annotations are where a class may stand.
func Annotations(w *placement.Workload) []manifest.Ref {
	return []manifest.Ref{
		w.Object.At("metadata", "annotations", Annotation), w.At("metadata", "annotations", Annotation),
	}
}
