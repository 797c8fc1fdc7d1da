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

// decision is what Kubernetes' own code makes of a scenario: first as soon as all
// pods have been tried, then once the waiting pods had another turn, which the
// scheduler gives them after five minutes.
type decision struct {
	first, later *answer
	refused      []refusedObject
	evictions    int
}

func decide(files []file, in order) (*decision, error) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	c, err := newCluster(ctx)
	if err != nil {
		return nil, err
	}
	c.order = in
	if err := c.apply(files); err != nil {
		return nil, err
	}
	d := &decision{first: c.answer()}
	if err := c.scheduler.retry(); err != nil {
		return nil, err
	}
	d.later, d.refused, d.evictions = c.answer(), c.refused, c.scheduler.evictions
	return d, nil
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
			d.Nodes = append(d.Nodes, ourAnswer(node.Name, matrix.On(w, node.Name)))
		}
		d.count()
		a.DaemonSets = append(a.DaemonSets, d)
	}
	return a, nil
}

func ourAnswer(node string, verdict *placement.Verdict) nodeAnswer {
	if verdict == nil {
		return nodeAnswer{Node: node, Reasons: []string{"dslint gives no verdict"}}
	}
	return nodeAnswer{
		Node: node, ShouldRun: verdict.ShouldRun, ShouldContinueRunning: verdict.ShouldContinueRunning,
		PodCreated: verdict.PodCreated(), Scheduled: verdict.Outcome == placement.Scheduled,
		Reasons: slices.Clone(verdict.Reasons),
	}
}

// difference is a pair on which dslint and Kubernetes do not agree.
type difference struct {
	daemonSet, node string
	want, got       string
}

// compare returns the pairs on which dslint agrees with neither of the upstream
// answers.
func (d *decision) compare(ours *answer) []difference {
	var found []difference
	for i := range d.first.DaemonSets {
		set := &d.first.DaemonSets[i]
		at := slices.IndexFunc(ours.DaemonSets, func(d daemonAnswer) bool {
			return d.Name == set.Name && d.Namespace == set.Namespace
		})
		if at < 0 {
			found = append(found, difference{daemonSet: set.Name, got: "not read"})
			continue
		}
		for j := range set.Nodes {
			node := &set.Nodes[j]
			differs, ok := compareNode(node, &d.later.DaemonSets[i].Nodes[j], ours.DaemonSets[at].on(node.Node))
			if !ok {
				differs.daemonSet = set.Namespace + "/" + set.Name
				found = append(found, differs)
			}
		}
	}
	return found
}

// compareNode takes the words of any attempt to bind a pod that is left pending:
// which was the last depends on what happened elsewhere.
func compareNode(first, later, ours *nodeAnswer) (difference, bool) {
	want, got := first.key(), ours.key()
	for _, upstream := range []*nodeAnswer{first, later} {
		accepted := [][]string{upstream.Reasons}
		if upstream.outcome() == "pending" {
			accepted = append(accepted, upstream.attempts...)
		}
		for _, reasons := range accepted {
			candidate := *upstream
			if candidate.Reasons = reasons; ours.ReasonsUnstable {
				candidate.Reasons, candidate.ReasonsUnstable = ours.Reasons, true
			}
			if candidate.key() == got {
				return difference{}, true
			}
		}
	}
	return difference{node: first.Node, want: want, got: got}, false
}
