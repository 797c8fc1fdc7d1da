package rules

import (
	"context"
	_ "embed"
	"fmt"
	"math"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
)

//go:embed max_pods_exceeded.txtar
var maxPodsExceededExamples []byte

var maxPodsExceeded = &lint.Rule{
	Name:     "max-pods-exceeded",
	Category: lint.Resources,
	Severity: lint.Warning,
	Whole:    true,
	Summary:  "The DaemonSets take much of the number of pods that a node may hold, or more",
	Examples: maxPodsExceededExamples,
	Options: []lint.Option{{
		Name: podsShare, Default: lint.Percent(0.4),
		Summary: "The share of the pods that a node may hold from which the DaemonSets are worth a word",
	}},
	Check: checkMaxPodsExceeded,
}

const podsShare = "share"

func checkMaxPodsExceeded(_ context.Context, pass *lint.Pass) error {
	f := fleetOf(pass)
	for _, l := range f.divided {
		reportPods(pass, f, l)
	}
	return nil
}

// reportPods stands at the last of the DaemonSets: it is the one too many.
func reportPods(pass *lint.Pass, f *fleet, l *load) {
	smallest := l.smallest(corev1.ResourcePods)
	if smallest == nil {
		return
	}
	pods := smallest.Allocatable[corev1.ResourcePods]
	count, has := len(l.members), pods.Value()
	share := float64(lint.OptionOf[lint.Percent](pass, podsShare))
	if count == 0 || float64(count) <= share*float64(has) {
		return
	}
	last := l.members[count-1]
	remedy := lint.Suggest("Use nodes that hold more pods, or fewer DaemonSets on these")
	at := last.Object.At("metadata", "name")
	source, see := byConfig(smallest, corev1.ResourcePods)
	want := fmt.Sprintf("%d DaemonSets want", count)
	if count == 1 {
		want = "1 DaemonSet wants"
	}
	if left := int64(count) - has; left > 0 {
		stay := "stay"
		if left == 1 {
			stay = "stays"
		}
		names := namesOf(l.below(*resource.NewQuantity(int64(count), resource.DecimalSI), corev1.ResourcePods))
		pass.Report(at, fmt.Sprintf("%s a pod on %s, and %s holds %d%s: %d of them %s pending",
			want, someOf(names, len(f.nodes)), smallest.Name, has, source, left, stay),
			append(see, lint.As(lint.Error), lint.OnNodes(names...), remedy)...)
		return
	}
	limit := resource.NewQuantity(int64(math.Ceil(float64(count)/max(share, 1/float64(has)))), resource.DecimalSI)
	names := namesOf(l.below(*limit, corev1.ResourcePods))
	pass.Report(at, fmt.Sprintf("%s a pod on %s, %s of the %d that %s holds%s",
		want, someOf(names, len(f.nodes)), percent(int64(count), has), has, smallest.Name, source),
		append(see, lint.OnNodes(names...), remedy)...)
}
