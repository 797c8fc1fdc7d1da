package rules

import (
	"fmt"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint/inventory"
)

// someOf says how many nodes of all, and names three.
func someOf(names []string, total int) string {
	return fmt.Sprintf("%d of %s (%s)", len(names), countNodes(total), firstThree(names))
}

// firstThree lists names, of many the first.
func firstThree(names []string) string {
	const shown = 3
	listed := strings.Join(names[:min(len(names), shown)], ", ")
	if len(names) > shown {
		listed += ", ..."
	}
	return listed
}

// have is the verb after so many nodes.
func have(names []string) string {
	if len(names) == 1 {
		return "has"
	}
	return "have"
}

// countNodes writes "1 node" or "12 nodes".
func countNodes(count int) string {
	if count == 1 {
		return "1 node"
	}
	return fmt.Sprintf("%d nodes", count)
}

// noNode writes that something is so of none of the nodes: "runs on none of 12 nodes",
// and of one node "does not run on the only node (cp-1)".
func noNode(holds, not string, nodes []*inventory.Node) string {
	if len(nodes) == 1 {
		return fmt.Sprintf("%s the only node (%s)", not, nodes[0].Name)
	}
	return fmt.Sprintf("%s none of %s", holds, countNodes(len(nodes)))
}

// portText writes a port of the node as kubectl does: 9100/TCP.
func portText(port corev1.ContainerPort) string {
	return fmt.Sprintf("%d/%s", port.HostPort, port.Protocol)
}

// are is the verb after so many names.
func are(names []string) string {
	if len(names) == 1 {
		return "is"
	}
	return "are"
}
