package policies

import "strings"

// plural returns the name of a kind in the API, as far as English tells it:
// daemonsets, networkpolicies, ingresses, gateways, endpoints.
func plural(kind string) string {
	name := strings.ToLower(kind)
	switch {
	case name == "", name == "endpoints":
		return name
	case strings.HasSuffix(name, "y") && !strings.ContainsAny(name[max(len(name)-2, 0):len(name)-1], "aeiou"):
		return strings.TrimSuffix(name, "y") + "ies"
	case strings.HasSuffix(name, "s"), strings.HasSuffix(name, "x"),
		strings.HasSuffix(name, "ch"), strings.HasSuffix(name, "sh"):
		return name + "es"
	}
	return name + "s"
}
