package rules

import (
	"slices"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

// fleet is what the rules on placement share: whom they judge, and the nodes in
// the groups that the verdicts speak of.
type fleet struct {
	facts      *facts.Facts
	matrix     *placement.Matrix
	nodes      []*inventory.Node
	daemonSets []*placement.Workload
	others     []*placement.Workload // other kinds, but for Pods that are made already
	groups     [][]int               // the nodes of each group, in their order
	last       map[string]*placement.Workload
	requests   map[*placement.Workload]corev1.ResourceList
	// intended are those whose author wrote down which nodes they are meant for:
	// broken-intent tells what is amiss, and nothing else needs to be said.
	intended map[*placement.Workload]bool
	taints   []*foundTaint
	labels   labelIndex
	systems  []corev1.OSName // of the nodes, "" where they do not tell
	virtual  []bool          // tells the nodes that are no machines
	divided  []*load
	// definesClasses tells that the set says which priority classes there are.
	definesClasses bool
	// deadlocks are the startup taints that nothing removes.
	deadlocks []*deadlock
	// agents counts the DaemonSets that run somewhere.
	agents  int
	classes map[string]runtimeClass
}

type fleetKey struct{}

// fleetOf returns the fleet of a snapshot. Without Nodes there are no groups, and
// nobody has a verdict. With Nodes the workloads are those that have one: what the
// API server refuses runs nowhere, and other rules tell why.
func fleetOf(pass *lint.Pass) *fleet {
	shared, _ := pass.Memo(fleetKey{}, func() any { return newFleet(pass) }).(*fleet)
	return shared
}

func newFleet(pass *lint.Pass) *fleet {
	f := &fleet{
		facts:  facts.Of(pass.Snapshot),
		matrix: pass.Placement(), nodes: pass.Nodes(),
		last: map[string]*placement.Workload{}, requests: map[*placement.Workload]corev1.ResourceList{},
		intended: map[*placement.Workload]bool{}, definesClasses: declares(pass.Set, "PriorityClass"),
	}
	for _, w := range f.matrix.Workloads {
		if w.Fragment() || undecodable(w) || len(f.nodes) > 0 && f.matrix.Of(w) == nil {
			continue
		}
		f.last[w.String()], f.requests[w] = w, f.matrix.Requests(w)
		intent, err := pass.Intent(w)
		f.intended[w] = intent != nil && err == nil
		if w.DaemonSet != nil {
			f.daemonSets = append(f.daemonSets, w)
		} else if w.Replicas > 0 && !isMade(w) {
			f.others = append(f.others, w)
		}
	}
	f.groups = f.group()
	f.taints = findTaints(f.nodes)
	f.labels = indexLabels(f.nodes)
	for _, node := range f.nodes {
		f.systems = append(f.systems, nodeOS(node))
		f.virtual = append(f.virtual, f.facts.IsVirtual(node.Node))
	}
	f.agents = f.countAgents()
	f.divided, f.deadlocks = f.loads(), f.findDeadlocks(nil)
	f.classes = runtimeClasses(pass.Set)
	return f
}

// isMade reports whether a Pod was made by a controller, or runs already: dumps of a
// cluster hold such Pods.
func isMade(w *placement.Workload) bool {
	return w.Standalone() && (len(w.Template.OwnerReferences) > 0 || w.Object.At("status", "phase").Exists())
}

// undecodable reports whether a part of the manifest that decides on placement
// cannot be read: what is left of it says nothing.
func undecodable(w *placement.Workload) bool {
	for _, field := range []string{"nodeName", "nodeSelector", "affinity", "tolerations", "hostNetwork"} {
		if faulty(w.At("spec", field)) {
			return true
		}
	}
	return slices.ContainsFunc(w.Containers(), func(c placement.Container) bool {
		return faulty(c.At.At("resources")) || faulty(c.At.At("ports"))
	})
}

// group numbers the nodes of the groups, which are the same for all workloads.
func (f *fleet) group() [][]int {
	decided := slices.IndexFunc(f.matrix.Workloads, func(w *placement.Workload) bool { return f.matrix.Of(w) != nil })
	if decided < 0 {
		return nil
	}
	number := make(map[*inventory.Node]int, len(f.nodes))
	for i, node := range f.nodes {
		number[node] = i
	}
	verdicts := f.matrix.Of(f.matrix.Workloads[decided])
	groups := make([][]int, len(verdicts))
	for g, verdict := range verdicts {
		for _, node := range verdict.Nodes {
			groups[g] = append(groups[g], number[node])
		}
	}
	return groups
}

// gather returns the nodes of some groups in the order of the inventory.
func (f *fleet) gather(groups []int) []*inventory.Node {
	return f.choose(groups, func(int) bool { return true })
}

// machines returns the nodes of some groups without those that only stand for a
// service: what fits there is not decided by the scheduler.
func (f *fleet) machines(groups []int) []*inventory.Node {
	return f.choose(groups, func(number int) bool { return !f.virtual[number] })
}

// choose returns the nodes of some groups that are meant, by their numbers, in the
// order of the inventory.
func (f *fleet) choose(groups []int, meant func(number int) bool) []*inventory.Node {
	var numbers []int
	for _, g := range groups {
		for _, number := range f.groups[g] {
			if meant(number) {
				numbers = append(numbers, number)
			}
		}
	}
	slices.Sort(numbers)
	nodes := make([]*inventory.Node, len(numbers))
	for i, number := range numbers {
		nodes[i] = f.nodes[number]
	}
	return nodes
}

// counts reports whether a workload is the last of its name in the set: an apply
// of all files leaves that one, and the others take no room.
func (f *fleet) counts(w *placement.Workload) bool { return f.last[w.String()] == w }

// runsNowhere reports whether no node is meant to run the workload, bound or not.
func (f *fleet) runsNowhere(w *placement.Workload) bool {
	verdicts := f.matrix.Of(w)
	return len(verdicts) > 0 && !slices.ContainsFunc(verdicts, func(v *placement.Verdict) bool { return v.ShouldRun })
}

func (f *fleet) countAgents() int {
	count := 0
	for _, w := range f.daemonSets {
		if len(f.nodes) > 0 && f.counts(w) && !f.runsNowhere(w) {
			count++
		}
	}
	return count
}

// unreached reports whether no DaemonSet wants a pod on any node of some groups.
func (f *fleet) unreached(groups []int) bool {
	return !slices.ContainsFunc(f.divided, func(l *load) bool {
		return slices.ContainsFunc(groups, func(g int) bool { return slices.Contains(l.groups, g) })
	})
}

// keptOnlyBy reports whether a verdict refuses the pod for taints alone, and for
// such taints only as are meant.
func keptOnlyBy(v *placement.Verdict, meant func(*placement.Refusal) bool) bool {
	return v.Outcome == placement.Excluded && len(v.Refusals) > 0 &&
		!slices.ContainsFunc(v.Refusals, func(r placement.Refusal) bool {
			return r.Gate != placement.GateTaint || !meant(&r)
		})
}

func anyTaint(*placement.Refusal) bool { return true }

func namesOf(nodes []*inventory.Node) []string {
	names := make([]string, len(nodes))
	for i, node := range nodes {
		names[i] = node.Name
	}
	return names
}

// where is the field of a Node that a refusal speaks of, or that of the config where it
// tells what the Node has.
func where(node *inventory.Node, r *placement.Refusal) manifest.Ref {
	if at, told := node.AllottedAt(r.Resource); told && r.Gate == placement.GateResources {
		return at
	}
	return node.At(r.OnNode...)
}

// byConfig ends a sentence about what a Node has of a resource, and points at the config,
// where the config says so.
func byConfig(node *inventory.Node, name corev1.ResourceName) (string, []lint.Detail) {
	at, told := node.AllottedAt(name)
	if !told {
		return "", nil
	}
	return ", by the facts of the config", []lint.Detail{lint.See(at, "what Node "+node.Name+" has")}
}
