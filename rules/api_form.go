package rules

import (
	"slices"
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// reform makes what an object holds what the successor of its version of the API holds,
// with the same meaning. It returns false where that cannot be done for certain.
type reform func(o *manifest.Object) ([]manifest.Change, bool)

// reforms returns what is to be done beside another apiVersion, nil for what no program
// can do for certain. What differs says
// https://kubernetes.io/docs/reference/using-api/deprecation-guide.
func reforms(apiVersion, kind string) reform {
	switch apiVersion + " " + kind {
	case extensionsBeta1 + " Ingress", "networking.k8s.io/v1beta1 Ingress":
		return ingressForm
	case "apiextensions.k8s.io/v1beta1 CustomResourceDefinition":
		return definitionForm
	case "admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration",
		"admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration":
		return webhookForm
	case "autoscaling/v2beta1 HorizontalPodAutoscaler":
		return autoscalerForm
	case "policy/v1beta1 PodDisruptionBudget":
		return budgetForm
	case "node.k8s.io/v1alpha1 RuntimeClass":
		return runtimeForm
	case "rbac.authorization.k8s.io/v1alpha1 RoleBinding", "rbac.authorization.k8s.io/v1alpha1 ClusterRoleBinding":
		return bindingForm
	case "certificates.k8s.io/v1beta1 CertificateSigningRequest":
		return signingForm
	case "discovery.k8s.io/v1beta1 EndpointSlice":
		return sliceForm
	}
	if kind == "PriorityLevelConfiguration" && strings.HasPrefix(apiVersion, "flowcontrol.apiserver.k8s.io/") {
		return priorityLevelForm
	}
	return nil
}

// itemsOf are the items of a list, none where there is no list.
func itemsOf(list manifest.Ref) []manifest.Ref {
	held, _ := list.Value().([]any)
	items := make([]manifest.Ref, len(held))
	for i := range held {
		items[i] = list.At(i)
	}
	return items
}

// moveAs moves a field to another mapping and gives it another name there.
func moveAs(from, home manifest.Ref, name string) []manifest.Change {
	_, was := splitField(from.Path)
	changes := []manifest.Change{from.Move(home)}
	if was == name {
		return changes
	}
	return append(changes, home.At(was).Rename(name))
}

// budgetForm leaves alone what selects no pods, and would select all.
func budgetForm(o *manifest.Object) ([]manifest.Change, bool) {
	selector := o.At("spec", "selector")
	if !selector.Exists() {
		return nil, true
	}
	labels, _ := selector.At("matchLabels").Value().(map[string]any)
	return nil, len(labels)+len(itemsOf(selector.At("matchExpressions"))) > 0
}

// runtimeForm lifts the fields out of the spec.
func runtimeForm(o *manifest.Object) ([]manifest.Change, bool) {
	spec := o.At("spec")
	if !spec.At("runtimeHandler").Exists() || o.At("handler").Exists() {
		return nil, false
	}
	changes := moveAs(spec.At("runtimeHandler"), o.At(), "handler")
	for _, name := range []string{"overhead", "scheduling"} {
		if spec.At(name).Exists() {
			changes = append(changes, spec.At(name).Move(o.At()))
		}
	}
	return append(changes, spec.Remove()), true
}

// bindingForm names the group of subjects without its version.
func bindingForm(o *manifest.Object) ([]manifest.Change, bool) {
	var changes []manifest.Change
	for _, subject := range itemsOf(o.At("subjects")) {
		if name, _ := subject.At("name").Text(); name == "*" {
			return nil, false // a user of this name stood for all who have logged in
		}
		version, has := subject.At("apiVersion").Text()
		if !has {
			continue
		}
		group, _, grouped := strings.Cut(version, "/")
		if subject.At("apiGroup").Exists() {
			return nil, false
		}
		changes = append(changes, subject.At("apiVersion").Remove())
		if grouped {
			changes = append(changes, subject.At("apiGroup").Put(group))
		}
	}
	return changes, true
}

// signingForm wants what must be there now.
func signingForm(o *manifest.Object) ([]manifest.Change, bool) {
	signer, _ := o.At("spec", "signerName").Text()
	return nil, signer != "" && signer != "kubernetes.io/legacy-unknown" && len(itemsOf(o.At("spec", "usages"))) > 0
}

// sliceForm leaves alone endpoints that say where they are in the old way.
func sliceForm(o *manifest.Object) ([]manifest.Change, bool) {
	return nil, !slices.ContainsFunc(itemsOf(o.At("endpoints")), func(endpoint manifest.Ref) bool {
		return endpoint.At("topology").Exists()
	})
}

// priorityLevelForm leaves shares of 0 alone, which stood for 30.
func priorityLevelForm(o *manifest.Object) ([]manifest.Change, bool) {
	limited := o.At("spec", "limited")
	old, shares := limited.At("assuredConcurrencyShares"), limited.At("nominalConcurrencyShares")
	for _, field := range []manifest.Ref{old, shares} {
		if text, has := field.Text(); has && strings.Trim(text, "0") == "" {
			return nil, false
		}
	}
	if !old.Exists() {
		return nil, true
	}
	return []manifest.Change{old.Rename("nominalConcurrencyShares")}, !shares.Exists()
}
