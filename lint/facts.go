package lint

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/kubernetes"
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

// Facts is what a project knows of its clusters. What is compiled into Kubernetes cannot be
// added to: the tolerations that the DaemonSet controller gives to pods, how quantities are
// written, which annotations of pods fields have replaced, and which volumes are gone.
type Facts struct {
	// Taints are the taints that what runs in the cluster puts on nodes, not somebody by hand.
	Taints []Fact `json:"taints"`
	// Labels are the labels that what runs in the cluster puts on nodes, not somebody by hand.
	Labels []Fact `json:"labels"`
	// Renames are the labels of nodes that others have replaced, with the same values.
	Renames []Rename `json:"renames"`
	// RemovedAPIs are versions of APIs that the cluster does not serve, such as those of
	// custom resources.
	RemovedAPIs []RemovedAPI `json:"removedApis"`
	// ServedAPIs are the only versions that the cluster serves of a group, by the group:
	// "cert-manager.io: [v1]"; the first is the one to go to.
	ServedAPIs map[string][]string `json:"servedApis"`
	// Allocatable is what pods may use of Nodes that do not say it in their
	// status.allocatable, by their machine type for example. The first that fits counts.
	Allocatable []Machine `json:"allocatable"`
	// PriorityClasses are the names of priority classes that the cluster has beside those
	// of the manifests.
	PriorityClasses []string `json:"priorityClasses"`
	// QuotaClasses are the priority classes that the cluster lets pods have only where a
	// ResourceQuota of their namespace is for them (the ResourceQuota plugin of the API
	// server limits them so).
	QuotaClasses []QuotaClass `json:"quotaClasses"`
}

// QuotaClass is a priority class that a namespace needs a ResourceQuota for.
type QuotaClass struct {
	// Name is that of the priority class.
	Name string `json:"name"`
	// Except is the namespace that needs none, kube-system where it is left out.
	Except string `json:"except"`
}

// over returns the facts of a cluster: what it leaves out is as it is for all.
func (f Facts) over(all Facts) Facts {
	merged, own := reflect.ValueOf(&all).Elem(), reflect.ValueOf(f)
	for i := range own.NumField() {
		if !own.Field(i).IsNil() {
			merged.Field(i).Set(own.Field(i))
		}
	}
	return all
}

// Machine is what pods may use of nodes that do not say it themselves.
type Machine = inventory.Machine

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

// Rename is a label of nodes that another one has replaced.
type Rename struct {
	// Old is the key of the label that was replaced.
	Old string `json:"old"`
	// Successor is the key of the label that has its values now.
	Successor string `json:"successor"`
	// Since says in messages when that was: a version, a month.
	Since string `json:"since"`
}

// RemovedAPI is a version of an API that the cluster does not serve.
type RemovedAPI struct {
	// APIVersion is the version with its group, as objects name it:
	// cert-manager.io/v1alpha2.
	APIVersion string `json:"apiVersion"`
	// Kinds are those that are not served in it, all where they are left out.
	Kinds []string `json:"kinds"`
	// Removed is the first version of Kubernetes that does not serve it, any where it is
	// left out.
	Removed kubernetes.Release `json:"removed"`
	// Successor is the version to go to, with its group.
	Successor string `json:"successor"`
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
	faults = append(faults, c.wrongFacts("labels", c.Facts.Labels, LabelKinds())...)
	faults = append(faults, c.wrongRenames()...)
	faults = append(faults, c.wrongAPIs()...)
	for i, class := range c.Facts.QuotaClasses {
		if class.Name == "" {
			faults = append(faults, c.wrong("a class has no name", false, "facts", "quotaClasses", i, "name"))
		}
	}
	for i := range c.Facts.Allocatable {
		faults = append(faults, c.wrongMachine(i)...)
	}
	return faults
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
