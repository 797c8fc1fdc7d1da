package diff

import (
	"maps"
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// totals returns the resources of which the sums differ.
func totals(was, is corev1.ResourceList) []Total {
	all := maps.Clone(was)
	maps.Copy(all, is)
	var differ []Total
	for _, name := range slices.Sorted(maps.Keys(all)) {
		before, after := was[name], is[name]
		if before.Cmp(after) != 0 {
			differ = append(differ, Total{name, before, after})
		}
	}
	return differ
}

// Sum adds up the totals of all workloads of the cluster.
func (c *Cluster) Sum() []Total {
	was, is := corev1.ResourceList{}, corev1.ResourceList{}
	for _, w := range c.Workloads {
		for _, total := range w.Totals {
			add(was, total.Resource, total.Was)
			add(is, total.Resource, total.Is)
		}
	}
	return totals(was, is)
}

func add(sum corev1.ResourceList, name corev1.ResourceName, more resource.Quantity) {
	total := sum[name]
	total.Add(more)
	sum[name] = total
}
