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
		for _, namespace := range []string{"apps", "default", system} {
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
			class["overhead"] = tree{"podFixed": g.overhead()}
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

// overhead is in whole milli: less is counted as it is by a quota when the pod is
// created, and rounded up as soon as the quota is counted anew.
func (g *generator) overhead() tree {
	return some2(g, tree{"cpu": pick[any](g, "100m", "0.25", 1, "0"), "memory": pick[any](g, "64Mi", "1e8", "0"), scratch: "1Gi"})
}
