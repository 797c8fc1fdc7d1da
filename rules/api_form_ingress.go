package rules

import (
	"strings"

	"github.com/dslint/dslint/lint/manifest"
)

// ingressForm writes the Services of an Ingress as networking.k8s.io/v1 does, and the type
// of path that older versions took.
func ingressForm(o *manifest.Object) ([]manifest.Change, bool) {
	var changes []manifest.Change
	if backend := o.At("spec", "backend"); backend.Exists() {
		if o.At("spec", "defaultBackend").Exists() {
			return nil, false
		}
		more, ok := backendForm(backend, o.At("spec", "defaultBackend"))
		if !ok {
			return nil, false
		}
		changes = append(append(changes, backend.Rename("defaultBackend")), more...)
	}
	for _, rule := range itemsOf(o.At("spec", "rules")) {
		for _, path := range itemsOf(rule.At("http", "paths")) {
			more, ok := backendForm(path.At("backend"), path.At("backend"))
			if !ok {
				return nil, false
			}
			changes = append(changes, more...)
			if !path.At("pathType").Exists() {
				changes = append(changes, path.At("pathType").Put("ImplementationSpecific"))
			}
		}
	}
	return changes, true
}

// backendForm changes a backend, which is elsewhere when the changes are made.
func backendForm(is, then manifest.Ref) ([]manifest.Change, bool) {
	name, port := is.At("serviceName"), is.At("servicePort")
	if !name.Exists() && !port.Exists() {
		return nil, is.At("resource").Exists() || is.At("service").Exists()
	}
	if is.At("service").Exists() || !name.Exists() {
		return nil, false
	}
	service := then.At("service")
	kind, ok := portForm(port)
	if !ok {
		return nil, false
	}
	changes := moveAs(then.At("serviceName"), service, "name")
	return append(changes, moveAs(then.At("servicePort"), service.At("port"), kind)...), true
}

// portForm is the field for a port, which is a number or has a name.
func portForm(port manifest.Ref) (string, bool) {
	switch value := port.Value().(type) {
	case string:
		return "name", strings.Trim(value, "0123456789") != ""
	case nil:
		return "", false
	}
	return "number", true
}
