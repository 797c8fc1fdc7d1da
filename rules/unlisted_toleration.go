package rules

import (
	"context"
	_ "embed"
	"fmt"
	"maps"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
)

//go:embed unlisted_toleration.txtar
var unlistedTolerationExamples []byte

var unlistedToleration = &lint.Rule{
	Name:     "unlisted-toleration",
	Category: lint.Tolerations,
	Severity: lint.Error,
	Summary:  "A workload tolerates a taint that the configuration does not allow its namespace",
	Examples: unlistedTolerationExamples,
	Options: []lint.Option{{
		Name: namespacesOption, Default: map[string][]string{},
		Summary: "The keys of the taints that workloads of a namespace may tolerate, by the name of the namespace; " +
			"in both, * stands for any text. A namespace that no name fits is free",
	}},
	Check: checkUnlistedToleration,
}

const namespacesOption = "namespaces"

func checkUnlistedToleration(_ context.Context, pass *lint.Pass) error {
	lists := lint.OptionOf[map[string][]string](pass, namespacesOption)
	if len(lists) == 0 {
		return nil
	}
	eachToleration(pass, func(w *placement.Workload, t *corev1.Toleration, at manifest.Ref) {
		list, listed := listFor(lists, w.Namespace())
		if !listed || listAllows(list, t.Key) {
			return
		}
		what, field := t.Key, at.At("key")
		if what == "" {
			what, field = "every taint", at.At("operator")
		}
		pass.Report(field, fmt.Sprintf("%s tolerates %s, which is not among what namespace %s may tolerate (%s)",
			w, what, w.Namespace(), shownList(list)), lint.Suggest("Remove the toleration, or add the key to the list of the namespace"))
	})
	return nil
}

// listFor returns the keys of all the lists that a namespace falls under, and whether
// it falls under any.
func listFor(lists map[string][]string, namespace string) (keys []string, listed bool) {
	for _, pattern := range slices.Sorted(maps.Keys(lists)) {
		if fits(pattern, namespace) {
			keys, listed = append(keys, lists[pattern]...), true
		}
	}
	return keys, listed
}

// listAllows passes over the taints of conditions, which Kubernetes itself makes pods
// tolerate. A toleration without a key needs the key "*".
func listAllows(list []string, key string) bool {
	if strings.HasPrefix(key, "node.kubernetes.io/") || slices.Contains(list, "*") {
		return true
	}
	return key != "" && slices.ContainsFunc(list, func(pattern string) bool { return fits(pattern, key) })
}

func shownList(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, ", ")
}
