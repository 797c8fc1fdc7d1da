package rules

import (
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/placement"
)

// contributors is how many DaemonSets are named of those that take most.
const contributors = 3

// bill names those who request most: "kube-system/a 500m, kube-system/b 100m, 3
// more 90m".
func (f *fleet) bill(l *load, name corev1.ResourceName) string {
	var parts []string
	var rest resource.Quantity
	members := l.byRequest(f, name)
	for i, w := range members {
		request := f.requests[w][name]
		if i < contributors {
			parts = append(parts, w.Namespace()+"/"+w.Object.Name+" "+amount(request, name))
		} else {
			rest.Add(request)
		}
	}
	if others := len(members) - contributors; others > 0 {
		parts = append(parts, fmt.Sprintf("%d more %s", others, amount(rest, name)))
	}
	return strings.Join(parts, ", ")
}

// seeBill points at the requests of those who are named, but for the one that the
// finding stands at.
func (f *fleet) seeBill(l *load, name corev1.ResourceName, except *placement.Workload) []lint.Detail {
	members := slices.DeleteFunc(l.byRequest(f, name), func(w *placement.Workload) bool { return w == except })
	var details []lint.Detail
	for _, w := range members[:min(len(members), contributors)] {
		details = append(details, lint.See(w.RequestField(name), "the request of "+w.String()))
	}
	return details
}
