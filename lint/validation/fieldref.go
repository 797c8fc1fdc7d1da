package validation

import (
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/resource"
)

// envFields are the fields of a pod that a variable can hold, volumeFields those
// that a file can; in the order in which the server lists them.
func envFields() []string {
	return []string{
		"metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
		"status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
	}
}

func volumeFields() []string {
	return []string{"metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"}
}

// checkFieldRef follows validateObjectFieldSelector.
func checkFieldRef(c cursor, ref *corev1.ObjectFieldSelector, allowed []string) {
	at := c.child("fieldPath")
	if ref.FieldPath == "" {
		at.required("")
		return
	}
	if ref.APIVersion != "" && ref.APIVersion != "v1" {
		at.editing(c.child("apiVersion")).
			invalid(ref.FieldPath, "error converting fieldPath: unsupported pod version: "+ref.APIVersion)
		return
	}
	name, key, subscripted := splitSubscript(ref.FieldPath)
	switch {
	case subscripted && name == "metadata.annotations":
		checkQualifiedName(c.editing(at), strings.ToLower(key))
	case subscripted && name == "metadata.labels":
		checkQualifiedName(c.editing(at), key)
	case subscripted:
		at.invalid(ref.FieldPath, "error converting fieldPath: field label does not support subscript: "+ref.FieldPath)
	case name == "spec.host": // the name that spec.nodeName had
		checkFieldPath(at, "spec.nodeName", allowed)
	default:
		checkFieldPath(at, name, allowed)
	}
}

// checkFieldPath tells a field that pods do not have, or that is not given out,
// from one that this place cannot take.
func checkFieldPath(c cursor, name string, allowed []string) {
	switch {
	case slices.Contains(allowed, name):
	case isGivenOut(name):
		unsupported(c, name, allowed...)
	default:
		c.invalid(name, "error converting fieldPath: field label not supported: "+name)
	}
}

// isGivenOut follows ConvertDownwardAPIFieldLabel (k8s.io/kubernetes/pkg/apis/core/pods).
func isGivenOut(name string) bool {
	switch name {
	case "spec.restartPolicy", "spec.schedulerName", "status.phase":
		return true
	}
	return slices.Contains(envFields(), name) || slices.Contains(volumeFields(), name)
}

// splitSubscript splits metadata.labels['key'].
func splitSubscript(path string) (name, key string, subscripted bool) {
	inner, closed := strings.CutSuffix(path, "']")
	name, key, opened := strings.Cut(inner, "['")
	if !closed || !opened || name == "" {
		return path, "", false
	}
	return name, key, true
}

// checkResourceFieldRef follows validateContainerResourceFieldSelector.
func checkResourceFieldRef(c cursor, ref *corev1.ResourceFieldSelector, inVolume bool) {
	switch {
	case inVolume && ref.ContainerName == "":
		c.child("containerName").required("")
	case ref.Resource == "":
		c.child("resource").required("")
	case !isHugePagesField(ref.Resource):
		oneOf(c.child("resource"), ref.Resource, "limits.cpu", "limits.ephemeral-storage", "limits.memory",
			"requests.cpu", "requests.ephemeral-storage", "requests.memory")
	}
	checkDivisor(c.child("divisor"), ref)
}

func isHugePagesField(name string) bool {
	return strings.HasPrefix(name, "requests.hugepages-") || strings.HasPrefix(name, "limits.hugepages-")
}

// checkDivisor follows validateContainerResourceDivisor, which prints the resource
// where it means the divisor.
func checkDivisor(c cursor, ref *corev1.ResourceFieldSelector) {
	if ref.Divisor.IsZero() {
		return
	}
	_, name, _ := strings.Cut(ref.Resource, ".")
	switch {
	case isHugePagesField(ref.Resource):
		checkByteDivisor(c, ref, "hugepages")
	case !strings.HasPrefix(ref.Resource, "limits.") && !strings.HasPrefix(ref.Resource, "requests."):
	case name == "cpu":
		if divisor := ref.Divisor.String(); divisor != "1" && divisor != "1m" {
			c.invalid(ref.Resource, "only divisor's values 1m and 1 are supported with the cpu resource")
		}
	case name == "memory":
		checkByteDivisor(c, ref, "memory")
	case name == "ephemeral-storage":
		checkByteDivisor(c, ref, "local ephemeral storage")
	}
}

func checkByteDivisor(c cursor, ref *corev1.ResourceFieldSelector, name string) {
	if !isByteUnit(ref.Divisor) {
		c.invalid(ref.Resource, "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei "+
			"are supported with the "+name+" resource")
	}
}

func isByteUnit(divisor resource.Quantity) bool {
	switch divisor.String() {
	case "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei":
		return true
	}
	return false
}
