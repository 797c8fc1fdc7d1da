package main

import (
	"context"
	"fmt"
	"slices"

	"k8s.io/apimachinery/pkg/types"

	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

// upstreamAnswers returns what Kubernetes' own code makes of the files: first as
// soon as all pods have been tried, then once the waiting pods had another turn,
// which the scheduler gives them after five minutes.
func upstreamAnswers(files []file) (first, later *answer, refused []refusedObject, err error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c, err := newCluster(ctx)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := c.apply(files); err != nil {
		return nil, nil, nil, err
	}
	first = c.answer()
	if err := c.scheduler.retry(); err != nil {
		return nil, nil, nil, err
	}
	return first, c.answer(), c.refused, nil
}

func (c *cluster) answer() *answer {
	a := &answer{Kubernetes: "1.37.2", Source: "in-process"}
	for _, set := range c.daemons {
		d := daemonAnswer{Namespace: set.Namespace, Name: set.Name, Valid: true, Errors: []string{}}
		for _, node := range c.nodes {
			n := *c.answers[types.NamespacedName{Namespace: set.Namespace, Name: set.Name}][node.Name]
			n.Reasons = append([]string{}, n.Reasons...)
			d.Nodes = append(d.Nodes, n)
		}
		d.count()
		a.DaemonSets = append(a.DaemonSets, d)
	}
	return a
}

// dslintAnswer returns what dslint makes of the files.
func dslintAnswer(files []file) (*answer, error) {
	set := &manifest.Set{}
	for _, f := range files {
		parsed := manifest.Parse(f.name, []byte(f.text))
		set.Files = append(set.Files, parsed)
		if len(parsed.Problems) > 0 {
			return nil, fmt.Errorf("dslint cannot read %s: %s", f.name, parsed.Problems[0].Message)
		}
	}
	nodes := inventory.Collect(set)
	matrix := placement.Decide(set, placement.Workloads(set), nodes)
	a := &answer{}
	for _, w := range matrix.Workloads {
		d := daemonAnswer{Namespace: w.Namespace(), Name: w.Object.Name, Valid: true}
		for _, node := range nodes {
			verdict := matrix.On(w, node.Name)
			d.Nodes = append(d.Nodes, nodeAnswer{
				Node: node.Name, ShouldRun: verdict.ShouldRun, ShouldContinueRunning: verdict.ShouldContinueRunning,
				PodCreated: verdict.PodCreated(), Scheduled: verdict.Outcome == placement.Scheduled,
				Reasons: slices.Clone(verdict.Reasons),
			})
		}
		d.count()
		a.DaemonSets = append(a.DaemonSets, d)
	}
	return a, nil
}

// difference is a pair on which dslint and Kubernetes do not agree.
type difference struct {
	daemonSet, node string
	want, got       string
}

// compare returns the pairs on which dslint agrees with neither of the upstream
// answers.
func compare(first, later, ours *answer) []difference {
	var found []difference
	for i := range first.DaemonSets {
		set := &first.DaemonSets[i]
		at := slices.IndexFunc(ours.DaemonSets, func(d daemonAnswer) bool {
			return d.Name == set.Name && d.Namespace == set.Namespace
		})
		if at < 0 {
			found = append(found, difference{daemonSet: set.Name, got: "not read"})
			continue
		}
		for j := range set.Nodes {
			d, ok := compareNode(&set.Nodes[j], &later.DaemonSets[i].Nodes[j], ours.DaemonSets[at].on(set.Nodes[j].Node))
			if !ok {
				d.daemonSet = set.Namespace + "/" + set.Name
				found = append(found, d)
			}
		}
	}
	return found
}

func compareNode(first, later, ours *nodeAnswer) (difference, bool) {
	if ours.ReasonsUnstable {
		wordless := func(n *nodeAnswer) *nodeAnswer {
			copied := *n
			copied.Reasons, copied.ReasonsUnstable = nil, false
			return &copied
		}
		first, later, ours = wordless(first), wordless(later), wordless(ours)
	}
	want, got := first.key(), ours.key()
	return difference{node: first.Node, want: want, got: got}, got == want || got == later.key()
}
