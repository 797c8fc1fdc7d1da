package main

import (
	"fmt"
	"maps"
	"slices"
)

func sortedKeys(t tree) []string { return slices.Sorted(maps.Keys(t)) }

func (g *generator) daemonSet(name string) tree {
	labels := tree{"app": name}
	if g.chance(40) {
		labels["team"] = pick(g, "a", "b")
	}
	metadata := tree{"name": name}
	if g.chance(60) {
		metadata["namespace"] = pick(g, "default", "default", system, "apps")
	}
	return tree{
		"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": metadata,
		"spec": tree{
			"selector": tree{"matchLabels": tree{"app": name}},
			"template": tree{"metadata": tree{"labels": labels}, "spec": g.podSpec()},
		},
	}
}

// podSpec sets every field of the pod that placement depends on now and then.
func (g *generator) podSpec() tree {
	spec := tree{"containers": g.containers("main", 1+g.IntN(2), false)}
	set := func(percent int, field string, value func() any) {
		if g.plain && field != "priorityClassName" {
			percent /= 4
		}
		if g.chance(percent) {
			spec[field] = value()
		}
	}
	set(12, "nodeSelector", func() any { return g.selector(2) })
	set(60, "tolerations", func() any { return g.tolerations(4) })
	set(25, "initContainers", func() any { return g.containers("init", 1+g.IntN(3), true) })
	set(10, "hostNetwork", func() any { return true })
	set(3, "nodeName", func() any { return pick(g, append([]string{"gone"}, g.nodes...)...) })
	set(6, "resources", func() any { return g.podLevel() })
	set(2, "schedulerName", func() any { return pick(g, "default-scheduler", "mine") })
	set(2, "schedulingGates", func() any { return []any{tree{"name": "example.com/hold"}} })
	set(2, "os", func() any { return tree{"name": pick(g, "linux", "windows")} })
	set(2, "volumes", func() any {
		return []any{tree{"name": "data", "persistentVolumeClaim": tree{"claimName": "gone"}}}
	})
	set(50, "priorityClassName", func() any {
		if len(g.classes) == 0 || g.chance(2) {
			return pick(g, "system-node-critical", "system-cluster-critical", "nope", "")
		}
		return pick(g, g.classes...)
	})
	if g.accounts {
		set(30, "serviceAccountName", func() any { return pick(g, "robot", "default", "ghost") })
	}
	if len(g.runtimes) > 0 {
		set(50, "runtimeClassName", func() any { return pick(g, append([]string{"nope"}, append(g.runtimes, g.runtimes...)...)...) })
	}
	set(2, "priority", func() any { return pick(g, 0, 10, 1000) })
	set(2, "preemptionPolicy", func() any { return "Never" })
	set(2, "overhead", func() any { return tree{"cpu": "100m"} })
	if affinity := g.affinity(); len(affinity) > 0 {
		spec["affinity"] = affinity
	}
	if g.chance(6) || g.coupled && g.chance(20) {
		spec["topologySpreadConstraints"] = g.spread()
	}
	return spec
}

func (g *generator) containers(prefix string, count int, init bool) []any {
	var all []any
	for i := range count {
		c := tree{"name": fmt.Sprintf("%s-%d", prefix, i), "image": "registry.example/agent:1.0"}
		if init && g.chance(40) {
			c["restartPolicy"] = "Always"
		}
		if resources := g.resources(); len(resources) > 0 {
			c["resources"] = resources
		}
		if g.chance(35) {
			c["ports"] = g.ports()
		}
		all = append(all, c)
	}
	return all
}

func (g *generator) resources() tree {
	resources := tree{}
	if g.plain && g.chance(90) {
		return tree{"requests": tree{"cpu": pick[any](g, "100m", "250m", "0.5", 1, "1500m"), "memory": pick[any](g, "64Mi", "256Mi", "600M")}}
	}
	switch requests := g.amounts(3); pick(g, "none", "requests", "requests", "limits", "both", "mixed") {
	case "requests":
		resources["requests"] = requests
	case "limits":
		resources["limits"] = requests
	case "both":
		resources["requests"], resources["limits"] = requests, maps.Clone(requests)
	case "mixed":
		resources["requests"] = requests
		resources["limits"] = tree{"cpu": pick[any](g, "4", "2"), "memory": "3Gi"}
	}
	if g.chance(12) {
		name, amount := pick(g, extendedResources...), pick[any](g, 1, "1", "2", 0)
		resources["limits"] = with(resources["limits"], name, amount)
		if resources["requests"] != nil && g.chance(50) {
			resources["requests"] = with(resources["requests"], name, amount)
		}
	}
	if g.chance(6) {
		resources["limits"] = with(with(resources["limits"], "hugepages-2Mi", pick(g, "32Mi", "64Mi", "128Mi")), "memory", "3Gi")
	}
	return resources
}

func with(list any, key string, value any) tree {
	copied := tree{}
	if known, ok := list.(tree); ok {
		copied = maps.Clone(known)
	}
	copied[key] = value
	return copied
}

// amounts of resources, in every way to write them.
func (g *generator) amounts(most int) tree {
	cpu := []any{"100m", "0.25", "250m", "500m", 1, "1", "0.1", "1e-1", "0", "0.0005", "1500m"}
	memory := []any{"64Mi", "100M", "0.5Gi", "128974848", 67108864, "1e8", "256Mi", "500m", "0", "900Mi"}
	amounts := tree{}
	for _, name := range some(g, most, "cpu", "memory", "cpu", "memory", scratch) {
		switch name {
		case "cpu":
			amounts[name] = pick(g, cpu...)
		case "memory":
			amounts[name] = pick(g, memory...)
		default:
			amounts[name] = pick[any](g, "1Gi", "5G", "20Gi")
		}
	}
	return amounts
}

func (g *generator) podLevel() tree {
	level := tree{}
	if g.chance(70) {
		level["requests"] = tree{"cpu": pick[any](g, "500m", "1", "2"), "memory": pick[any](g, "1Gi", "512Mi")}
	}
	if g.chance(60) {
		level["limits"] = tree{"cpu": pick[any](g, "2", "4"), "memory": pick[any](g, "2Gi", "3Gi")}
	}
	for _, field := range []string{"requests", "limits"} {
		if list, ok := level[field].(tree); ok {
			level[field] = some2(g, list)
		}
	}
	return level
}

func (g *generator) ports() []any {
	var ports []any
	for _, number := range some(g, 2, 8080, 9100, 9100, 53) {
		port := tree{"containerPort": number}
		if g.chance(70) {
			port["hostPort"] = number
		}
		if g.chance(30) {
			port["hostIP"] = pick(g, "127.0.0.1", "0.0.0.0", "10.0.0.1", "::", "")
		}
		if g.chance(30) {
			port["protocol"] = pick(g, "TCP", "UDP", "SCTP")
		}
		ports = append(ports, port)
	}
	return ports
}
