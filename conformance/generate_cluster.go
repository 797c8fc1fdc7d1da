package main

// namespaces are there besides those of every cluster; sometimes they enforce a
// level of pod security, or hold service accounts.
func (g *generator) namespaces() []tree {
	labels := tree{"team": pick(g, "a", "b")}
	if g.chance(10) {
		labels["pod-security.kubernetes.io/enforce"] = pick(g, "baseline", "restricted", "privileged")
	}
	objects := []tree{{"apiVersion": "v1", "kind": "Namespace", "metadata": tree{"name": "apps", "labels": labels}}}
	if g.accounts = g.chance(10); g.accounts {
		for _, namespace := range []string{"apps", "default", "kube-system"} {
			objects = append(objects, tree{
				"apiVersion": "v1", "kind": "ServiceAccount", "metadata": tree{"name": "robot", "namespace": namespace},
			})
		}
	}
	return objects
}

func (g *generator) priorityClasses() []tree {
	if g.chance(40) && !g.plain {
		return nil
	}
	var classes []tree
	defaulted := false
	for _, name := range []string{"low", "middle", "high", "polite"} {
		if g.chance(30) {
			continue
		}
		class := tree{
			"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": tree{"name": name},
			"value": map[string]int{"low": -10, "middle": 10, "high": 1000, "polite": 2000}[name],
		}
		if g.chance(10) {
			class["value"] = pick(g, 0, 1000000000, -2147483648)
		}
		if name == "polite" || g.chance(10) {
			class["preemptionPolicy"] = pick(g, "Never", "Never", "PreemptLowerPriority")
		}
		if !defaulted && g.chance(10) {
			class["globalDefault"], defaulted = true, true
		}
		g.classes = append(g.classes, name)
		classes = append(classes, class)
	}
	return classes
}

func (g *generator) runtimeClasses() []tree {
	if g.chance(70) {
		return nil
	}
	var classes []tree
	for _, name := range []string{"gvisor", "kata"} {
		class := tree{
			"apiVersion": "node.k8s.io/v1", "kind": "RuntimeClass", "metadata": tree{"name": name}, "handler": "runsc",
		}
		if g.chance(60) {
			class["overhead"] = tree{"podFixed": g.amounts(2)}
		}
		if g.chance(50) {
			scheduling := tree{}
			if g.chance(60) {
				scheduling["nodeSelector"] = g.selector(1)
			}
			if g.chance(50) {
				scheduling["tolerations"] = g.tolerations(2)
			}
			class["scheduling"] = scheduling
		}
		g.runtimes = append(g.runtimes, name)
		classes = append(classes, class)
	}
	return classes
}

// limitRanges is at most one a namespace: of several, upstream takes them in no
// order.
func (g *generator) limitRanges() []tree {
	var ranges []tree
	for _, namespace := range []string{"default", "apps"} {
		if g.chance(85) {
			continue
		}
		var limits []any
		for range 1 + g.IntN(2) {
			limits = append(limits, g.limits())
		}
		ranges = append(ranges, tree{
			"apiVersion": "v1", "kind": "LimitRange", "metadata": tree{"name": "limits", "namespace": namespace},
			"spec": tree{"limits": limits},
		})
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

// some2 leaves keys out.
func some2(g *generator, from tree) tree {
	for _, key := range sortedKeys(from) {
		if g.chance(35) {
			delete(from, key)
		}
	}
	return from
}
