package facts

import (
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/kubernetes"
)

// Unserved is what the config says of a kind in a version of its API that the cluster
// does not serve.
type Unserved struct {
	// Since is the version of Kubernetes since which it is not served, 0 where the config
	// does not say.
	Since kubernetes.Version
	// Successor is the version of the API to go to, "" where there is none.
	Successor string
}

// Unserved returns what the config says of a kind that the cluster does not serve in a
// version of its API. What Kubernetes itself serves stands in package kubernetes.
func (f *Facts) Unserved(apiVersion, kind string, in kubernetes.Version) (Unserved, bool) {
	for i := range f.own.RemovedAPIs {
		api := &f.own.RemovedAPIs[i]
		if api.APIVersion != apiVersion || len(api.Kinds) > 0 && !slices.Contains(api.Kinds, kind) {
			continue
		}
		since, _ := kubernetes.Parse(string(api.Removed)) // 0 where it is left out; the config is read through
		if api.Removed == "" || in.AtLeast(since) {
			return Unserved{since, api.Successor}, true
		}
	}
	group, version, inGroup := strings.Cut(apiVersion, "/")
	served, said := f.own.ServedAPIs[group]
	if !inGroup || !said || slices.Contains(served, version) {
		return Unserved{}, false
	}
	return Unserved{Successor: group + "/" + served[0]}, true
}

// PriorityClasses are the classes that the config says the cluster has.
func (f *Facts) PriorityClasses() []string { return f.own.PriorityClasses }
