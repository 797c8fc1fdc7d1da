package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/inventory"
	"github.com/dslint/dslint/lint/manifest"
	"github.com/dslint/dslint/lint/placement"
	"github.com/dslint/dslint/rules/facts"
)

//go:embed critical_priority_needs_quota.txtar
var criticalPriorityNeedsQuotaExamples []byte

var criticalPriorityNeedsQuota = &lint.Rule{
	Name:     "critical-priority-needs-quota",
	Category: lint.Resources,
	Severity: lint.Warning,
	Summary:  "Pods claim a priority of the system in a namespace that has no quota for it, where the cluster asks for one",
	Examples: criticalPriorityNeedsQuotaExamples,
	Check:    checkCriticalPriorityNeedsQuota,
}

func checkCriticalPriorityNeedsQuota(_ context.Context, pass *lint.Pass) error {
	if rendersMore(pass.Set) || slices.ContainsFunc(objectsOf(pass.Set, "ResourceQuota"), unfinished) {
		return nil
	}
	for _, w := range pass.Workloads() {
		name := w.Spec().PriorityClassName
		if name == "" || w.Namespace() == exempted(pass, name) || w.Fragment() || isMade(w) || homeless(w.Object) {
			continue
		}
		limited := whoLimits(pass, name)
		if limited == "" || hasQuotaFor(pass.Set, w.Namespace(), name) {
			continue
		}
		pass.Report(w.At("spec", "priorityClassName"),
			fmt.Sprintf("%s may get no pod: namespace %s has no ResourceQuota for priority class %s, and %s",
				w, w.Namespace(), name, limited),
			lint.UnsafeFix(fmt.Sprintf("Add a ResourceQuota with scopeSelector PriorityClass In [%s] to the namespace, or name another class", name),
				declareQuota(w, name)))
	}
	return nil
}

// exempted is the namespace in which pods may have a class without a quota.
func exempted(pass *lint.Pass, class string) string {
	if limited, ok := facts.Of(pass.Snapshot).LimitedClass(class); ok {
		return limited.Free
	}
	return kubeSystem
}

// declareQuota adds a quota to the file of a workload that admits a class. The number
// of pods is that of a big cluster; it is there because a quota needs one.
func declareQuota(w *placement.Workload, class string) manifest.Change {
	const pods = "1000"
	return w.Object.Beside("ResourceQuota "+w.Namespace()+"/"+class, written{
		APIVersion: "v1", Kind: "ResourceQuota", Metadata: writtenMeta{class, w.Namespace()},
		Spec: map[string]any{
			"hard": map[string]string{"pods": pods},
			"scopeSelector": map[string]any{"matchExpressions": []any{struct {
				ScopeName corev1.ResourceQuotaScope    `json:"scopeName"`
				Operator  corev1.ScopeSelectorOperator `json:"operator"`
				Values    []string                     `json:"values"`
			}{corev1.ResourceQuotaScopePriorityClass, corev1.ScopeSelectorOpIn, []string{class}}}},
		},
	})
}

// homeless reports whether the namespace of an object is filled in later, as that of a
// chart is: rendered under no name, it is default there.
func homeless(object *manifest.Object) bool {
	return object.Namespace == "" || unnamed(object) || object.Built() && object.Namespace == metav1.NamespaceDefault
}

func isCritical(class string) bool {
	return class == "system-node-critical" || class == "system-cluster-critical"
}

// limitsOf is the key under which a snapshot keeps what limits a class.
type limitsOf string

// whoLimits says what tells that the cluster admits the class only where a quota
// allows it, "" where nothing does. Kubernetes itself admits it everywhere
// (k8s.io/kubernetes/plugin/pkg/admission/resourcequota, limitedResources).
func whoLimits(pass *lint.Pass, class string) string {
	said, _ := pass.Memo(limitsOf(class), func() any { return findLimits(pass, class) }).(string)
	return said
}

func findLimits(pass *lint.Pass, class string) string {
	onGKE := func(node *inventory.Node) bool {
		for label := range node.Labels {
			if strings.HasPrefix(label, "cloud.google.com/gke-") {
				return true
			}
		}
		return false
	}
	if limited, ok := facts.Of(pass.Snapshot).LimitedClass(class); ok {
		return fmt.Sprintf("the cluster that the config names admits it without one in %s only", limited.Free)
	}
	if !isCritical(class) {
		return ""
	}
	if i := slices.IndexFunc(pass.Nodes(), onGKE); i >= 0 {
		return fmt.Sprintf("GKE (Node %s) admits it without one in kube-system only", pass.Nodes()[i].Name)
	}
	for _, object := range pass.Set.Objects() {
		if quota, ok := manifest.As[corev1.ResourceQuota](object); ok && allowsClass(quota, class) {
			return fmt.Sprintf("%s allows it elsewhere", object)
		}
	}
	return ""
}

func hasQuotaFor(set *manifest.Set, namespace, class string) bool {
	return slices.ContainsFunc(set.Objects(), func(object *manifest.Object) bool {
		quota, ok := manifest.As[corev1.ResourceQuota](object)
		return ok && object.EffectiveNamespace() == namespace && allowsClass(quota, class)
	})
}

// allowsClass reports whether a quota is one for pods of the class.
func allowsClass(quota *corev1.ResourceQuota, class string) bool {
	return quota.Spec.ScopeSelector != nil && slices.ContainsFunc(quota.Spec.ScopeSelector.MatchExpressions,
		func(r corev1.ScopedResourceSelectorRequirement) bool {
			return r.ScopeName == corev1.ResourceQuotaScopePriorityClass &&
				(r.Operator == corev1.ScopeSelectorOpExists || slices.Contains(r.Values, class))
		})
}
