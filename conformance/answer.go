package main

import (
	"encoding/json"
	"slices"
	"strings"
)

// answer is what becomes of the DaemonSets of a scenario. Its JSON is that of the
// scenario folders.
type answer struct {
	Scenario   string         `json:"scenario"`
	Rule       string         `json:"rule"`
	Kubernetes string         `json:"kubernetes"`
	Source     string         `json:"source"`
	DaemonSets []daemonAnswer `json:"daemonsets"`
}

type daemonAnswer struct {
	Namespace string       `json:"namespace"`
	Name      string       `json:"name"`
	Valid     bool         `json:"valid"`
	Errors    []string     `json:"errors"`
	Desired   int          `json:"desired"`
	Scheduled int          `json:"scheduled"`
	Nodes     []nodeAnswer `json:"nodes"`
}

type nodeAnswer struct {
	Node                  string   `json:"node"`
	ShouldRun             bool     `json:"shouldRun"`
	ShouldContinueRunning bool     `json:"shouldContinueRunning"`
	PodCreated            bool     `json:"podCreated"`
	Scheduled             bool     `json:"scheduled"`
	Reasons               []string `json:"reasons"`
	ReasonsUnstable       bool     `json:"reasonsUnstable,omitempty"`

	// attempts are the reasons of every attempt to bind the pod.
	attempts [][]string
}

// outcome is one of the four words of dslint.
func (n *nodeAnswer) outcome() string {
	switch {
	case !n.ShouldRun:
		return "excluded"
	case !n.PodCreated:
		return "refused"
	case !n.Scheduled:
		return "pending"
	}
	return "scheduled"
}

// key is equal for equal answers; the order of reasons, and of the parts of an
// error of admission, which upstream takes from a map, does not matter.
func (n *nodeAnswer) key() string {
	copied := *n
	copied.Reasons = slices.Sorted(slices.Values(n.Reasons))
	for i, reason := range copied.Reasons {
		if !n.PodCreated {
			words := strings.FieldsFunc(reason, func(r rune) bool { return strings.ContainsRune(" ,[]", r) })
			slices.Sort(words)
			copied.Reasons[i] = strings.Join(words, " ")
		}
	}
	text, err := json.Marshal(copied)
	if err != nil {
		panic(err) // booleans and strings
	}
	return string(text)
}

// on returns the answer on a node, an empty one where the node is unknown.
func (d *daemonAnswer) on(node string) *nodeAnswer {
	for i := range d.Nodes {
		if d.Nodes[i].Node == node {
			return &d.Nodes[i]
		}
	}
	return &nodeAnswer{}
}

// count sums up the nodes.
func (d *daemonAnswer) count() {
	d.Desired, d.Scheduled = 0, 0
	for i := range d.Nodes {
		if d.Nodes[i].ShouldRun {
			d.Desired++
		}
		if d.Nodes[i].Scheduled {
			d.Scheduled++
		}
	}
}
