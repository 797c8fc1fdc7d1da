package main

import "fmt"

func (g *generator) limitRanges() []tree {
	var ranges []tree
	for _, namespace := range []string{"default", "apps"} {
		count := pick(g, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2)
		for i := range count {
			var limits []any
			for range 1 + g.IntN(2) {
				limits = append(limits, g.limits())
			}
			ranges = append(ranges, tree{
				"apiVersion": "v1", "kind": "LimitRange",
				"metadata": tree{"name": fmt.Sprintf("limits-%d", i), "namespace": namespace},
				"spec":     tree{"limits": limits},
			})
		}
	}
	return ranges
}

func (g *generator) limits() tree {
	item := tree{"type": pick(g, "Container", "Container", "Container", "Pod")}
	if g.chance(50) {
		item["max"] = some2(g, tree{"cpu": pick[any](g, "1", 4, "500m"), "memory": pick[any](g, "1Gi", "4Gi"), "nvidia.com/gpu": 1})
	}
	if g.chance(40) {
		item["min"] = some2(g, tree{"cpu": pick[any](g, "10m", "100m"), "memory": pick[any](g, "16Mi", "100Mi")})
	}
	if g.chance(20) {
		item["maxLimitRequestRatio"] = some2(g, tree{"cpu": pick[any](g, 1, 2, "1500m"), "memory": 2})
	}
	if item["type"] == "Container" && g.chance(50) {
		item["default"] = some2(g, tree{"cpu": pick[any](g, "200m", "500m"), "memory": pick[any](g, "256Mi", "1Gi")})
	}
	if item["type"] == "Container" && g.chance(50) {
		item["defaultRequest"] = some2(g, tree{"cpu": pick[any](g, "100m", "200m"), "memory": "128Mi"})
	}
	return item
}

// quotas count pods, and what they ask for, of all pods or of some.
func (g *generator) quotas() []tree {
	var quotas []tree
	for _, namespace := range []string{"default", "apps", system} {
		count := pick(g, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2)
		for i := range count {
			quotas = append(quotas, tree{
				"apiVersion": "v1", "kind": "ResourceQuota",
				"metadata": tree{"name": fmt.Sprintf("quota-%d", i), "namespace": namespace},
				"spec":     g.quota(),
			})
		}
	}
	return quotas
}

func (g *generator) quota() tree {
	spec := tree{"hard": g.hard()}
	switch pick(g, "", "", "", "scope", "selector") {
	case "scope":
		scope := pick(g, "NotTerminating", "Terminating", "BestEffort", "NotBestEffort", "CrossNamespacePodAffinity")
		if scope == "BestEffort" {
			spec["hard"] = tree{"pods": pick(g, 1, 3)}
		}
		spec["scopes"] = []any{scope}
	case "selector":
		spec["scopeSelector"] = tree{"matchExpressions": []any{g.priorityScope()}}
	}
	return spec
}

func (g *generator) hard() tree {
	amounts := tree{
		"pods": pick[any](g, 0, 1, "3", 5, "10"), "count/pods": pick[any](g, 2, "6"),
		"cpu": pick[any](g, "500m", 1, "2.5", "4"), "requests.cpu": pick[any](g, "1", "3", "1500m"),
		"memory": pick[any](g, "512Mi", "1G", "2Gi"), "requests.memory": pick[any](g, "600M", "4Gi"),
		"limits.cpu": pick[any](g, "2", 8), "limits.memory": pick[any](g, "3Gi", "9Gi"),
		"requests.ephemeral-storage": pick[any](g, "5G", "20Gi"), "requests.nvidia.com/gpu": pick[any](g, 0, 1, "4"),
		"requests.hugepages-2Mi": pick[any](g, "64Mi", "128Mi"), "hugepages-2Mi": "96Mi",
		"configmaps": 10,
	}
	names := append(some(g, 2, sortedKeys(amounts)...), pick(g, "pods", "pods", "requests.cpu", "cpu", "requests.memory"))
	hard := tree{}
	for _, name := range names {
		hard[name] = amounts[name]
	}
	return hard
}

func (g *generator) priorityScope() tree {
	expression := tree{"scopeName": "PriorityClass", "operator": pick(g, "In", "NotIn", "Exists", "DoesNotExist")}
	switch expression["operator"] {
	case "In", "NotIn":
		expression["values"] = []any{pick(g, append([]string{"system-node-critical", "low"}, g.classes...)...)}
	}
	return expression
}

// some2 leaves keys out.
func some2(g *generator, from tree) tree {
	for _, key := range sortedKeys(from) {
		if g.chance(35) {
			delete(from, key)
		}
	}
	return from
}
