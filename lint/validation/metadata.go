package validation

import (
	"strings"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	metavalidation "k8s.io/apimachinery/pkg/apis/meta/v1/validation"
	"k8s.io/apimachinery/pkg/util/validation"
)

func nameIsDNSSubdomain(name string, prefix bool) []string {
	return apivalidation.NameIsDNSSubdomain(name, prefix)
}

func nameIsDNSLabel(name string, prefix bool) []string {
	return apivalidation.NameIsDNSLabel(name, prefix)
}

// checkMeta follows ValidateObjectMeta
// (k8s.io/kubernetes/pkg/apis/core/validation). What the server sets itself on
// creation is left out.
func checkMeta(c cursor, meta *metav1.ObjectMeta, namespace string, name apivalidation.ValidateNameFunc) {
	judged := metav1.ObjectMeta{
		Name: meta.Name, GenerateName: meta.GenerateName, Namespace: namespace,
		OwnerReferences: meta.OwnerReferences, Finalizers: meta.Finalizers,
	}
	if judged.Name == "" && judged.GenerateName != "" {
		judged.Name = "generated"
	}
	c.add(apivalidation.ValidateObjectMeta(&judged, true, name, c.fieldPath()))
	for i, finalizer := range meta.Finalizers {
		checkFinalizer(c.child("finalizers").index(i), finalizer)
	}
	checkLabels(c.child("labels"), meta.Labels)
	checkAnnotations(c.child("annotations"), meta.Annotations)
}

// checkFinalizer follows validateKubeFinalizerName.
func checkFinalizer(c cursor, name string) {
	if strings.Contains(name, "/") {
		return
	}
	switch name {
	case "kubernetes", metav1.FinalizerOrphanDependents, metav1.FinalizerDeleteDependents:
	default:
		c.invalid(name, "name is neither a standard finalizer name nor is it fully qualified")
	}
}

// checkLabels is for labels and for selectors that are maps of labels. The API
// server names the map, the entry is what to edit.
func checkLabels(c cursor, labels map[string]string) {
	for key, value := range sorted(labels) {
		entry := c.editing(c.key(key))
		checkQualifiedName(entry, key)
		messages(entry, value, validation.IsValidLabelValue(value))
	}
}

// checkAnnotations follows ValidateAnnotations (k8s.io/apimachinery/pkg/api/validation).
func checkAnnotations(c cursor, annotations map[string]string) {
	for key := range sorted(annotations) {
		messages(c.editing(c.key(key)), key, validation.IsQualifiedName(strings.ToLower(key)))
	}
	if apivalidation.ValidateAnnotationsSize(annotations) != nil {
		c.tooLong(apivalidation.TotalAnnotationSizeLimitB)
	}
}

// checkSelector follows ValidateLabelSelector, whose errors on a map of labels name
// the map.
func checkSelector(c cursor, selector *metav1.LabelSelector) {
	if selector == nil {
		return
	}
	checkLabels(c.child("matchLabels"), selector.MatchLabels)
	for i, requirement := range selector.MatchExpressions {
		at := c.child("matchExpressions").index(i)
		at.add(metavalidation.ValidateLabelSelectorRequirement(
			requirement, metavalidation.LabelSelectorValidationOptions{}, at.fieldPath()))
	}
}

func isEmptySelector(selector *metav1.LabelSelector) bool {
	return len(selector.MatchLabels)+len(selector.MatchExpressions) == 0
}

// checkName is for fields that hold the name of another object.
func checkName(c cursor, name string) { messages(c, name, nameIsDNSSubdomain(name, false)) }

func checkDNSLabel(c cursor, value string) { messages(c, value, validation.IsDNS1123Label(value)) }

func checkDNSSubdomain(c cursor, value string) {
	messages(c, value, validation.IsDNS1123Subdomain(value))
}

func checkQualifiedName(c cursor, value string) {
	messages(c, value, validation.IsQualifiedName(value))
}

// requireDNSLabel reports a value that is missing or no DNS label.
func requireDNSLabel(c cursor, value string) {
	if value == "" {
		c.required("")
		return
	}
	checkDNSLabel(c, value)
}
