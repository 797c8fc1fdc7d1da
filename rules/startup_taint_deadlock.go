package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/class"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed startup_taint_deadlock.txtar
var startupTaintDeadlockExamples []byte

var startupTaintDeadlock = &lint.Rule{
	Name:     "startup-taint-deadlock",
	Category: lint.Tolerations,
	Severity: lint.Error,
	Summary:  "A taint waits for a DaemonSet that another taint keeps off the node, and stays for good",
	Examples: startupTaintDeadlockExamples,
	Options: []lint.Option{{
		Name: removersOption, Default: map[string][]string{},
		Summary: "Which DaemonSets take away which taint, by its key: NAMESPACE/NAME, where * stands for any text",
	}},
	Check: checkStartupTaintDeadlock,
}

const removersOption = "removers"

// taintRemover says whose pods have to run on a node before a startup taint goes.
type taintRemover struct {
	taint  string // the key
	image  string // how the repository of an image of the pods ends
	source string
}

var taintRemovers = []taintRemover{
	{"node.cilium.io/agent-not-ready", "cilium/cilium", "https://docs.cilium.io/en/stable/installation/taints"},
	{"ebs.csi.aws.com/agent-not-ready", "aws-ebs-csi-driver", "github.com/kubernetes-sigs/aws-ebs-csi-driver, docs/install.md"},
	{"efs.csi.aws.com/agent-not-ready", "aws-efs-csi-driver", "github.com/kubernetes-sigs/aws-efs-csi-driver, docs"},
	{"fsx.csi.aws.com/agent-not-ready", "aws-fsx-csi-driver", "github.com/kubernetes-sigs/aws-fsx-csi-driver, docs/install.md"},
	{"s3.csi.aws.com/agent-not-ready", "aws-mountpoint-s3-csi-driver", "github.com/awslabs/mountpoint-s3-csi-driver, docs"},
	{"cni.istio.io/not-ready", "install-cni", "github.com/istio/istio/pilot/pkg/controllers/untaint"},
}

// deadlock is a startup taint that stays, because the DaemonSet that it waits for
// does not tolerate other taints of the nodes.
type deadlock struct {
	w       *placement.Workload
	taint   *corev1.Taint
	blocked []placement.Refusal
	groups  []int
}

func checkStartupTaintDeadlock(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	deadlocks := f.deadlocks
	if removers := lint.OptionOf[map[string][]string](pass, removersOption); len(removers) > 0 {
		deadlocks = f.findDeadlocks(removers)
	}
	for _, found := range deadlocks {
		if !f.intended[found.w] {
			reportDeadlock(pass, f, found)
		}
	}
	return nil
}

// findDeadlocks looks at each group of nodes with a taint that a DaemonSet removes,
// a known one or one that the config names by the key of the taint.
func (f *fleet) findDeadlocks(named map[string][]string) []*deadlock {
	var all []*deadlock
	for g := range f.groups {
		for _, found := range f.deadlocksOn(g, named) {
			at := slices.IndexFunc(all, func(d *deadlock) bool {
				return d.w == found.w && sameTaint(d.taint, found.taint) && d.because() == found.because()
			})
			if at < 0 {
				all = append(all, found)
			} else {
				all[at].groups = append(all[at].groups, g)
			}
		}
	}
	return all
}

// deadlocksOn lets the DaemonSets of a node come up one after another, each as soon
// as the taints that it does not tolerate are gone, and returns what is left.
func (f *fleet) deadlocksOn(g int, named map[string][]string) []*deadlock {
	waiting := f.awaited(f.nodes[f.groups[g][0]], named)
	if len(waiting) == 0 || f.virtual[f.groups[g][0]] {
		return nil
	}
	for progress := true; progress; {
		progress = false
		for i, one := range waiting {
			if slices.ContainsFunc(one.removers, func(w *placement.Workload) bool { return len(f.blocking(w, g, waiting)) == 0 }) {
				waiting = slices.Delete(slices.Clone(waiting), i, i+1)
				progress = true
				break
			}
		}
	}
	var found []*deadlock
	for _, one := range waiting {
		for _, w := range one.removers {
			if keptOnlyBy(f.matrix.Of(w)[g], anyTaint) {
				found = append(found, &deadlock{w, one.taint, f.blocking(w, g, waiting), []int{g}})
				break
			}
		}
	}
	return found
}

