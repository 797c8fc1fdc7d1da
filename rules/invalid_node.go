package rules

import (
	"context"
	_ "embed"
	"fmt"
	"slices"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation"

	"github.com/dslint/dslint/lint"
	"github.com/dslint/dslint/lint/manifest"
)

//go:embed invalid_node.txtar
var invalidNodeExamples []byte

var invalidNode = &lint.Rule{
	Name:     "invalid-node",
	Category: lint.Validity,
	Severity: lint.Error,
	Summary:  "The API server refuses a Node of the inventory, or two Nodes share a name",
	Examples: invalidNodeExamples,
	Check:    checkInvalidNode,
}

// checkInvalidNode follows k8s.io/kubernetes/pkg/apis/core/validation, ValidateNode,
// as far as placement depends on it.
func checkInvalidNode(_ context.Context, pass *lint.Pass) error {
	first, good := map[string]*manifest.Object{}, map[nodeLabel]bool{}
	for _, object := range pass.Set.Objects() {
		node, ok := manifest.As[corev1.Node](object)
		if !ok || object.Group() != "" || unnamed(object) {
			continue
		}
		if other := first[object.Name]; other != nil {
			pass.Report(object.At("metadata", "name"), fmt.Sprintf("Node %s stands twice, and only the last counts", object.Name),
				lint.As(lint.Warning), lint.See(other.At("metadata", "name"), "the other"))
		} else if object.Name != "" {
			first[object.Name] = object
		}
		checkNodeMeta(pass, object, node, good)
		checkTaints(pass, object, node.Spec.Taints)
	}
	return nil
}

// nodeLabel is a label that many Nodes share; it is looked at once.
type nodeLabel struct{ key, value string }

func checkNodeMeta(pass *lint.Pass, object *manifest.Object, node *corev1.Node, good map[nodeLabel]bool) {
	if faults := validation.IsDNS1123Subdomain(object.Name); len(faults) > 0 && object.Name != "" {
		pass.Report(object.At("metadata", "name"), fmt.Sprintf("Node %q has no valid name: %s", object.Name, faults[0]))
	}
	for key, value := range node.Labels {
		if good[nodeLabel{key, value}] {
			continue
		}
		faults := metav1.ValidateLabels(map[string]string{key: value}, nil)
		good[nodeLabel{key, value}] = len(faults) == 0
		for _, err := range faults {
			pass.Report(object.At("metadata", "labels", key), fmt.Sprintf("Node %s has an invalid label %s: %s", object.Name, key, err.Detail))
		}
	}
}

// nodeTaint is what no two taints of a Node may share.
type nodeTaint struct {
	key    string
	effect corev1.TaintEffect
}

func checkTaints(pass *lint.Pass, object *manifest.Object, taints []corev1.Taint) {
	seen := map[nodeTaint]int{}
	for i := range taints {
		taint, at := &taints[i], object.At("spec", "taints", i)
		for _, fault := range validation.IsQualifiedName(taint.Key) {
			pass.Report(at.At("key"), fmt.Sprintf("Node %s has a taint with the invalid key %q: %s", object.Name, taint.Key, fault))
		}
		for _, fault := range validation.IsValidLabelValue(taint.Value) {
			pass.Report(at.At("value"), fmt.Sprintf("Node %s has a taint with the invalid value %q: %s", object.Name, taint.Value, fault))
		}
		if !slices.Contains(effects(), string(taint.Effect)) {
			pass.Report(at.At("effect"), fmt.Sprintf("Node %s has a taint with the unknown effect %q", object.Name, taint.Effect),
				writeOneOf(at.At("effect"), string(taint.Effect), effects()))
		}
		same := nodeTaint{taint.Key, taint.Effect}
		if other, twice := seen[same]; twice {
			pass.Report(at.At("key"), fmt.Sprintf("Node %s has two taints with key %s and effect %s", object.Name, taint.Key, taint.Effect),
				append(dropSecond(taints[other], *taint, at), lint.See(object.At("spec", "taints", other, "key"), "the other"))...)
		}
		seen[same] = i
	}
}

// dropSecond removes a taint that says what another does.
func dropSecond(one, other corev1.Taint, at manifest.Ref) []lint.Detail {
	if one.Value != other.Value {
		return nil
	}
	return []lint.Detail{lint.SafeFix("Remove one of the two", at.Remove())}
}
