package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/diff"
)

// quiet reports whether there is nothing to tell of a cluster.
func quiet(c *diff.Cluster, sums *diff.Sums) bool { return c.Empty() && sums.New+sums.Gone == 0 }

// clusterName names a cluster, and says where only one state has it.
func clusterName(c *diff.Cluster) string {
	if c.Kind == diff.Changed {
		return Visible(c.Name)
	}
	return Visible(c.Name) + " (" + string(c.Kind) + ")"
}

// sumsText says in a line what happens in a cluster.
func sumsText(c *diff.Cluster, sums *diff.Sums) string {
	if quiet(c, sums) {
		return "nothing changes"
	}
	parts := []string{count(sums.Workloads, "workload")}
	if nodes := changedNodes(c); nodes > 0 {
		parts = slices.Insert(parts, 0, count(nodes, "node"))
	}
	if sums.Refused > 0 {
		parts = append(parts, fmt.Sprintf("%d refused by the API server", sums.Refused))
	}
	for _, told := range []struct {
		number     int
		noun, verb string
	}{
		{sums.Pods.Lost, "pod", "lost"},
		{sums.Pods.Refused, "pod", "refused"},
		{sums.Pods.Pending, "pod", "pending"},
		{sums.Pods.Gained, "pod", "gained"},
		{sums.New, "finding", "new"},
		{sums.Gone, "finding", "gone"},
	} {
		if told.number > 0 {
			parts = append(parts, count(told.number, told.noun)+" "+told.verb)
		}
	}
	if len(sums.Requests) > 0 {
		parts = append(parts, "requests "+totalsText(sums.Requests))
	}
	return strings.Join(parts, ", ")
}

func changedNodes(c *diff.Cluster) int {
	number := 0
	for _, change := range c.Nodes {
		number += len(change.Names)
	}
	return number
}

// sumsTable is the head of a comment: what happens in every cluster, in figures, within
// a number of bytes. Clusters that find no row in it are named below.
func sumsTable(d *diff.Diff, room int) string {
	if len(d.Clusters) < 2 && !slices.ContainsFunc(d.Clusters, func(c *diff.Cluster) bool { return len(c.Workloads) > 1 }) {
		return ""
	}
	var rows strings.Builder
	rows.WriteString("| cluster | workloads | pods gained | lost | pending | refused | requests | findings new | gone |\n" +
		"|---|---|---|---|---|---|---|---|---|\n")
	var unchanged, crowded []string
	for _, c := range d.Clusters {
		sums := d.Sums(c)
		name := quoteMarkdown(clusterName(c))
		row := sumsRow(name, &sums)
		switch {
		case quiet(c, &sums):
			unchanged = append(unchanged, name)
		case rows.Len()+len(row) > room:
			crowded = append(crowded, name)
		default:
			rows.WriteString(row)
		}
	}
	rows.WriteString("\n")
	writeNames(&rows, "Something changes, too, in: ", crowded)
	writeNames(&rows, "Nothing changes in: ", unchanged)
	return rows.String()
}

func sumsRow(name string, sums *diff.Sums) string {
	workloads := fmt.Sprint(sums.Workloads)
	if sums.Refused > 0 {
		workloads += fmt.Sprintf(" (**%d** refused by the API server)", sums.Refused)
	}
	return fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s | %d | %d |\n", name, workloads,
		figure(sums.Pods.Gained), figure(sums.Pods.Lost), figure(sums.Pods.Pending), figure(sums.Pods.Refused),
		quoteMarkdown(totalsText(sums.Requests)), sums.New, sums.Gone)
}

// figure makes a number stand out that is none.
func figure(number int) string {
	if number == 0 {
		return "0"
	}
	return fmt.Sprintf("**%d**", number)
}

func writeNames(b *strings.Builder, title string, names []string) {
	if len(names) > 0 {
		b.WriteString(title + strings.Join(names, ", ") + "\n\n")
	}
}
