package lint

import (
	"fmt"
	"slices"
	"strings"
)

// FactKind says what a taint or a label of nodes is for.
type FactKind string

// The kinds of taints.
const (
	// ConditionFact says how a node is doing; it comes and goes.
	ConditionFact FactKind = "condition"
	// StartupFact keeps pods off until some agent is ready.
	StartupFact FactKind = "startup"
	// LeavingFact is on nodes that are about to go.
	LeavingFact FactKind = "leaving"
)

// The kinds of both.
const (
	// ControlPlaneFact marks control planes.
	ControlPlaneFact FactKind = "control-plane"
	// VirtualFact marks nodes that are no machines, and run no DaemonSets.
	VirtualFact FactKind = "virtual"
	// PoolFact is on the nodes of a pool: a taint sets them aside, a label names the
	// pool. Pools shrink to nothing and grow again.
	PoolFact FactKind = "pool"
)

// The kinds of labels.
const (
	// PlatformFact tells operating systems and architectures apart; every node has it.
	PlatformFact FactKind = "platform"
	// RuntimeFact is put on nodes by a controller while the cluster runs.
	RuntimeFact FactKind = "runtime"
	// ProviderFact is put on nodes by the provider of the cluster.
	ProviderFact FactKind = "provider"
)

// TaintKinds returns the kinds that a taint may be of.
func TaintKinds() []string {
	return words(ConditionFact, StartupFact, LeavingFact, ControlPlaneFact, VirtualFact, PoolFact)
}

// LabelKinds returns the kinds that a label may be of.
func LabelKinds() []string {
	return words(RuntimeFact, ProviderFact, ControlPlaneFact, VirtualFact, PoolFact)
}

func words(kinds ...FactKind) []string {
	all := make([]string, len(kinds))
	for i, kind := range kinds {
		all[i] = string(kind)
	}
	return all
}

// Packs returns the names of the packs of facts about kinds of clusters.
func Packs() []string {
	return []string{"kubeadm", "eks", "gke", "aks", "openshift", "karpenter", "k3s"}
}

// Facts is what a project knows of its clusters.
type Facts struct {
	// Taints are the taints that what runs in the cluster puts on nodes, not somebody by hand.
	Taints []Fact `json:"taints"`
	// Labels are the labels that what runs in the cluster puts on nodes, not somebody by hand.
	Labels []Fact `json:"labels"`
}

// Fact is a taint or a label of nodes.
type Fact struct {
	// Key is the key of the taint or label; a * at its end stands for any text.
	Key string `json:"key"`
	// Kind is what the taint or label is for.
	Kind FactKind `json:"kind"`
	// Value is what it is set to, any value where it is left out.
	Value *string `json:"value"`
	// By is who sets it.
	By string `json:"by"`
}

// factFaults tells what is wrong with packs and facts.
func (c *Config) factFaults() []error {
	var faults []error
	for i, pack := range c.Packs {
		if !slices.Contains(Packs(), pack) {
			faults = append(faults, c.wrong(fmt.Sprintf("unknown pack %q%s: there are %s",
				pack, Hint(pack, Packs()), strings.Join(Packs(), ", ")), false, "packs", i))
		}
	}
	faults = append(faults, c.wrongFacts("taints", c.Facts.Taints, TaintKinds())...)
	return append(faults, c.wrongFacts("labels", c.Facts.Labels, LabelKinds())...)
}

func (c *Config) wrongFacts(list string, facts []Fact, kinds []string) []error {
	var faults []error
	for i, fact := range facts {
		if fact.Key == "" {
			faults = append(faults, c.wrong("a fact has no key", false, "facts", list, i, "key"))
		}
		if kind := string(fact.Kind); !slices.Contains(kinds, kind) {
			faults = append(faults, c.wrong(fmt.Sprintf("unknown kind %q%s: use one of %s",
				kind, Hint(kind, kinds), strings.Join(kinds, ", ")), false, "facts", list, i, "kind"))
		}
	}
	return faults
}