// awaited is a taint that goes when one of some DaemonSets runs.
type awaited struct {
	taint    *corev1.Taint
	removers []*placement.Workload
}

func (f *fleet) awaited(node *inventory.Node, named map[string][]string) []awaited {
	var all []awaited
	for i := range node.Spec.Taints {
		taint := &node.Spec.Taints[i]
		if !placement.KeepsOut(taint) {
			continue
		}
		if removers := f.removersOf(taint.Key, named[taint.Key]); len(removers) > 0 {
			all = append(all, awaited{taint, removers})
		}
	}
	return all
}

// removersOf returns the DaemonSets that take a taint away: those that are named,
// else those with an image that is known to do it.
func (f *fleet) removersOf(key string, named []string) []*placement.Workload {
	known := slices.IndexFunc(taintRemovers, func(r taintRemover) bool { return r.taint == key })
	if known < 0 && len(named) == 0 {
		return nil
	}
	var removers []*placement.Workload
	for _, w := range f.daemonSets {
		removes := slices.ContainsFunc(named, func(pattern string) bool {
			return fits(pattern, w.Namespace()+"/"+w.Object.Name)
		})
		if f.counts(w) && (removes || len(named) == 0 && runsImage(w, taintRemovers[known].image)) {
			removers = append(removers, w)
		}
	}
	return removers
}

// blocking returns what keeps a DaemonSet off a node for good: other taints than
// those that go by themselves.
func (f *fleet) blocking(w *placement.Workload, g int, waiting []awaited) []placement.Refusal {
	var left []placement.Refusal
	for _, refusal := range f.matrix.Of(w)[g].Refusals {
		stays := refusal.Gate != placement.GateTaint || !f.facts.IsPassing(refusal.Taint) ||
			slices.ContainsFunc(waiting, func(a awaited) bool { return sameTaint(a.taint, refusal.Taint) })
		if stays {
			left = append(left, refusal)
		}
	}
	return left
}

// runsImage reports whether a container of the workload has an image of a
// repository that ends so, whatever the registry.
func runsImage(w *placement.Workload, repository string) bool {
	return slices.ContainsFunc(w.Containers(), func(c placement.Container) bool {
		name := class.Repository(c.Image)
		return name == repository || strings.HasSuffix(name, "/"+repository)
	})
}

func (d *deadlock) because() string {
	texts := make([]string, len(d.blocked))
	for i, refusal := range d.blocked {
		texts[i] = refusal.Taint.ToString()
	}
	if len(texts) == 1 {
		return "taint " + texts[0] + " is not tolerated"
	}
	return "taints " + strings.Join(texts, " and ") + " are not tolerated"
}

func reportDeadlock(pass *lint.Pass, f *fleet, found *deadlock) {
	nodes := f.gather(found.groups)
	names := namesOf(nodes)
	var missing []*corev1.Taint
	for _, refusal := range found.blocked {
		missing = append(missing, refusal.Taint)
	}
	pass.Report(found.w.At("spec", "tolerations"),
		fmt.Sprintf("%s never removes taint %s from %s: %s",
			found.w, found.taint.ToString(), someOf(names, len(f.nodes)), found.because()),
		lint.OnNodes(names...), lint.UnsafeFix(addToleration(found.w, missing), tolerate(found.w, missing)...),
		lint.See(taintOn(nodes[0], found.taint), "the taint that waits"),
		lint.See(taintOn(nodes[0], missing[0]), "the taint that keeps it off"))
}

// locked reports whether startup-taint-deadlock tells why a workload misses a group
// of nodes.
func (f *fleet) locked(w *placement.Workload, g int) bool {
	return slices.ContainsFunc(f.deadlocks, func(d *deadlock) bool { return d.w == w && slices.Contains(d.groups, g) })
}

func (f *fleet) lockedAnywhere(w *placement.Workload) bool {
	return slices.ContainsFunc(f.deadlocks, func(d *deadlock) bool { return d.w == w })
}
