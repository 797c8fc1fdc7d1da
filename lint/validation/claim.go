package validation

import (
	"slices"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/util/validation"
)

// checkClaimMeta follows ValidateTemplateObjectMeta: the claim of an ephemeral
// volume has labels and annotations, and nothing else of its own.
func checkClaimMeta(c cursor, meta *metav1.ObjectMeta) {
	at := c.child("metadata")
	checkAnnotations(at.child("annotations"), meta.Annotations)
	checkLabels(at.child("labels"), meta.Labels)
	for _, field := range [...]struct {
		set  bool
		name string
	}{
		{meta.Name != "", "name"},
		{meta.GenerateName != "", "generateName"},
		{meta.Namespace != "", "namespace"},
		{meta.SelfLink != "", "selfLink"}, //nolint:staticcheck // the server still refuses it here
		{meta.ResourceVersion != "", "resourceVersion"},
		{meta.Generation != 0, "generation"},
		{!meta.CreationTimestamp.IsZero(), "creationTimestamp"},
		{meta.DeletionTimestamp != nil, "deletionTimestamp"},
		{meta.DeletionGracePeriodSeconds != nil, "deletionGracePeriodSeconds"},
		{meta.OwnerReferences != nil, "ownerReferences"},
		{meta.Finalizers != nil, "finalizers"},
		{meta.ManagedFields != nil, "managedFields"},
	} {
		if field.set {
			at.child(field.name).forbidden("cannot be set")
		}
	}
	if meta.UID != "" {
		at.child("uID").editing(at.child("uid")).forbidden("cannot be set")
	}
}

// checkClaimSpec follows ValidatePersistentVolumeClaimSpec.
func checkClaimSpec(c cursor, spec *corev1.PersistentVolumeClaimSpec) {
	checkAccessModes(c.child("accessModes"), spec.AccessModes)
	checkSelector(c.child("selector"), spec.Selector)
	checkStorage(c, spec.Resources.Requests)
	if class := or(spec.StorageClassName, ""); class != "" {
		checkName(c.child("storageClassName"), class)
	}
	optionalOneOf(c.child("volumeMode"), spec.VolumeMode,
		corev1.PersistentVolumeBlock, corev1.PersistentVolumeFilesystem)
	checkDataSources(c, spec)
	if class := or(spec.VolumeAttributesClassName, ""); class != "" {
		checkName(c.child("volumeAttributesClassName"), class)
	}
}

func checkAccessModes(c cursor, modes []corev1.PersistentVolumeAccessMode) {
	if len(modes) == 0 {
		c.required("at least 1 access mode is required")
	}
	known := []corev1.PersistentVolumeAccessMode{
		corev1.ReadOnlyMany, corev1.ReadWriteMany, corev1.ReadWriteOnce, corev1.ReadWriteOncePod,
	}
	others := 0
	for i, mode := range modes {
		oneOf(c.editing(c.index(i)), mode, known...)
		if mode != corev1.ReadWriteOncePod && slices.Contains(known, mode) {
			others++
		}
	}
	if others > 0 && slices.Contains(modes, corev1.ReadWriteOncePod) {
		c.forbidden("may not use ReadWriteOncePod with other access modes")
	}
}

// checkStorage asks for a size. The server names the requests without their name.
func checkStorage(c cursor, requests corev1.ResourceList) {
	const storage = string(corev1.ResourceStorage)
	at := c.child("resources").key(storage).editing(c.child("resources", "requests").key(storage))
	size, set := requests[corev1.ResourceStorage]
	size.RoundUp(resource.Milli)
	switch {
	case !set:
		at.required("")
	case size.Sign() <= 0:
		at.invalid(size.String(), "must be greater than zero")
	}
}

// checkDataSources follows validateDataSource and validateDataSourceRef.
func checkDataSources(c cursor, spec *corev1.PersistentVolumeClaimSpec) {
	source, ref := spec.DataSource, spec.DataSourceRef
	if source != nil {
		checkDataSource(c.child("dataSource"), source)
	}
	if ref == nil {
		return
	}
	local := &corev1.TypedLocalObjectReference{APIGroup: ref.APIGroup, Kind: ref.Kind, Name: ref.Name}
	at := c.child("dataSourceRef")
	checkDataSource(at, local)
	// The server prints the path of the field in place of its value, which comes out
	// as an empty object.
	both := c.editing(c.child("dataSource"))
	namespace := or(ref.Namespace, "")
	if namespace != "" {
		messages(at.child("namespace"), namespace, nameIsDNSLabel(namespace, false))
	}
	switch {
	case source == nil:
	case namespace != "":
		both.invalid(struct{}{}, "may not be specified when dataSourceRef.namespace is specified")
	case !sameSource(source, local):
		both.invalid(struct{}{}, "must match dataSourceRef")
	}
}

func sameSource(a, b *corev1.TypedLocalObjectReference) bool {
	sameGroup := (a.APIGroup == nil) == (b.APIGroup == nil) && or(a.APIGroup, "") == or(b.APIGroup, "")
	return sameGroup && a.Kind == b.Kind && a.Name == b.Name
}

func checkDataSource(c cursor, source *corev1.TypedLocalObjectReference) {
	require(c.child("name"), source.Name)
	require(c.child("kind"), source.Kind)
	if group := or(source.APIGroup, ""); group != "" {
		messages(c.child("apiGroup"), group, validation.IsDNS1123Subdomain(group))
	} else if source.Kind != "PersistentVolumeClaim" {
		c.invalid(source.Kind, "must be 'PersistentVolumeClaim' when referencing the default apiGroup")
	}
}
