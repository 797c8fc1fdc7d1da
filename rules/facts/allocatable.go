package facts

import (
	_ "embed"
	"slices"
	"strings"
	"sync"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/kubernetes"
)

//go:embed allocatable.tsv
var allocatableTable string

// Reserve is what the nodes of a provider keep of a resource for the kubelet and the
// system.
type Reserve struct {
	Provider string
	// Source is where the fact comes from.
	Source string

	packs                          []string
	since                          kubernetes.Version // 0 for all
	resource                       corev1.ResourceName
	shares                         []bracket
	fixed, perPod, eviction, least resource.Quantity
	most                           lint.Percent // 0 for no bound
}

// bracket is the share that is kept of the capacity up to an amount, nil for all beyond.
type bracket struct {
	upTo  *resource.Quantity
	share lint.Percent
}

var reserves = sync.OnceValue(func() []*Reserve {
	var all []*Reserve
	for _, row := range rows(allocatableTable) {
		reserve := &Reserve{
			Provider: row["provider"], Source: row["source"], packs: list(row["packs"]),
			resource: corev1.ResourceName(row["resource"]), shares: brackets(row["shares"]),
			fixed: resource.MustParse(row["fixed"]), perPod: resource.MustParse(row["perPod"]),
			eviction: resource.MustParse(row["eviction"]), least: resource.MustParse(row["least"]),
		}
		// A test reads the whole table: what cannot be read is what is not given.
		reserve.since, _ = kubernetes.Parse(row["since"])
		reserve.most, _ = lint.ParsePercent(row["most"])
		all = append(all, reserve)
	}
	return all
})

func brackets(text string) []bracket {
	var all []bracket
	for _, part := range list(text) {
		limit, share, _ := strings.Cut(part, ":")
		var b bracket
		b.share, _ = lint.ParsePercent(share)
		if limit != "*" {
			upTo := resource.MustParse(limit)
			b.upTo = &upTo
		}
		all = append(all, b)
	}
	return all
}

// Reserved returns what a node with a capacity keeps of a resource, in thousandths, and
// whether that is known: where the config names the pack of one provider.
func (f *Facts) Reserved(version kubernetes.Version, capacity corev1.ResourceList, name corev1.ResourceName) (*Reserve, int64, bool) {
	i := slices.IndexFunc(reserves(), func(r *Reserve) bool {
		return r.resource == name && (r.since == 0 || version.AtLeast(r.since)) && slices.ContainsFunc(r.packs, f.Chosen)
	})
	if i < 0 || slices.ContainsFunc(reserves(), func(r *Reserve) bool {
		return r.Provider != reserves()[i].Provider && slices.ContainsFunc(r.packs, f.Chosen)
	}) {
		return nil, 0, false
	}
	reserve := reserves()[i]
	kept, known := reserve.of(capacity)
	return reserve, kept, known
}

// of returns what is kept, in thousandths.
func (r *Reserve) of(capacity corev1.ResourceList) (int64, bool) {
	has, given := capacity[r.resource]
	pods, counted := capacity[corev1.ResourcePods]
	if !given || has.Cmp(r.least) < 0 || !counted && !r.perPod.IsZero() {
		return 0, false
	}
	total := has.MilliValue()
	kept := r.fixed.MilliValue() + r.perPod.MilliValue()*pods.Value()
	from := int64(0)
	for _, b := range r.shares {
		to := total
		if b.upTo != nil {
			to = min(total, b.upTo.MilliValue())
		}
		kept += int64(float64(max(to-from, 0)) * float64(b.share))
		from = to
	}
	if r.most > 0 {
		kept = min(kept, int64(float64(total)*float64(r.most)))
	}
	return kept + r.eviction.MilliValue(), true
}
