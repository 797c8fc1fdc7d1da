package main

import (
	"fmt"
	"math/rand/v2" //nolint:depguard // seeded: a run can be repeated
	"slices"
)

// generator makes scenarios. Its vocabulary is small, so that what is asked for is
// often there, and odd, so that the corners of the rules are met.
type generator struct {
	*rand.Rand

	nodes    []string
	classes  []string // of priority
	runtimes []string
	coupled  bool // pods of this scenario look at each other
	accounts bool // there are service accounts
	crowded  bool // nodes of this scenario are small
	plain    bool // pods of this scenario compete for little but resources and ports
}

func newGenerator(seed uint64, round int) *generator {
	return &generator{Rand: seeded(seed, round)}
}

func seeded(seed uint64, round int) *rand.Rand {
	return rand.New(rand.NewPCG(seed, uint64(round))) //nolint:gosec // it is to be repeated, not to be secret
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, from ...T) T { return from[g.IntN(len(from))] }

// some returns up to most different elements, in any order.
func some[T any](g *generator, most int, from ...T) []T {
	shuffled := slices.Clone(from)
	g.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	return shuffled[:min(g.IntN(most+1), len(shuffled))]
}

// scenario makes the Nodes first: the DaemonSets refer to them.
func (g *generator) scenario(name string) *scenario {
	s := &scenario{name: name, style: style(g.IntN(int(styles)))}
	g.coupled, g.crowded, g.plain = g.chance(25), g.chance(50), g.chance(40)
	for i := range 2 + g.IntN(7) {
		g.nodes = append(g.nodes, fmt.Sprintf("node-%d", i))
	}
	for _, name := range g.nodes {
		s.nodes = append(s.nodes, g.node(name))
	}
	s.objects = append(s.objects, g.namespaces()...)
	s.objects = append(s.objects, g.priorityClasses()...)
	s.objects = append(s.objects, g.runtimeClasses()...)
	s.objects = append(s.objects, g.limitRanges()...)
	s.objects = append(s.objects, g.quotas()...)
	most := 6
	if g.plain {
		most = 9
	}
	for i := range 1 + g.IntN(most) {
		s.objects = append(s.objects, g.daemonSet(fmt.Sprintf("agent-%c", 'a'+i)))
	}
	return s
}

// names that manifests refer to again and again.
const (
	hostname     = "kubernetes.io/hostname"
	controlPlane = "node-role.kubernetes.io/control-plane"
	nodeName     = "metadata.name"
	scratch      = "ephemeral-storage"
	system       = "kube-system"
)

// values of the labels that selectors speak of.
var labelValues = map[string][]string{
	"disk":                        {"ssd", "hdd", "nvme", ""},
	"gpu":                         {"present", "true", "false"},
	"gen":                         {"3", "7", "007", "8", "abc", "9223372036854775807", "9223372036854775808", "1.5"},
	"team":                        {"a", "b"},
	"topology.kubernetes.io/zone": {"z1", "z2"},
	controlPlane:                  {""},
	"kubernetes.io/os":            {"linux", "linux", "linux", "windows"},
}

var labelKeys = []string{
	"disk", "gpu", "gen", "team", "topology.kubernetes.io/zone", controlPlane,
	"kubernetes.io/os",
}

var extendedResources = []string{"nvidia.com/gpu", "example.com/dongle"}

func (g *generator) node(name string) tree {
	labels := tree{hostname: name}
	for _, key := range labelKeys {
		if g.chance(60) {
			labels[key] = pick(g, labelValues[key]...)
		}
	}
	node := tree{"apiVersion": "v1", "kind": "Node", "metadata": tree{"name": name, "labels": labels}}
	spec := tree{}
	if taints := g.taints(); len(taints) > 0 {
		spec["taints"] = taints
	}
	if g.chance(8) {
		spec["unschedulable"] = true
	}
	if len(spec) > 0 {
		node["spec"] = spec
	}
	if status := g.nodeStatus(); status != nil {
		node["status"] = status
	}
	return node
}

var taintKeys = []string{
	"dedicated", "gpu", controlPlane, "node.kubernetes.io/not-ready",
	"node.kubernetes.io/unreachable", "node.kubernetes.io/disk-pressure", "node.kubernetes.io/memory-pressure",
	"node.kubernetes.io/pid-pressure", "node.kubernetes.io/unschedulable", "node.kubernetes.io/network-unavailable",
	"node.cloudprovider.kubernetes.io/uninitialized",
}

var taintValues = []string{"", "a", "b", "true"}

// taints leave most nodes without any: a node that is out of reach tells nothing
// of the scheduler.
func (g *generator) taints() []any {
	if g.chance(65) || g.plain && g.chance(80) {
		return nil
	}
	var taints []any
	seen := map[string]bool{}
	for range 1 + g.IntN(3) {
		taint := tree{"key": pick(g, taintKeys...), "effect": g.effect()}
		if value := pick(g, taintValues...); value != "" || g.chance(20) {
			taint["value"] = value
		}
		if id := fmt.Sprint(taint["key"], taint["effect"]); !seen[id] {
			seen[id] = true
			taints = append(taints, taint)
		}
	}
	return taints
}

func (g *generator) effect() string {
	return pick(g, "NoSchedule", "NoSchedule", "NoExecute", "PreferNoSchedule")
}

// nodeStatus is sometimes missing, or says nothing of capacity: then it is unknown.
func (g *generator) nodeStatus() tree {
	if g.chance(5) {
		return pick(g, nil, tree{"nodeInfo": tree{"kubeletVersion": "v1.37.2"}})
	}
	amounts := tree{
		"cpu": pick[any](g, "4", 2, "8", "1930m", "0.5", "1e1"), "memory": pick[any](g, "4Gi", "8G", "2048Mi", 1073741824, "1.5Gi"),
		scratch: pick[any](g, "100Gi", "47233297124", "10G"), "pods": pick[any](g, "110", 110, "20"),
	}
	switch {
	case g.plain:
		amounts = tree{"cpu": pick[any](g, "1", "2", 2), "memory": pick[any](g, "1Gi", "2G"), scratch: "100Gi", "pods": pick[any](g, 3, "4", "10")}
	case g.crowded:
		amounts["cpu"] = pick[any](g, "1", "2", "900m")
		amounts["memory"] = pick[any](g, "1Gi", "2G", "700Mi")
		amounts["pods"] = pick[any](g, 1, "2", "3", 4, "8", "8", "20", "0")
	}
	if g.plain {
		return tree{"allocatable": amounts}
	}
	for _, name := range some(g, 3, "pods", scratch, "cpu", "memory", "-", "-", "-", "-", "-", "-", "-", "-") {
		delete(amounts, name)
	}
	if g.chance(30) {
		amounts[pick(g, extendedResources...)] = pick[any](g, "1", 2, "8", "0")
	}
	if g.chance(20) {
		amounts["hugepages-2Mi"] = pick[any](g, "64Mi", "512Mi", "0")
	}
	if g.chance(10) {
		return tree{"capacity": amounts}
	}
	status := tree{"allocatable": amounts}
	if g.chance(30) {
		status["capacity"] = tree{"cpu": "64", "memory": "256Gi", "pods": "110"}
	}
	return status
}
