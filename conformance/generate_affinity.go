package main

func (g *generator) selector(most int) tree {
	selector := tree{}
	for _, key := range some(g, most, labelKeys...) {
		selector[key] = pick(g, labelValues[key]...)
	}
	return selector
}

// tolerations have every shape that the API server takes.
func (g *generator) tolerations(most int) []any {
	var all []any
	for range g.IntN(most + 1) {
		toleration := tree{}
		effect := pick(g, "", "", "NoSchedule", "NoExecute", "PreferNoSchedule")
		if effect != "" {
			toleration["effect"] = effect
		}
		if g.chance(8) {
			toleration["operator"] = "Exists"
		} else {
			g.keyed(toleration)
		}
		if effect == "NoExecute" && g.chance(20) {
			toleration["tolerationSeconds"] = pick(g, 0, 30, -1)
		}
		all = append(all, toleration)
	}
	return all
}

func (g *generator) keyed(toleration tree) {
	toleration["key"] = pick(g, taintKeys...)
	switch pick(g, "Exists", "Exists", "Equal", "") {
	case "Exists":
		toleration["operator"] = "Exists"
	case "Equal":
		toleration["operator"] = "Equal"
		fallthrough
	default:
		if value := pick(g, taintValues...); value != "" {
			toleration["value"] = value
		}
	}
}

func (g *generator) affinity() tree {
	affinity := tree{}
	if g.chance(25) {
		node := tree{}
		if g.chance(90) {
			node["requiredDuringSchedulingIgnoredDuringExecution"] = tree{"nodeSelectorTerms": g.terms()}
		}
		if g.chance(20) {
			preference := tree{"matchExpressions": []any{g.expression()}}
			node["preferredDuringSchedulingIgnoredDuringExecution"] = []any{tree{"weight": 1, "preference": preference}}
		}
		affinity["nodeAffinity"] = node
	}
	if g.coupled && g.chance(40) {
		kind := pick(g, "podAffinity", "podAntiAffinity", "podAntiAffinity")
		terms := []any{g.podTerm()}
		if g.chance(20) {
			terms = append(terms, g.podTerm())
		}
		affinity[kind] = tree{"requiredDuringSchedulingIgnoredDuringExecution": terms}
	}
	return affinity
}

func (g *generator) terms() []any {
	var terms []any
	for range 1 + g.IntN(2) {
		term := tree{}
		if g.chance(80) {
			expressions := []any{g.expression()}
			if g.chance(40) {
				expressions = append(expressions, g.expression())
			}
			term["matchExpressions"] = expressions
		}
		if g.chance(15) {
			field := tree{"key": nodeName, "operator": pick(g, "In", "NotIn"), "values": []any{pick(g, g.nodes...)}}
			term["matchFields"] = []any{field}
		}
		terms = append(terms, term)
	}
	return terms
}

func (g *generator) expression() tree {
	key := pick(g, append([]string{"gen", "gen", nodeName, hostname}, labelKeys...)...)
	expression := tree{"key": key, "operator": pick(g, "In", "In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt")}
	switch expression["operator"] {
	case "In", "NotIn":
		from := append([]string{"a", "ssd"}, labelValues[key]...)
		if key == nodeName || key == hostname {
			from = g.nodes
		}
		values := []any{pick(g, from...)}
		if g.chance(40) {
			values = append(values, pick(g, from...))
		}
		expression["values"] = values
	case "Gt", "Lt":
		expression["values"] = []any{pick(g, "5", "7", "007", "abc", "0x10", "9223372036854775808", "1.5", "0")}
	}
	return expression
}

func (g *generator) podTerm() tree {
	term := tree{"topologyKey": pick(g, hostname, "topology.kubernetes.io/zone", "team", "gone")}
	if g.chance(95) {
		term["labelSelector"] = g.labelSelector()
	}
	if g.chance(15) {
		term["namespaces"] = []any{pick(g, "default", system, "apps")}
	}
	if g.chance(15) {
		term["namespaceSelector"] = pick(g, tree{}, tree{"matchLabels": tree{"team": "a"}},
			tree{"matchLabels": tree{"kubernetes.io/metadata.name": "apps"}})
	}
	if term["labelSelector"] != nil && g.chance(15) {
		term[pick(g, "matchLabelKeys", "mismatchLabelKeys")] = []any{pick(g, "team", "missing", "controller-revision-hash")}
	}
	return term
}

func (g *generator) labelSelector() tree {
	switch pick(g, "app", "app", "team", "exists", "all", "not") {
	case "app":
		return tree{"matchLabels": tree{"app": "agent-" + pick(g, "a", "b", "c")}}
	case "team":
		return tree{"matchLabels": tree{"team": pick(g, "a", "b")}}
	case "exists":
		expression := tree{"key": "team", "operator": pick(g, "Exists", "DoesNotExist")}
		return tree{"matchExpressions": []any{expression}}
	case "not":
		expression := tree{"key": "app", "operator": "NotIn", "values": []any{"agent-a"}}
		return tree{"matchExpressions": []any{expression}}
	}
	return tree{}
}

func (g *generator) spread() []any {
	constraint := tree{
		"maxSkew":           pick(g, 1, 1, 2),
		"topologyKey":       pick(g, hostname, "topology.kubernetes.io/zone", "team", "gone"),
		"whenUnsatisfiable": pick(g, "DoNotSchedule", "DoNotSchedule", "ScheduleAnyway"),
		"labelSelector":     g.labelSelector(),
	}
	if g.chance(20) {
		constraint["nodeAffinityPolicy"] = pick(g, "Ignore", "Honor")
	}
	if g.chance(20) {
		constraint["nodeTaintsPolicy"] = pick(g, "Ignore", "Honor")
	}
	if constraint["whenUnsatisfiable"] == "DoNotSchedule" && g.chance(20) {
		constraint["minDomains"] = pick(g, 1, 2, 5)
	}
	if g.chance(10) {
		constraint["matchLabelKeys"] = []any{pick(g, "team", "controller-revision-hash")}
	}
	return []any{constraint}
}
