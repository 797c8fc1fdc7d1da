// Package facts holds what is known of clusters beside the API: the taints and labels
// that Kubernetes, providers and wide-spread tools put on nodes. The tables lie beside
// it, each row with its source; the config adds packs of a provider and facts of its own.
package facts

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
)

// Fact is a taint or a label of nodes that nobody sets by hand.
type Fact struct {
	// Key is a prefix where it ends in "*", a suffix where it begins so.
	Key  string
	Kind lint.FactKind
	// Value is what it is set to, "*" for any value.
	Value string
	// Effects are those of a taint; any where there are none.
	Effects []corev1.TaintEffect
	// By is who sets it, "" where that is not known.
	By string
	// Source is where the fact comes from, and Checked the month in which somebody
	// read it there, "" where nobody has.
	Source, Checked string

	packs  []string
	always bool
}

// Facts are those that hold for a run.
type Facts struct {
	taints, labels []Fact
	packs          []string
	own            lint.Facts // those of the config
}

// key is that of the facts in their snapshot.
type key struct{}

// Of returns the facts that hold for a snapshot: those of the config, of its packs,
// and what is known everywhere.
func Of(snapshot *lint.Snapshot) *Facts {
	shared, _ := snapshot.Memo(key{}, func() any { return New(snapshot.Config) }).(*Facts)
	return shared
}

// New returns the facts that hold for a config, which may be nil.
func New(config *lint.Config) *Facts {
	f := &Facts{}
	if config != nil {
		f.own, f.packs = config.Facts, config.Packs
	}
	f.taints = arrange(f.own.Taints, taints(), f.packs)
	f.labels = arrange(f.own.Labels, labels(), f.packs)
	return f
}

// arrange puts the facts of the config before those of its packs, and these before
// all others: the first that fits counts.
func arrange(own []lint.Fact, table []Fact, packs []string) []Fact {
	all := make([]Fact, 0, len(own)+len(table))
	for _, fact := range own {
		value := "*"
		if fact.Value != nil {
			value = *fact.Value
		}
		all = append(all, Fact{Key: fact.Key, Kind: fact.Kind, Value: value, By: fact.By, Source: ownSource, always: true})
	}
	for i := range table {
		if !table[i].always && table[i].inPack(packs) {
			all = append(all, table[i])
		}
	}
	for i := range table {
		if table[i].always {
			all = append(all, table[i])
		}
	}
	return all
}

func (k *Fact) inPack(packs []string) bool {
	return slices.ContainsFunc(k.packs, func(pack string) bool { return slices.Contains(packs, pack) })
}

// Taint returns what is known of the taints of a key.
func (f *Facts) Taint(key string) (Fact, bool) {
	i := slices.IndexFunc(f.taints, func(k Fact) bool { return k.fits(key) })
	if i < 0 {
		return Fact{}, false
	}
	return f.taints[i], true
}

// Label returns what is known of a label, but for those that mark control planes and
// nodes that are no machines.
func (f *Facts) Label(key string) (Fact, bool) {
	i := slices.IndexFunc(f.labels, func(k Fact) bool {
		return k.Kind != lint.ControlPlaneFact && k.Kind != lint.VirtualFact && k.fits(key)
	})
	if i < 0 {
		return Fact{}, false
	}
	return f.labels[i], true
}

// fits compares a suffix that begins with a dot with the part of the key before its
// slash.
func (k *Fact) fits(key string) bool {
	if prefix, ok := strings.CutSuffix(k.Key, "*"); ok {
		return strings.HasPrefix(key, prefix)
	}
	suffix, ok := strings.CutPrefix(k.Key, "*")
	if !ok {
		return key == k.Key
	}
	domain, _, _ := strings.Cut(key, "/")
	return strings.HasPrefix(suffix, ".") && strings.HasSuffix(domain, suffix) || strings.HasSuffix(key, suffix)
}

// Passes reports whether a taint comes and goes with the state of a node: an inventory
// shows it by chance.
func (k *Fact) Passes() bool {
	return k.Kind == lint.ConditionFact || k.Kind == lint.StartupFact || k.Kind == lint.LeavingFact
}

// IsKind reports whether a taint is a known one of a kind.
func (f *Facts) IsKind(taint *corev1.Taint, kind lint.FactKind) bool {
	fact, ok := f.Taint(taint.Key)
	return ok && fact.Kind == kind
}

// IsPassing reports whether a taint is there only for a while.
func (f *Facts) IsPassing(taint *corev1.Taint) bool {
	fact, ok := f.Taint(taint.Key)
	return ok && fact.Passes()
}

// IsControlPlaneLabel reports whether a label marks control planes, which managed
// clusters and many inventories do not show.
func (f *Facts) IsControlPlaneLabel(key string) bool {
	return slices.ContainsFunc(f.labels, func(k Fact) bool { return k.Kind == lint.ControlPlaneFact && k.fits(key) })
}

// IsVirtual reports whether a Node stands for a service that runs pods elsewhere: it
// runs no DaemonSets, whatever they tolerate.
func (f *Facts) IsVirtual(node *corev1.Node) bool {
	for i := range f.labels {
		fact := &f.labels[i]
		if value, has := node.Labels[fact.Key]; has && fact.Kind == lint.VirtualFact && (fact.Value == "*" || fact.Value == value) {
			return true
		}
	}
	return slices.ContainsFunc(node.Spec.Taints, func(taint corev1.Taint) bool { return f.IsKind(&taint, lint.VirtualFact) })
}

// Chosen reports whether the config names a pack.
func (f *Facts) Chosen(pack string) bool { return slices.Contains(f.packs, pack) }

// ClusterTaints returns the taints of a kind that clusters like this one have, whether
// the inventory shows them or not: those of the config and of its packs.
func (f *Facts) ClusterTaints(kind lint.FactKind) []Fact { return f.ofCluster(f.taints, kind) }

// ClusterLabels returns the labels of a kind that nodes of clusters like this one have.
func (f *Facts) ClusterLabels(kind lint.FactKind) []Fact { return f.ofCluster(f.labels, kind) }

func (f *Facts) ofCluster(all []Fact, kind lint.FactKind) []Fact {
	var found []Fact
	for i := range all {
		own := all[i].packs == nil && all[i].Source == ownSource
		if all[i].Kind == kind && (own || all[i].inPack(f.packs)) {
			found = append(found, all[i])
		}
	}
	return found
}
